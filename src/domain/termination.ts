import { createHash } from 'node:crypto'
import { ConfirmationRequiredError, HasLiveChildrenError } from './errors.ts'
import type { ChildPolicy, SupervisorId, SupervisorStatus } from './glossary.ts'
import { isLive } from './lifecycle.ts'
import type { Staffing, TerminationImpact } from './terminationImpact.ts'

/** Columns of a supervisor that the rules about subtrees need. */
export interface TreeNode {
  readonly id: SupervisorId
  readonly parentId: SupervisorId | null
  readonly status: SupervisorStatus
}

export interface TerminationPlan {
  /** Live supervisors that become TERMINATED; the target is first. */
  readonly terminated: readonly SupervisorId[]
  /** Live children that move to the target's parent supervisor. */
  readonly reparented: readonly SupervisorId[]
}

/**
 * Plans which supervisors a termination affects.
 * @param target a live supervisor
 * @param subtree the live supervisors of the target's subtree, with the target
 * @throws {HasLiveChildrenError} if the policy is REJECT and the target has live children
 */
export function planTermination(target: TreeNode, subtree: readonly TreeNode[], policy: ChildPolicy): TerminationPlan {
  const live = subtree.filter((node) => isLive(node.status) && node.id !== target.id)
  const children = live.filter((node) => node.parentId === target.id).map((node) => node.id)
  switch (policy) {
    case 'REJECT':
      if (children.length > 0) throw new HasLiveChildrenError(target.id, children.length)
      return { terminated: [target.id], reparented: [] }
    case 'CASCADE':
      return { terminated: [target.id, ...live.map((node) => node.id)], reparented: [] }
    case 'REPARENT':
      return { terminated: [target.id], reparented: children }
  }
}

/** Describes the effect of a plan, with the token that confirms it. */
export function describeImpact(
  target: SupervisorId,
  policy: ChildPolicy,
  plan: TerminationPlan,
  staffing: Staffing,
): TerminationImpact {
  return {
    ...staffing,
    supervisors: plan.terminated.length,
    reparented: plan.reparented.length,
    token: impactToken(target, policy, plan, staffing.activeAgents),
  }
}

/**
 * A termination that ends the memberships of more than `limit` agents needs the token of its impact. A token stays
 * valid while the plan affects the same supervisors and no more agents than when the token was issued.
 * @throws {ConfirmationRequiredError} if the token is needed, and is missing or no longer valid
 */
export function assertConfirmed(
  target: SupervisorId,
  policy: ChildPolicy,
  plan: TerminationPlan,
  impact: TerminationImpact,
  limit: number,
  token: string | null,
): void {
  if (impact.activeAgents <= limit) return
  const confirmed = Number(token?.split('.')[0])
  if (impact.activeAgents <= confirmed && token === impactToken(target, policy, plan, confirmed)) return
  throw new ConfirmationRequiredError(impact, limit, token !== null)
}

/**
 * Format: `<agents>.<hash>`. The hash covers the target, the policy, the number of agents and the affected supervisors.
 */
function impactToken(target: SupervisorId, policy: ChildPolicy, plan: TerminationPlan, agents: number): string {
  const affected = [[...plan.terminated].sort(), [...plan.reparented].sort()]
  return `${agents}.${createHash('sha256')
    .update(JSON.stringify([target, policy, agents, affected]))
    .digest('base64url')}`
}
