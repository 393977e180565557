import { isDeepStrictEqual } from 'node:util'
import type { SupervisorId } from '../glossary.ts'
import { idempotencyHash } from '../idempotencyHash.ts'
import type { JsonObject } from '../input.ts'
import {
  findDifference,
  isHierarchyChange,
  managed,
  noDetails,
  type Difference,
  type FleetChange,
} from './fleetChange.ts'
import type { FleetMatch } from './matchFleet.ts'
import { isMoved } from './planPlaces.ts'
import type { PresentFleetSupervisor } from './presentFleet.ts'
import type { SupervisorFields, WantedFleetSupervisor } from './wantedFleet.ts'

export interface SupervisorToCreate extends SupervisorFields {
  readonly id: SupervisorId
  readonly parentId: SupervisorId | null
  readonly idempotencyHash: Buffer
}

/** An existing supervisor with all its fields after the change. */
export interface SupervisorToChange extends SupervisorFields {
  readonly id: SupervisorId
  readonly parentId: SupervisorId | null
  readonly from: PresentFleetSupervisor
}

/** The owner of a supervisor, and what this request sets. */
export interface SupervisorClaim {
  readonly id: SupervisorId
  readonly key: string
  readonly applied: JsonObject
}

export interface PlannedSupervisor {
  readonly create: SupervisorToCreate | null
  readonly change: SupervisorToChange | null
  /** Null if the fleet owns the supervisor already, and applied the same values. */
  readonly claim: SupervisorClaim | null
  readonly changes: readonly FleetChange[]
}

/** Plans one supervisor, without its teams. @param staff what is created together with it */
export function planSupervisor(
  match: FleetMatch,
  isOwned: boolean,
  staff: { readonly teams: number; readonly members: number },
): PlannedSupervisor {
  const { wanted, present, id } = match
  const parentId = match.parentId ?? null
  const applied = appliedOf(wanted, parentId)
  const isKnown = present !== null && isOwned && present.fleetKey === wanted.key
  const isClaimed = isKnown && isDeepStrictEqual(present.applied, applied)
  const claim = isClaimed ? null : { id, key: wanted.key, applied }
  if (!present) {
    const fields = withDefaults(wanted)
    const change = describe(match, match.isRestored ? 'RESTORE' : 'CREATE', { after: { ...fields }, ...staff })
    // as `spawnSupervisor` stores it
    const create = { id, parentId, ...fields, idempotencyHash: idempotencyHash({ parentId, ...fields }) }
    return { create, change: null, claim, changes: [change] }
  }
  const changes = [...(isKnown ? [] : [describe(match, 'ADOPT', {})]), ...findChanges(match, present)]
  const isChanged = changes.some(isHierarchyChange)
  const fields = { ...pickFields(present), ...managed(wanted.fields) } as SupervisorFields // managed() only omits fields
  const change = isChanged
    ? { id, parentId: isMoved(match) ? parentId : present.parentId, from: present, ...fields }
    : null
  return { create: null, change, claim, changes }
}

/** With the keys of the teams, so that `compareFleet` finds a team that is missing or that the fleet still has. */
function appliedOf(
  { fields, parentKey, teams, fingerprint }: WantedFleetSupervisor,
  parentId: SupervisorId | null,
): JsonObject {
  return managed({
    ...fields,
    parentKey,
    parentId,
    teams: teams && Object.fromEntries(teams.map(({ key }) => [key, true])),
    fingerprint: fingerprint ?? undefined,
  })
}

function findChanges(match: FleetMatch, present: PresentFleetSupervisor): FleetChange[] {
  const { wanted } = match
  const { name, ...others } = wanted.fields
  const { applied } = present
  const moved = isMoved(match) ? describeMove(match, present) : null
  const renamed = findDifference({ name }, { name: present.name }, applied)
  const updated = findDifference(others, pickFields(present), applied)
  return [
    ...(moved ? [describe(match, 'MOVE', moved)] : []),
    ...(renamed ? [describe(match, 'RENAME', renamed)] : []),
    ...(updated ? [describe(match, 'UPDATE', updated)] : []),
  ]
}

/** A new parent has no id before it is created, so its key stands for it. */
function describeMove({ wanted, parentId, isBelowNew }: FleetMatch, present: PresentFleetSupervisor): Difference {
  const before = { parentId: present.parentId }
  const { applied } = present
  return {
    before,
    after: isBelowNew || parentId === undefined ? { parentKey: wanted.parentKey } : { parentId },
    drift: findDifference({ parentId: applied?.parentId }, before, applied)?.drift ?? [],
  }
}

/** The line of the plan for a supervisor to terminate. */
export function describeRemoval({ id, name, fleetKey }: PresentFleetSupervisor): FleetChange {
  return { ...noDetails, kind: 'REMOVE', object: 'SUPERVISOR', key: fleetKey ?? '', id, name }
}

function describe({ wanted, present }: FleetMatch, kind: FleetChange['kind'], more: Partial<FleetChange>): FleetChange {
  const { key, fields } = wanted
  return { ...noDetails, kind, object: 'SUPERVISOR', key, id: present?.id ?? null, name: fields.name, ...more }
}

function withDefaults({ fields }: WantedFleetSupervisor): SupervisorFields {
  const { name, description = null, config = {}, policyVersionId = null } = fields
  return { name, description, config, policyVersionId }
}

function pickFields({ name, description, config, policyVersionId }: PresentFleetSupervisor) {
  return { name, description, config, policyVersionId }
}
