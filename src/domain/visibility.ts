import type { SupervisorId } from './glossary.ts'
import type { Viewer } from './viewer.ts'

// For a caller that is limited to a subtree, the top of the subtree looks like a root: it has no parent, and level 0.

type Path = readonly SupervisorId[]

/** The part of a path that the caller can see: from the top of its subtree on. Empty if the path is outside. */
export function visiblePath({ within }: Viewer, path: Path): Path {
  if (within === null) return path
  const top = path.indexOf(within)
  return top < 0 ? [] : path.slice(top)
}

/**
 * Number of levels above the caller's subtree. Levels and level limits that the caller sees do not count them. A supervisor that
 * has just left the subtree looks like a root: all levels above it are hidden.
 */
export function hiddenLevels({ within }: Viewer, path: Path): number {
  if (within === null) return 0
  const top = path.indexOf(within)
  return top < 0 ? Math.max(path.length - 1, 0) : top
}

/** The parent supervisor that the caller can see; null for a root, and for the top of the caller's subtree. */
export function visibleParentId(
  { within }: Viewer,
  { id, parentId }: { readonly id: SupervisorId; readonly parentId: SupervisorId | null },
): SupervisorId | null {
  return id === within ? null : parentId
}

interface EventPlace {
  /** Path of the event's supervisor after the change. */
  readonly path: Path
  /** Path before the change, if it differs. */
  readonly previousPath: Path | null
}

/**
 * Whether the caller can see an event: its supervisor was in the caller's subtree before the change, or is in it after
 * the change.
 * @param within a supervisor in whose subtree the event must also be; null sets no condition
 */
export function canSeeEvent(viewer: Viewer, { path, previousPath }: EventPlace, within: SupervisorId | null): boolean {
  if (viewer.within === null && within === null) return true
  return [path, previousPath ?? []].some((each) => {
    const visible = visiblePath(viewer, each)
    return within === null ? visible.length > 0 : visible.includes(within)
  })
}

type Fields = Readonly<Record<string, unknown>>

interface Change extends EventPlace {
  readonly before: Fields | null
  readonly after: Fields | null
  readonly reason: string | null
}

/**
 * The change of an event as the caller can see it.
 *
 * - There is no `after` if the supervisor leaves the subtree, and no `before` if it enters the subtree: these contain the
 *   position outside. The reason is omitted too, because it can name that position.
 * - The top of the subtree has no parent, and levels count from it. Where nothing visible changed, `before` and `after` are
 *   empty: the top, or a supervisor above it, moved.
 */
export function visibleChange(viewer: Viewer, event: Change): Pick<Change, 'before' | 'after' | 'reason'> {
  if (viewer.within === null) return event
  const was = visiblePath(viewer, event.previousPath ?? event.path)
  const is = visiblePath(viewer, event.path)
  if (was.length === 0 || is.length === 0)
    return { before: withPlace(event.before, was), after: withPlace(event.after, is), reason: null }
  const before = withPlace(event.before, was)
  const after = withPlace(event.after, is)
  const unchanged =
    before && after ? placeFields.filter((field) => field in before && before[field] === after[field]) : []
  return { before: omit(before, unchanged), after: omit(after, unchanged), reason: event.reason }
}

const placeFields = ['parentId', 'hierarchyLevel'] as const

/** The fields with the place in the tree that the caller can see; null if it can see none. */
function withPlace(fields: Fields | null, visible: Path): Fields | null {
  if (fields === null || visible.length === 0) return null
  return {
    ...fields,
    ...('parentId' in fields && visible.length === 1 && { parentId: null }),
    ...('hierarchyLevel' in fields && { hierarchyLevel: visible.length - 1 }),
  }
}

function omit(fields: Fields | null, names: readonly string[]): Fields | null {
  return fields && Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)))
}
