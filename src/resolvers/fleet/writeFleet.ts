import {
  claimSupervisors,
  claimTeams,
  deleteFleetTeams,
  endFleetMemberships,
  freeNames,
  insertFleetMemberships,
  terminateFleetSupervisors,
  updateFleetMemberships,
  updateFleetSupervisors,
  updateFleetTeams,
  type FleetOwnership,
} from '../../db/queries/fleetWrites.ts'
import { insertFirstMembers, insertSupervisors, insertTeams } from '../../db/queries/hierarchy.ts'
import type { Tx } from '../../db/treeTransaction.ts'
import { ConflictError } from '../../domain/errors.ts'
import type { FleetPlan } from '../../domain/fleet/planFleet.ts'

/**
 * Writes a plan: one statement for each kind of change that it has.
 * @throws {ConflictError} if a row has another version than the plan has read, or a name or id was taken meanwhile
 */
export async function writeFleet(
  tx: Tx,
  plan: FleetPlan,
  ownership: FleetOwnership,
  reason: string | null,
): Promise<void> {
  const { terminatedFirst, terminatedLast, freed, freedTeams, staff } = plan
  const freedIds = new Set(freed.map(({ id }) => id))
  const freedTeamIds = new Set(freedTeams.map(({ id }) => id))
  const moved = new Set(plan.changed.flatMap(({ id, parentId, from }) => (parentId === from.parentId ? [] : id)))
  // a temporary name, and the move of an ancestor, each increase the version
  const last = terminatedLast.map(({ id, path, version }) => {
    const isMoved = path.some((above) => moved.has(above))
    return { id, version: version + Number(freedIds.has(id)) + Number(isMoved) }
  })

  expectAll(terminatedFirst, await terminateFleetSupervisors(tx, terminatedFirst, reason))
  expectAll(freed, await freeNames(tx, 'supervisors', freed))
  expectAll(plan.created, (await insertSupervisors(tx, plan.created)).length)
  expectAll(plan.changed, await updateFleetSupervisors(tx, plan.changed, freedIds))
  expectAll(last, await terminateFleetSupervisors(tx, last, reason))

  expectAll(staff.deleted, await deleteFleetTeams(tx, staff.deleted))
  expectAll(freedTeams, await freeNames(tx, 'supervisor_teams', freedTeams))
  expectAll(staff.changed, await updateFleetTeams(tx, staff.changed, freedTeamIds))
  expectAll(staff.created, (await insertTeams(tx, staff.created)).length)
  expectAll(staff.ended, await endFleetMemberships(tx, staff.ended))
  expectAll(staff.updated, await updateFleetMemberships(tx, staff.updated))
  expectAll(staff.added, await insertFleetMemberships(tx, staff.added))
  await insertFirstMembers(tx, staff.created)

  await claimSupervisors(tx, ownership, plan.claims, plan.released)
  await claimTeams(tx, staff.claims)
}

/** The exclusive hierarchy lock does not exclude updates of one row by other requests, nor deletes in SQL. */
function expectAll(planned: readonly unknown[], written: number): void {
  if (written === planned.length) return
  throw new ConflictError(
    'A supervisor, team or membership of the fleet was changed or deleted while this request ran. Retry.',
    null,
  )
}
