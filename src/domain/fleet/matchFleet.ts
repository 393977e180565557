import { ConflictError, ValidationError } from '../errors.ts'
import type { SupervisorId } from '../glossary.ts'
import { nilId } from '../input.ts'
import { isLive } from '../lifecycle.ts'
import { assertMayBeRoot, canSee, requireVisible, type Viewer } from '../viewer.ts'
import { visibleParentId } from '../visibility.ts'
import type { PresentFleetSupervisor } from './presentFleet.ts'
import type { WantedFleet, WantedFleetSupervisor } from './wantedFleet.ts'

/** A wanted supervisor, and the existing supervisor that it describes. */
export interface FleetMatch {
  readonly wanted: WantedFleetSupervisor
  /** Null if the supervisor has to be created. */
  readonly present: PresentFleetSupervisor | null
  /** Id of the existing or the new supervisor. */
  readonly id: SupervisorId
  /** Whether the fleet had a supervisor with this key, which is TERMINATED. */
  readonly isRestored: boolean
  /** Parent after the change. `undefined` if another request creates it. */
  readonly parentId: SupervisorId | null | undefined
  /** Whether this request creates the parent, so that its id is not known before. */
  readonly isBelowNew: boolean
}

/** The fleet of a caller. Callers with different subtrees have different fleets, even of the same name. */
export function scopeOf({ within }: Viewer): SupervisorId {
  return within ?? nilId
}

/**
 * Finds the existing supervisor of each wanted one: by its key, by its previous key, or by the id that the client chose.
 * @param present the supervisors with these keys and ids, TERMINATED ones too
 * @throws {ConflictError} if another fleet owns the supervisor with the id, if the caller cannot see it, or if the key belongs to
 * a supervisor with another id
 * @throws {ValidationError} if two wanted supervisors describe the same one, or no supervisor has a `parentKey`
 * @throws {NotFoundError} if the parent supervisor of the fleet does not exist or the caller cannot see it
 */
export function matchFleet(
  wanted: WantedFleet,
  present: readonly PresentFleetSupervisor[],
  viewer: Viewer,
  newId: () => SupervisorId,
): FleetMatch[] {
  const byId = new Map(present.map((each) => [each.id, each]))
  const byKey = new Map(
    present.flatMap((each) => (owns(wanted, viewer, each) ? [[each.fleetKey ?? '', each] as const] : [])),
  )
  const found = wanted.supervisors.map((each) => findPresent(each, wanted, byId, byKey, viewer))
  assertDistinct(wanted.supervisors, found)
  const ids = wanted.supervisors.map((each, i) => found[i]?.id ?? chooseId(each, byId, newId))
  const idOfKey = new Map(wanted.supervisors.map((each, i) => [each.key, ids[i] ?? '']))
  const isNew = new Set(wanted.supervisors.filter((_, i) => !found[i]).map(({ key }) => key))
  return wanted.supervisors.map((each, i) => {
    const former = byKey.get(each.key)
    return {
      wanted: each,
      present: found[i] ?? null,
      id: ids[i] ?? '',
      isRestored: !found[i] && former !== undefined && !isLive(former.status),
      isBelowNew: isNew.has(each.parentKey ?? ''),
      parentId: findParentId(each, wanted, { idOfKey, byKey, byId }, found[i] ?? null, viewer),
    }
  })
}

/** Whether the fleet of the request owns a supervisor that the caller can see. */
export function owns({ name }: WantedFleet, viewer: Viewer, each: PresentFleetSupervisor): boolean {
  return each.fleet === name && each.fleetScope === scopeOf(viewer) && canSee(viewer, each.path)
}

/** The supervisors of the fleet whose keys the request removes, TERMINATED ones too. */
export function findRemoved(
  wanted: WantedFleet,
  present: readonly PresentFleetSupervisor[],
  viewer: Viewer,
): PresentFleetSupervisor[] {
  const keys = new Set(wanted.removed)
  return present.filter((each) => keys.has(each.fleetKey ?? '') && owns(wanted, viewer, each))
}

function findPresent(
  each: WantedFleetSupervisor,
  fleet: WantedFleet,
  byId: ReadonlyMap<SupervisorId, PresentFleetSupervisor>,
  byKey: ReadonlyMap<string, PresentFleetSupervisor>,
  viewer: Viewer,
): PresentFleetSupervisor | undefined {
  const idPath = [...each.inputPath, 'id']
  const [ofKey, ofPreviousKey] = [each.key, each.previousKey ?? ''].map((key) => live(byKey.get(key)))
  const ofId = live(byId.get(each.id ?? ''))
  if (ofId && !canSee(viewer, ofId.path))
    throw new ConflictError(`Id ${ofId.id} is taken. Choose another id.`, null).at(idPath)
  if (ofId && ofId.fleet !== null && !owns(fleet, viewer, ofId))
    throw new ConflictError(
      `Supervisor ${ofId.id} belongs to ${viewer.within === null ? `the fleet ${JSON.stringify(ofId.fleet)}` : 'another fleet'}, not to ${JSON.stringify(fleet.name)}. Remove it from one of the two.`,
      { type: 'Supervisor', id: ofId.id },
    ).at(idPath)
  const own = ofKey ?? ofPreviousKey
  if (own && each.id !== null && own.id !== each.id && (ofId || !byId.has(each.id)))
    throw new ConflictError(
      `The supervisor with the key ${JSON.stringify(own.fleetKey)} has the id ${own.id}, not ${each.id}. Use its id, or another key.`,
      { type: 'Supervisor', id: own.id },
    ).at(idPath)
  return own ?? ofId
}

function live(each: PresentFleetSupervisor | undefined): PresentFleetSupervisor | undefined {
  return each && isLive(each.status) ? each : undefined
}

/** The id that the client chose, unless a TERMINATED supervisor has it. */
function chooseId(
  { id }: WantedFleetSupervisor,
  byId: ReadonlyMap<SupervisorId, PresentFleetSupervisor>,
  newId: () => SupervisorId,
): SupervisorId {
  return id === null || byId.has(id) ? newId() : id
}

function assertDistinct(
  wanted: readonly WantedFleetSupervisor[],
  found: readonly (PresentFleetSupervisor | undefined)[],
): void {
  const first = new Map<SupervisorId, string>()
  for (const [i, each] of wanted.entries()) {
    const id = found[i]?.id
    if (id === undefined) continue
    const other = first.get(id)
    if (other !== undefined)
      throw new ValidationError(
        each.inputPath,
        `expected a different supervisor for each key, got ${id} for ${JSON.stringify(other)} and ${JSON.stringify(each.key)}.`,
      )
    first.set(id, each.key)
  }
}

interface Known {
  readonly idOfKey: ReadonlyMap<string, SupervisorId>
  readonly byKey: ReadonlyMap<string, PresentFleetSupervisor>
  readonly byId: ReadonlyMap<SupervisorId, PresentFleetSupervisor>
}

function findParentId(
  { parentKey, inputPath }: WantedFleetSupervisor,
  fleet: WantedFleet,
  { idOfKey, byKey, byId }: Known,
  present: PresentFleetSupervisor | null,
  viewer: Viewer,
): SupervisorId | null | undefined {
  if (parentKey !== null) {
    const id = idOfKey.get(parentKey) ?? live(byKey.get(parentKey))?.id
    if (id !== undefined || fleet.isPartial) return id
    throw new ValidationError(
      [...inputPath, 'parentKey'],
      `expected the key of a live supervisor of the fleet, got ${JSON.stringify(parentKey)}.`,
    )
  }
  const path = ['input', 'parentId']
  if (present && visibleParentId(viewer, present) === fleet.parentId) return present.parentId
  if (fleet.parentId === null) {
    assertMayBeRoot(viewer, path)
    return null
  }
  return requireVisible(byId.get(fleet.parentId), viewer, 'supervisor', fleet.parentId, path).id
}
