import { ForbiddenError, NotFoundError, ValidationError, type InputPath } from './errors.ts'
import { roles, type Role, type SupervisorId } from './glossary.ts'
import { parseName } from './input.ts'

/** The caller of a request. */
export interface Viewer {
  /** Name of the caller in the event log. */
  readonly actor: string
  readonly role: Role
  /** Root of the only subtree that the caller can see; null if the caller can see every supervisor. */
  readonly within: SupervisorId | null
  /** When the credentials expire; null if they do not. */
  readonly expiresAt: Date | null
  /** Person or program on whose behalf the caller acts. Recorded in the event log; it gives no permissions. */
  readonly onBehalfOf: string | null
  /** Id of the API token of the caller, for the log: names of actors are not unique. */
  readonly tokenId?: string | undefined
  /** Where the name of the caller comes from. Each source gives names of its own: equal names are not the same caller. */
  readonly source: 'local' | 'token' | 'jwt' | 'server'
}

/**
 * Tells callers apart, for limits that count per caller. The name alone would not do: an administrator of a subtree chooses the
 * names of its tokens.
 */
export function identityOf(viewer: Viewer): string {
  let identity = identities.get(viewer)
  if (identity === undefined) {
    identity = JSON.stringify([viewer.source, viewer.within, viewer.actor])
    identities.set(viewer, identity)
  }
  return identity
}
const identities = new WeakMap<Viewer, string>()

/** Every caller while there is no authentication. The server listens on the loopback interface only. */
export const localAdmin: Viewer = {
  actor: 'local',
  role: 'ADMIN',
  within: null,
  expiresAt: null,
  onBehalfOf: null,
  source: 'local',
}

/** Caller of the sweeper's transactions. The event log names it as the actor. */
export const sweeper: Viewer = {
  actor: 'sweeper',
  role: 'ADMIN',
  within: null,
  expiresAt: null,
  onBehalfOf: null,
  source: 'server',
}

/** Names of actors that only the server itself has, in lower case. */
const reservedActors: readonly string[] = [localAdmin.actor, sweeper.actor]

/**
 * Returns the name of an actor in the form in which names are stored.
 * @throws {ValidationError} if it is no name, or reserved for the server itself
 */
export function parseActor(value: string, path: InputPath): string {
  const name = parseName(value, path)
  if (!reservedActors.includes(name.toLowerCase())) return name
  throw new ValidationError(
    path,
    `expected a name that the server itself does not use, got ${name}. Choose another name.`,
  )
}

/** Whether the caller's role is the given one, or includes it. */
export function hasRole(viewer: Viewer, role: Role): boolean {
  return roles.indexOf(viewer.role) >= roles.indexOf(role)
}

/**
 * @throws {ForbiddenError} if the caller's role is below the required one; each role includes those before it in
 * `roles`
 */
export function assertRole(viewer: Viewer, required: Role): void {
  if (!hasRole(viewer, required)) throw new ForbiddenError(required, viewer.role)
}

/** Input path of errors about the name in `X-Actor`. */
const onBehalfOfPath = ['X-Actor']

/**
 * Returns the caller, acting on behalf of the person or program with this name.
 * @throws {ForbiddenError} if the caller's role is below OPERATE
 * @throws {ValidationError} if the name is blank, longer than 255 characters, reserved, or has an invisible character
 */
export function actingFor(viewer: Viewer, name: string): Viewer {
  if (!hasRole(viewer, 'OPERATE')) throw new ForbiddenError('OPERATE', viewer.role).at(onBehalfOfPath)
  return { ...viewer, onBehalfOf: parseActor(name, onBehalfOfPath) }
}

/** Whether the caller can see the supervisor with this path. What it cannot see does not exist for it. */
export function canSee(viewer: Viewer, path: readonly SupervisorId[]): boolean {
  return viewer.within === null || path.includes(viewer.within)
}

/**
 * Whether the caller can see the supervisor that an input names as the parent of a new object. A caller that is limited to
 * a subtree sees neither roots nor supervisors that do not exist.
 * @param parent undefined if the input names none, or it does not exist
 */
export function canSeeParent(viewer: Viewer, parent: { readonly path: readonly SupervisorId[] } | undefined): boolean {
  return viewer.within === null || (parent !== undefined && canSee(viewer, parent.path))
}

/** A supervisor with its path, or a team or membership with the path of its supervisor. */
type RowWithPath = { readonly path: readonly SupervisorId[] } | { readonly supervisorPath: readonly SupervisorId[] }

/**
 * Returns the row that was looked up by an id of the input.
 * @param noun kind of object, for the message
 * @param path input path of the id
 * @throws {NotFoundError} if the row does not exist or the caller cannot see it. Both give the same error, so that the
 * caller learns nothing about the other subtrees.
 */
export function requireVisible<Row extends RowWithPath>(
  row: Row | null | undefined,
  viewer: Viewer,
  noun: string,
  id: string,
  path: InputPath,
): Row {
  if (row && canSee(viewer, 'path' in row ? row.path : row.supervisorPath)) return row
  throw new NotFoundError(noun, id, path)
}

/** @throws {ValidationError} if the caller can see only one subtree: it could not see the new root */
export function assertMayBeRoot({ within }: Viewer, path: InputPath): void {
  if (within !== null)
    throw new ValidationError(
      path,
      `expected a supervisor in the subtree of ${within}, got a root. The caller can see only this subtree.`,
    )
}

/**
 * @param id a supervisor that the caller can see
 * @throws {ValidationError} if the caller can see only the subtree of the supervisor: it could not see supervisors that
 * move above it or become roots
 */
export function assertSeesAbove({ within }: Viewer, id: SupervisorId, path: InputPath): void {
  if (id === within)
    throw new ValidationError(
      path,
      `expected REJECT or CASCADE, got REPARENT. The caller can see only the subtree of ${id}.`,
    )
}
