import { createHash } from 'node:crypto'
import { ConfirmationRequiredError, HasLiveChildrenError } from './errors.ts'
import type { ChildPolicy, SupervisorId, SupervisorStatus } from './glossary.ts'
import { isLive } from './lifecycle.ts'
import type { Staffing, TerminationImpact } from './terminationImpact.ts'

/** A node of the tree, as far as rules about subtrees need it. */
export interface TreeNode {
  readonly id: SupervisorId
  readonly parentId: SupervisorId | null
  readonly status: SupervisorStatus
}

export interface TerminationPlan {
  /** Live supervisors that become TERMINATED, the target first. */
  readonly terminated: readonly SupervisorId[]
  /** Live children that move to the target's parent. */
  readonly reparented: readonly SupervisorId[]
}

/**
 * Which supervisors a termination hits. `subtree` is the live part of the target's subtree, the target included.
 * @throws {HasLiveChildrenError} under REJECT
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
 * Above `limit` agents a termination takes the token of its impact. A token is good while the supervisors hit are the
 * same and the agents are no more than when it was given.
 * @throws {ConfirmationRequiredError} with the impact as it is now
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

/** The agents in clear, and a hash over them, the target, the policy and the sorted ids of the supervisors hit. */
function impactToken(target: SupervisorId, policy: ChildPolicy, plan: TerminationPlan, agents: number): string {
  const hit = [[...plan.terminated].sort(), [...plan.reparented].sort()]
  return `${agents}.${createHash('sha256')
    .update(JSON.stringify([target, policy, agents, hit]))
    .digest('base64url')}`
}
