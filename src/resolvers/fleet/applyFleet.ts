import { createHash, randomUUID } from 'node:crypto'
import type { Context } from '../../context.ts'
import { compareFleet } from '../../db/queries/fleetComparison.ts'
import {
  fetchBelow,
  fetchFleetMembers,
  fetchFleetSupervisors,
  fetchFleetTeams,
  fetchNamesakes,
  fetchStaffing,
} from '../../db/queries/fleets.ts'
import { fetchMaxLevel } from '../../db/queries/settings.ts'
import { inTreeTransaction, type Tx } from '../../db/treeTransaction.ts'
import type { FleetComparison } from '../../domain/fleet/fleetComparison.ts'
import { isHierarchyChange, type FleetChange } from '../../domain/fleet/fleetChange.ts'
import { findRemoved, matchFleet, scopeOf, type FleetMatch } from '../../domain/fleet/matchFleet.ts'
import { planFleet, type FleetPlan, type PresentFleet } from '../../domain/fleet/planFleet.ts'
import { isMoved, takesPlace } from '../../domain/fleet/planPlaces.ts'
import type { PresentFleetSupervisor } from '../../domain/fleet/presentFleet.ts'
import type { WantedFleet } from '../../domain/fleet/wantedFleet.ts'
import { parseText } from '../../domain/input.ts'
import { isLive } from '../../domain/lifecycle.ts'
import { assertChangeSize } from '../../domain/limit.ts'
import { assertConfirmed, describeImpact, type Affected, type TerminationPlan } from '../../domain/termination.ts'
import type { TerminationImpact } from '../../domain/terminationImpact.ts'
import { parseFingerprints, parseFleet, type ApplyFleetInput } from './parseFleet.ts'
import { writeFleet } from './writeFleet.ts'

export interface AppliedFleet {
  /** Whether the request changed the hierarchy; always false with `dryRun`. */
  readonly changed: boolean
  readonly changes: readonly FleetChange[]
  /** Keys of teams of the fleet that the request neither lists nor deletes, with the keys of their supervisors. */
  readonly unlistedTeams: readonly { readonly key: string; readonly teamKey: string }[]
  readonly impact: TerminationImpact
  /** Null without fingerprints. */
  readonly comparison: FleetComparison | null
}

/**
 * Makes the supervisors of a fleet, with their teams and members, as the input describes them, in one transaction. Supervisors
 * that the input does not list stay unchanged. With `dryRun` it changes nothing, and gives the same changes and errors.
 * @throws {ValidationError} if a field is malformed, or a key is unknown or occurs twice
 * @throws {LimitExceededError} if the input has too many items, or the subtrees that move have too many supervisors
 * @throws {NotFoundError} if the parent supervisor does not exist or the caller cannot see it
 * @throws {ConflictError} if another fleet owns a supervisor, or a row changed at the same time
 * @throws {NameTakenError} if two live siblings, or two teams of a supervisor, would have the same name
 * @throws {ParentUnavailableError} if a supervisor that gets children, teams or members is FAILED or TERMINATED
 * @throws {CycleError} if a supervisor would become its own ancestor
 * @throws {LevelLimitError} if a supervisor would exceed the maximum level
 * @throws {HasLiveChildrenError} if a supervisor to terminate keeps live children
 * @throws {AlreadyMemberError} if an agent occurs twice in a team
 * @throws {ConfirmationRequiredError} if the terminations need a confirmation, and `impactToken` is missing or outdated
 */
export async function applyFleet(input: ApplyFleetInput, ctx: Context): Promise<AppliedFleet> {
  const wanted = parseFleet(input)
  const fingerprints = parseFingerprints(input)
  const reason = parseText(input.reason, ['input', 'reason'])
  const token = parseText(input.impactToken, ['input', 'impactToken'])
  const dryRun = input.dryRun ?? false

  // The shared lock of a dry run excludes moves and transitions, and does not block additions or other dry runs.
  return inTreeTransaction(ctx, { lock: dryRun ? 'shared' : 'exclusive', reason }, async (tx) => {
    const { matches, present } = await readFleet(tx, wanted, ctx)
    const plan = planFleet(wanted, matches, present, ctx.viewer, randomUUID)
    const terminated = [...plan.terminatedFirst, ...plan.terminatedLast]
    const { termination, affected } = await fetchImpact(tx, wanted.name, terminated)
    const fleet = { scope: scopeOf(ctx.viewer), fleet: wanted.name, within: ctx.viewer.within }
    const comparison = fingerprints && (await compareFleet(tx, fleet, fingerprints))
    const result = { changes: plan.changes, unlistedTeams: unlistedTeams(plan, matches), comparison }
    const impact = describeImpact(termination, affected)
    if (dryRun) return { ...result, changed: false, impact }
    assertConfirmed(termination, affected, ctx.settings.confirmAboveAgents, token)
    await writeFleet(tx, plan, fleet, reason)
    return { ...result, changed: plan.changes.some(isHierarchyChange), impact }
  })
}

async function readFleet(
  tx: Tx,
  wanted: WantedFleet,
  { viewer, settings }: Context,
): Promise<{ matches: FleetMatch[]; present: PresentFleet }> {
  const { supervisors, parentId } = wanted
  const keys = supervisors.flatMap(({ key, previousKey, parentKey }) => [key, previousKey, parentKey])
  const ids = [...supervisors.map(({ id }) => id), parentId]
  const found = await fetchFleetSupervisors(tx, {
    scope: scopeOf(viewer),
    fleet: wanted.name,
    keys: [...keys, ...wanted.removed].filter((key) => key !== null),
    ids: ids.filter((id) => id !== null),
  })
  const matches = matchFleet(wanted, found, viewer, randomUUID)
  const placed = matches.filter((match) => takesPlace(match) && match.parentId !== undefined)
  const places = placed.map((match) => ({ parentId: match.parentId ?? null, name: match.wanted.fields.name }))
  const namesakes = places.length > 0 ? await fetchNamesakes(tx, places) : []
  const gone = findRemoved(wanted, found, viewer).filter(({ status }) => isLive(status))
  const moved = matches.flatMap((match) => (isMoved(match) && match.present ? [match.present.path] : []))
  const below =
    gone.length + moved.length > 0
      ? await fetchBelow(
          tx,
          gone.map(({ id }) => id),
          moved,
          settings.maxChangeSize + 1,
        )
      : { children: [], descendants: [] }
  if (moved.length > 0) assertChangeSize(below.descendants.length + moved.length, settings.maxChangeSize)

  const managed = matches.flatMap(({ present, wanted: { teams } }) => (present && teams ? present.id : []))
  const teamIds = supervisors.flatMap(({ teams = [] }) => teams.map(({ id }) => id)).filter((id) => id !== null)
  const teams = managed.length + teamIds.length > 0 ? await fetchFleetTeams(tx, managed, teamIds) : []
  const members =
    teams.length > 0
      ? await fetchFleetMembers(
          tx,
          teams.map(({ id }) => id),
        )
      : []
  const known = new Set(found.map(({ id }) => id))
  return {
    matches,
    present: {
      supervisors: [...found, ...namesakes.filter(({ id }) => !known.has(id))],
      ...below,
      maxLevel: await fetchMaxLevel(tx),
      teams,
      members,
    },
  }
}

/** The terminations of a request are confirmed together, as one termination of the fleet. */
async function fetchImpact(
  tx: Tx,
  fleet: string,
  terminated: readonly PresentFleetSupervisor[],
): Promise<{ termination: TerminationPlan; affected: Affected }> {
  const ids = terminated.map(({ id }) => id).sort()
  const staffing = ids.length > 0 ? await fetchStaffing(tx, ids) : { teams: 0, activeMemberships: 0, activeAgents: 0 }
  const digest = createHash('sha256').update(ids.join()).digest('base64')
  return {
    termination: { target: fleet, policy: 'REJECT', terminated: ids.length, reparented: 0, changed: ids.length },
    affected: { staffing, digest },
  }
}

function unlistedTeams({ staff }: FleetPlan, matches: readonly FleetMatch[]): AppliedFleet['unlistedTeams'] {
  const keys = new Map(matches.map(({ id, wanted }) => [id, wanted.key]))
  return staff.unlisted.map(({ supervisorId, fleetKey }) => ({
    key: keys.get(supervisorId) ?? '',
    teamKey: fleetKey ?? '',
  }))
}
