import type { Context } from '../../context.ts'
import { applyTermination } from '../../db/queries/statusChanges.ts'
import type { SupervisorNode } from '../../db/queries/rows.ts'
import { fetchAffected, fetchSubtreeExtent } from '../../db/queries/subtrees.ts'
import { inTreeTransaction, type Tx } from '../../db/treeTransaction.ts'
import type { ChildPolicy, SupervisorId } from '../../domain/glossary.ts'
import { parseId, parseText } from '../../domain/input.ts'
import { planTransition } from '../../domain/lifecycle.ts'
import { assertChangeSize } from '../../domain/limit.ts'
import { assertConfirmed, describeImpact, planTermination, type Affected } from '../../domain/termination.ts'
import type { TerminationImpact } from '../../domain/terminationImpact.ts'
import { assertAcceptsAdditions } from '../../domain/tree.ts'
import { assertSeesAbove, type Viewer } from '../../domain/viewer.ts'
import { assertVersion, changedConcurrently } from '../../domain/version.ts'
import { assertChildNamesFree } from './assertNamesFree.ts'
import { requireSupervisor } from './requireSupervisor.ts'

export interface TerminateSupervisorInput {
  readonly id: string
  readonly childPolicy?: ChildPolicy | null | undefined
  readonly expectedVersion?: number | null | undefined
  readonly reason?: string | null | undefined
  readonly dryRun?: boolean | null | undefined
  readonly impactToken?: string | null | undefined
}

export interface Termination {
  readonly supervisorId: SupervisorId
  readonly changed: boolean
  readonly impact: TerminationImpact
}

/**
 * Terminates a supervisor, with `CASCADE` its live descendants too, and ends their active memberships. `changed` is
 * false if the supervisor is TERMINATED already; then no version is compared. With `dryRun` it changes nothing, gives
 * the same impact and errors, and needs no confirmation.
 * @throws {ValidationError} if a field is malformed, or REPARENT would move children to a place that the caller cannot see
 * @throws {NotFoundError} if the supervisor does not exist or the caller cannot see it
 * @throws {ConflictError} if the version differs from `expectedVersion`, or a supervisor changed at the same time
 * @throws {HasLiveChildrenError} if `childPolicy` is REJECT and there are live children
 * @throws {ParentUnavailableError} if REPARENT would move children to a FAILED supervisor
 * @throws {NameTakenError} if a live supervisor in the new position has the name of a child that REPARENT moves
 * @throws {LimitExceededError} if more supervisors and memberships would change than one mutation may change
 * @throws {ConfirmationRequiredError} if the impact needs a confirmation, and `impactToken` is missing or outdated
 */
export async function terminateSupervisor(input: TerminateSupervisorInput, ctx: Context): Promise<Termination> {
  const id = parseId(input.id, ['input', 'id'])
  const reason = parseText(input.reason, ['input', 'reason'])
  const token = parseText(input.impactToken, ['input', 'impactToken'])
  const policy = input.childPolicy ?? 'REJECT'
  const dryRun = input.dryRun ?? false

  // The shared lock of a dry run excludes moves and transitions, and does not block additions or other dry runs.
  const lock = dryRun ? 'shared' : 'exclusive'
  return inTreeTransaction(ctx, { lock, reason, target: id }, async (tx) => {
    const target = await requireSupervisor(tx, id, ctx.viewer)
    if (!planTransition('TERMINATE', target)) {
      const impact = describeImpact({ target: id, policy, terminated: 0, reparented: 0, changed: 0 }, unaffected)
      return { supervisorId: id, changed: false, impact }
    }
    assertVersion({ type: 'Supervisor', id }, target.version, input.expectedVersion)

    const plan = planTermination(id, await fetchSubtreeExtent(tx, target.path), policy)
    if (plan.reparented > 0) {
      await assertMayReparent(tx, target, ctx.viewer)
      await assertChildNamesFree(tx, target)
    }
    const { maxChangeSize, confirmAboveAgents } = ctx.settings
    assertChangeSize(plan.changed, maxChangeSize) // before their memberships are counted
    const affected = await fetchAffected(tx, target.path, plan)
    assertChangeSize(plan.changed + affected.staffing.activeMemberships, maxChangeSize)
    const impact = describeImpact(plan, affected)
    if (dryRun) return { supervisorId: id, changed: false, impact }

    assertConfirmed(plan, affected, confirmAboveAgents, token)
    const { expectedVersion = null } = input
    const terminated = await applyTermination(tx, { target, policy, expectedVersion, reason })
    if (terminated !== plan.terminated) throw changedConcurrently(id)
    return { supervisorId: id, changed: true, impact }
  })
}

const unaffected: Affected = { staffing: { teams: 0, activeMemberships: 0, activeAgents: 0 }, digest: '' }

/** The children of the target move to its parent, which must accept them as in `moveSupervisor`. */
async function assertMayReparent(tx: Tx, target: SupervisorNode, viewer: Viewer): Promise<void> {
  assertSeesAbove(viewer, target.id, ['input', 'childPolicy'])
  if (target.parentId === null) return
  assertAcceptsAdditions(await requireSupervisor(tx, target.parentId, viewer))
}
