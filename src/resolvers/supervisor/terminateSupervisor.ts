import type { Context } from '../../context.ts'
import { fetchStaffing } from '../../db/queries/memberships.ts'
import { applyTermination } from '../../db/queries/statusChanges.ts'
import { fetchLiveSubtree } from '../../db/queries/supervisors.ts'
import { inTreeTransaction } from '../../db/treeTransaction.ts'
import { ConflictError } from '../../domain/errors.ts'
import type { ChildPolicy, SupervisorId } from '../../domain/glossary.ts'
import { parseId, parseText } from '../../domain/input.ts'
import { planTransition } from '../../domain/lifecycle.ts'
import { assertConfirmed, describeImpact, planTermination } from '../../domain/termination.ts'
import type { TerminationImpact } from '../../domain/terminationImpact.ts'
import { assertVersion } from '../../domain/version.ts'
import { assertNamesFree } from './assertNamesFree.ts'
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
    const target = await requireSupervisor(tx, id, ctx.viewer)
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
    if (plan.reparented.length > 0) {
      const moving = new Set(plan.reparented)
      const names = subtree.filter((node) => moving.has(node.id)).map((node) => node.name)
      await assertNamesFree(tx, target.parentId, names, id)
    }
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
