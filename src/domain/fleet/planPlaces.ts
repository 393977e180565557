import { CycleError, HasLiveChildrenError, ValidationError, type DomainError, type InputPath } from '../errors.ts'
import type { SupervisorId } from '../glossary.ts'
import { groupBy } from '../groupBy.ts'
import { isLive } from '../lifecycle.ts'
import { nameTakenOutside, placeKey, supervisorNameTaken } from '../names.ts'
import { assertAcceptsAdditions, assertLevelAllowed } from '../tree.ts'
import { canSee, type Viewer } from '../viewer.ts'
import { hiddenLevels } from '../visibility.ts'
import { owns, type FleetMatch } from './matchFleet.ts'
import type { MovedDescendant, PresentFleetSupervisor } from './presentFleet.ts'
import type { WantedFleet } from './wantedFleet.ts'

/** What the places of the supervisors depend on. */
export interface Surroundings {
  /** The supervisors of the fleet, those with a wanted id or name, and the parents. */
  readonly supervisors: readonly PresentFleetSupervisor[]
  /** Descendants of the supervisors that move, TERMINATED ones too. */
  readonly descendants: readonly MovedDescendant[]
  /** Live children of the supervisors to terminate. */
  readonly children: readonly MovedDescendant[]
  readonly maxLevel: number
}

/** Whether the supervisor gets another parent. */
export function isMoved({ present, parentId }: FleetMatch): boolean {
  return present !== null && parentId !== present.parentId // undefined: another request creates the parent
}

/** Whether the supervisor gets a name, or a parent, that it does not have yet. */
export function takesPlace(match: FleetMatch): boolean {
  return match.present === null || isMoved(match) || match.present.name !== match.wanted.fields.name
}

/**
 * Checks the tree that results from all changes of a request together.
 * @throws {ValidationError} if a supervisor would get a parent that the request removes
 * @throws {NameTakenError} if two live siblings would have the same name
 * @throws {ParentUnavailableError} if a supervisor that gets children is FAILED or TERMINATED
 * @throws {CycleError} if a supervisor would become its own ancestor
 * @throws {LevelLimitError} if a supervisor would exceed the maximum level
 * @throws {HasLiveChildrenError} if a supervisor to terminate keeps live children
 */
export function assertPlaces(
  wanted: WantedFleet,
  matches: readonly FleetMatch[],
  removed: readonly PresentFleetSupervisor[],
  around: Surroundings,
  viewer: Viewer,
): void {
  const places = new Places(matches, around)
  const gone = new Set(removed.map(({ id }) => id))
  const byId = new Map(around.supervisors.map((each) => [each.id, each]))
  for (const match of matches) {
    const isAdded = match.present === null || isMoved(match)
    if (isAdded && gone.has(match.parentId ?? ''))
      throw new ValidationError(placePath(match), 'expected a supervisor that stays, but the request removes it.')
    const parent = byId.get(match.parentId ?? '')
    if (isAdded && parent) assertAcceptsAdditions(parent, placePath(match))
  }
  assertNames(wanted, matches, gone, around, viewer)
  const stay = around.children.filter(({ id, parentId }) => !gone.has(id) && places.parentOf(id) === parentId)
  const childrenOf = groupBy(stay, ({ parentId }) => parentId)
  for (const { id } of removed) {
    const kept = childrenOf.get(id)
    if (kept) throw new HasLiveChildrenError(id, kept.length, keptRemedy).at(['input', 'remove'])
  }
  if (wanted.isPartial) return
  const hidden = Math.max(0, ...around.supervisors.map(({ path }) => hiddenLevels(viewer, path)))
  for (const match of matches) {
    if (match.present !== null && !isMoved(match)) continue
    const level = places.levelOf(match.id)
    if (level === null) throw new CycleError(match.id).at(placePath(match))
    assertLevelAllowed(level, around.maxLevel, hidden, match.wanted.inputPath)
  }
  for (const { id } of around.descendants) {
    const level = places.levelOf(id)
    if (level !== null) assertLevelAllowed(level, around.maxLevel, hidden, ['input', 'supervisors'])
  }
}

function placePath({ wanted }: FleetMatch): InputPath {
  return wanted.parentKey === null ? ['input', 'parentId'] : [...wanted.inputPath, 'parentKey']
}

const keptRemedy = 'expected none that the request neither removes nor moves. Terminate or move them first.'

/** The tree after all changes. */
class Places {
  readonly #parents = new Map<SupervisorId, SupervisorId | null>()
  readonly #levels = new Map<SupervisorId, number | null>()

  constructor(matches: readonly FleetMatch[], { supervisors, descendants, children }: Surroundings) {
    for (const { path } of supervisors) for (const [i, id] of path.entries()) this.#parents.set(id, path[i - 1] ?? null)
    for (const { id, parentId } of [...descendants, ...children]) this.#parents.set(id, parentId)
    for (const { id, parentId } of matches) if (parentId !== undefined) this.#parents.set(id, parentId)
  }

  parentOf(id: SupervisorId): SupervisorId | null | undefined {
    return this.#parents.get(id)
  }

  /** Null if the supervisor would be its own ancestor. */
  levelOf(id: SupervisorId): number | null {
    const above: SupervisorId[] = []
    const seen = new Set<SupervisorId>()
    let at: SupervisorId | null | undefined = id
    while (at != null && !this.#levels.has(at)) {
      if (seen.has(at)) {
        for (const each of above) this.#levels.set(each, null)
        return null
      }
      seen.add(at)
      above.push(at)
      at = this.#parents.get(at)
    }
    let level = at == null ? -1 : (this.#levels.get(at) ?? null)
    for (const each of above.reverse()) {
      if (level !== null) level++
      this.#levels.set(each, level)
    }
    return level
  }
}

function assertNames(
  wanted: WantedFleet,
  matches: readonly FleetMatch[],
  gone: ReadonlySet<SupervisorId>,
  { supervisors }: Surroundings,
  viewer: Viewer,
): void {
  const matched = new Set(matches.map(({ id }) => id))
  const holders = new Map(
    supervisors
      .filter((each) => isLive(each.status) && !gone.has(each.id) && !matched.has(each.id))
      .map((each) => [placeKey(each.parentId, each.name), each]),
  )
  const taken = new Set<string>()
  for (const match of matches) {
    if (match.parentId === undefined) continue
    const { wanted: each, parentId } = match
    const { name } = each.fields
    const place = placeKey(parentId, name)
    const path = [...each.inputPath, 'name']
    if (taken.has(place)) throw nameTakenOutside(name).at(path)
    taken.add(place)
    const holder = takesPlace(match) ? holders.get(place) : undefined
    if (!holder || (wanted.isPartial && owns(wanted, viewer, holder))) continue
    throw nameTaken(name, parentId, holder, viewer).at(path)
  }
}

function nameTaken(
  name: string,
  parentId: SupervisorId | null,
  holder: PresentFleetSupervisor,
  viewer: Viewer,
): DomainError {
  return canSee(viewer, holder.path) ? supervisorNameTaken(name, parentId, holder.id) : nameTakenOutside(name)
}
