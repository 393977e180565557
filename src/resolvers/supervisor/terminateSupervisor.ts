import type { Context } from '../../context.ts'
import { fetchStaffing } from '../../db/queries/staffing.ts'
import {
  applyTermination,
  fetchLiveNamesakes,
  fetchLiveSubtree,
  findTreeNode,
  type TreeNodeRow,
} from '../../db/queries/treeNodes.ts'
import { inTreeTransaction, type Tx } from '../../db/treeTransaction.ts'
import { ConflictError, NameTakenError, NotFoundError } from '../../domain/errors.ts'
import type { ChildPolicy, SupervisorId } from '../../domain/glossary.ts'
import { parseId, parseText } from '../../domain/input.ts'
import { planTransition } from '../../domain/lifecycle.ts'
import {
  assertConfirmed,
  describeImpact,
  planTermination,
  type TerminationImpact,
  type TerminationPlan,
} from '../../domain/termination.ts'
import { assertVersion } from '../../domain/version.ts'
import { canSee } from '../../domain/viewer.ts'

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
 * Ends a supervisor, and by policy those below it, with the active memberships of all. With `dryRun` it only answers
 * what it would do, and refuses what it would refuse.
 * @throws {NotFoundError} {ConflictError} {HasLiveChildrenError} {ConfirmationRequiredError} {NameTakenError} {ValidationError}
 */
export async function terminateSupervisor(input: TerminateSupervisorInput, ctx: Context): Promise<Termination> {
  const id = parseId(input.id, ['input', 'id'])
  const reason = parseText(input.reason, ['input', 'reason'])
  const token = parseText(input.impactToken, ['input', 'impactToken'])
  const policy = input.childPolicy ?? 'REJECT'
  const dryRun = input.dryRun ?? false

  // looking needs the tree to stand still, and nobody else to wait who looks or adds
  const lock = dryRun ? 'shared' : 'exclusive'
  return inTreeTransaction(ctx, { lock, reason, target: id }, async (tx) => {
    const target = await findTreeNode(tx, id)
    if (!target || !canSee(ctx.viewer, target.path)) throw new NotFoundError('supervisor', id, ['input', 'id'])
    if (!planTransition('TERMINATE', target.status)) {
      const nothing = { terminated: [], reparented: [] }
      return {
        supervisorId: id,
        changed: false,
        impact: describeImpact(id, policy, nothing, { teams: 0, activeMemberships: 0, activeAgents: 0 }),
      }
    }
    assertVersion({ type: 'Supervisor', id }, target.version, input.expectedVersion)

    const subtree = await fetchLiveSubtree(tx, target.path)
    const plan = planTermination(target, subtree, policy)
    await assertNamesAreFree(tx, target, plan, subtree)
    const impact = describeImpact(id, policy, plan, await fetchStaffing(tx, plan.terminated))
    if (dryRun) return { supervisorId: id, changed: false, impact }

    assertConfirmed(id, policy, plan, impact, ctx.settings.confirmAboveAgents, token)
    const terminated = await applyTermination(tx, plan, target.parentId, reason, input.expectedVersion ?? null)
    if (terminated !== plan.terminated.length) {
      throw new ConflictError(
        `Meanwhile supervisor ${id} was changed, or one below it was deleted. Look at them as they are now, and decide again.`,
        { type: 'Supervisor', id },
      )
    }
    return { supervisorId: id, changed: true, impact }
  })
}

/** Children that move up must not meet a namesake there, the target aside, which frees its name. */
async function assertNamesAreFree(
  tx: Tx,
  target: TreeNodeRow,
  plan: TerminationPlan,
  subtree: readonly TreeNodeRow[],
): Promise<void> {
  if (plan.reparented.length === 0) return
  const moving = new Set(plan.reparented)
  const names = subtree.filter((node) => moving.has(node.id)).map((node) => node.name)
  const taken = (await fetchLiveNamesakes(tx, target.parentId, names)).find((namesake) => namesake.id !== target.id)
  if (taken) {
    throw new NameTakenError(
      taken.name,
      target.parentId === null ? 'by a live root' : `by a live child of ${target.parentId}`,
      { type: 'Supervisor', id: taken.id },
    )
  }
}
