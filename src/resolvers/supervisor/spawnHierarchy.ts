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
  /** Of the supervisors at the top of the input, in its order. */
  readonly rootIds: readonly SupervisorId[]
  readonly created: number
  readonly existing: number
}

/**
 * Adds a tree of supervisors, with their teams and first members: all that is missing of it, or nothing. What an earlier
 * request made of the same input stays as it is now.
 * @throws {ValidationError} {NotFoundError} {ParentUnavailableError} {NameTakenError} {LevelLimitError} {ConflictError} {LimitExceededError} {AlreadyMemberError}
 */
export async function spawnHierarchy(input: SpawnHierarchyInput, ctx: Context): Promise<SpawnedHierarchy> {
  const wanted = parseHierarchy(input)
  const created = await inTreeTransaction(ctx, { lock: 'shared' }, (tx) => makeMissing(tx, wanted, ctx.viewer))
  return {
    rootIds: wanted.rootIds,
    created,
    existing: wanted.supervisors.length - created,
  }
}

const maxLooks = 5

/** Says how many supervisors it made. */
async function makeMissing(tx: Tx, wanted: HierarchyInput, viewer: Viewer): Promise<number> {
  const staffed: HierarchyInput['teams'][number][] = []
  let created = 0
  for (let look = 1; look <= maxLooks; look++) {
    // what this transaction has made so far is among what is there, by the same input
    const present = {
      supervisors: await fetchPresentSupervisors(tx, wanted),
      teams: await fetchPresentTeams(tx, wanted),
      maxLevel: await fetchMaxLevel(tx),
    }
    const plan = planHierarchy(wanted, present, viewer)

    // the tops first: below what is this transaction's own nobody else makes anything
    const tops = await insertSupervisors(tx, plan.tops)
    created += tops.length
    if (tops.length < plan.tops.length) continue // somebody else was first, just now: by the same input, or another
    const below = await insertSupervisors(tx, plan.below)
    created += below.length
    if (below.length < plan.below.length) continue
    const teams = new Set(await insertTeams(tx, plan.teams))
    staffed.push(...plan.teams.filter(({ id }) => teams.has(id)))
    if (teams.size < plan.teams.length) continue
    await insertFirstMembers(tx, staffed)
    return created
  }
  throw new UnavailableError(
    'Others were making and deleting the same supervisors or teams meanwhile. Nothing was changed; try again.',
    1_000,
  )
}
