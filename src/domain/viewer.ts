import { ForbiddenError, NotFoundError, type InputPath } from './errors.ts'
import { roles, type Role, type SupervisorId } from './glossary.ts'

/** Who asks: an actor's name for the record, a role, and the subtree that is all it sees (null: everything). */
export interface Viewer {
  readonly actor: string
  readonly role: Role
  readonly within: SupervisorId | null
}

/** Without authentication the server listens on loopback only, and everybody is this one. */
export const localAdmin: Viewer = { actor: 'local', role: 'ADMIN', within: null }

/** Who finds the dead and makes restarts, on the record. */
export const sweeper: Viewer = { actor: 'sweeper', role: 'ADMIN', within: null }

/**
 * Roles include those before them in `roles`.
 * @throws {ForbiddenError}
 */
export function assertRole(viewer: Viewer, required: Role): void {
  if (roles.indexOf(viewer.role) < roles.indexOf(required)) throw new ForbiddenError(required, viewer.role)
}

/** Whether the supervisor with this path exists, as far as the viewer can tell. */
export function canSee(viewer: Viewer, path: readonly SupervisorId[]): boolean {
  return viewer.within === null || path.includes(viewer.within)
}

/** A supervisor with its path, or a team or membership with the path of its supervisor. */
type Located = { readonly path: readonly SupervisorId[] } | { readonly supervisorPath: readonly SupervisorId[] }

/**
 * What was looked up by an id of the input.
 * @throws {NotFoundError} if it does not exist, or not within the caller's subtree: the caller cannot tell which
 */
export function requireVisible<Row extends Located>(
  row: Row | null | undefined,
  viewer: Viewer,
  noun: string,
  id: string,
  path: InputPath,
): Row {
  if (row && canSee(viewer, 'path' in row ? row.path : row.supervisorPath)) return row
  throw new NotFoundError(noun, id, path)
}

/**
 * A root is in no subtree, so a caller that sees one subtree only cannot see it.
 * @throws {NotFoundError}
 */
export function assertMayBeRoot(viewer: Viewer, path: InputPath): void {
  if (viewer.within !== null) throw new NotFoundError('supervisor', 'null', path)
}
