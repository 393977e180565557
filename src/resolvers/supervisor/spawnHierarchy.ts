import type { Context } from '../../context.ts'
import {
  fetchPresentSupervisors,
  fetchPresentTeams,
  insertFirstMembers,
  insertSupervisors,
  insertTeams,
} from '../../db/queries/hierarchy.ts'
import { fetchMaxLevel } from '../../db/queries/settings.ts'
import { inTreeTransaction, type Tx } from '../../db/treeTransaction.ts'
import { UnavailableError } from '../../domain/errors.ts'
import type { SupervisorId } from '../../domain/glossary.ts'
import { planHierarchy } from '../../domain/hierarchyPlan.ts'
import { type Viewer } from '../../domain/viewer.ts'
import { parseHierarchy, type HierarchyInput, type SpawnHierarchyInput } from './parseHierarchy.ts'

export interface SpawnedHierarchy {
  /** Ids of the topmost supervisors, in the order of the input. */
  readonly rootIds: readonly SupervisorId[]
  /** Number of supervisors that this request created. */
  readonly created: number
  /** Number of supervisors that earlier requests created. */
  readonly existing: number
}

/**
 * Creates the supervisors and teams of the input that do not exist yet, with the first members of these teams; all of
 * them or none. An object that an earlier request created from the same input stays unchanged.
 * @throws {ValidationError} if a field is malformed, or an id occurs twice
 * @throws {LimitExceededError} if there are more than 1,000 supervisors, or more than 1,000 members in a team
 * @throws {NotFoundError} if a parent supervisor does not exist or the caller cannot see it
 * @throws {ParentUnavailableError} if a supervisor that gets children or teams is FAILED or TERMINATED
 * @throws {ConflictError} if an id is taken by an object that another input created
 * @throws {NameTakenError} if a name is taken by a sibling or by another team
 * @throws {LevelLimitError} if a new supervisor would exceed the maximum level
 * @throws {AlreadyMemberError} if an agent occurs twice in a team
 * @throws {UnavailableError} if other requests create or delete the same objects in each of five attempts
 */
export async function spawnHierarchy(input: SpawnHierarchyInput, ctx: Context): Promise<SpawnedHierarchy> {
  const wanted = parseHierarchy(input)
  const created = await inTreeTransaction(ctx, { lock: 'shared' }, (tx) => createMissing(tx, wanted, ctx.viewer))
  return {
    rootIds: wanted.rootIds,
    created,
    existing: wanted.supervisors.length - created,
  }
}

const maxAttempts = 5

/**
 * Returns the number of supervisors created. The shared hierarchy lock does not exclude other additions: if one creates
 * a planned object first, the next attempt finds it and plans again.
 */
async function createMissing(tx: Tx, wanted: HierarchyInput, viewer: Viewer): Promise<number> {
  const createdTeams: HierarchyInput['teams'][number][] = []
  let created = 0
  for (let attempt = 1; attempt <= maxAttempts; attempt++) {
    // This includes the rows that earlier attempts of this transaction created.
    const present = {
      supervisors: await fetchPresentSupervisors(tx, wanted),
      teams: await fetchPresentTeams(tx, wanted),
      maxLevel: await fetchMaxLevel(tx),
    }
    const plan = planHierarchy(wanted, present, viewer)

    // An insert skips rows whose id or name another transaction has taken since they were read. The topmost supervisors
    // come first: below them, other transactions cannot add anything before this one commits.
    const topmost = await insertSupervisors(tx, plan.topmost)
    created += topmost.length
    if (topmost.length < plan.topmost.length) continue
    const nested = await insertSupervisors(tx, plan.nested)
    created += nested.length
    if (nested.length < plan.nested.length) continue
    const teamIds = new Set(await insertTeams(tx, plan.teams))
    createdTeams.push(...plan.teams.filter(({ id }) => teamIds.has(id)))
    if (teamIds.size < plan.teams.length) continue
    await insertFirstMembers(tx, createdTeams)
    return created
  }
  throw new UnavailableError(
    `Other requests created or deleted the same supervisors or teams in each of ${maxAttempts} attempts.`,
    1_000,
  )
}
