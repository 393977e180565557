import { createHash } from 'node:crypto'
import { ConfirmationRequiredError, HasLiveChildrenError } from './errors.ts'
import type { ChildPolicy, SupervisorId } from './glossary.ts'
import type { Staffing, TerminationImpact } from './terminationImpact.ts'

/** Size of the subtree of a live supervisor, itself included. */
export interface SubtreeSize {
  /** Number of supervisors, TERMINATED ones too. */
  readonly supervisors: number
  readonly live: number
  /** Number of live children of the root of the subtree. */
  readonly liveChildren: number
}

/** The supervisors that a termination changes. */
export interface TerminationPlan {
  readonly target: SupervisorId
  readonly policy: ChildPolicy
  /** Number of live supervisors that become TERMINATED. */
  readonly terminated: number
  /** Number of live children that move to the target's parent supervisor. */
  readonly reparented: number
  /** Number of supervisors that change. With REPARENT, those of the whole subtree: their paths change. */
  readonly changed: number
}

/**
 * Plans which supervisors a termination affects.
 * @throws {HasLiveChildrenError} if the policy is REJECT and the target has live children
 */
export function planTermination(target: SupervisorId, subtree: SubtreeSize, policy: ChildPolicy): TerminationPlan {
  const { live, liveChildren, supervisors } = subtree
  switch (policy) {
    case 'REJECT':
      if (liveChildren > 0) throw new HasLiveChildrenError(target, liveChildren)
      return { target, policy, terminated: 1, reparented: 0, changed: 1 }
    case 'CASCADE':
      return { target, policy, terminated: live, reparented: 0, changed: live }
    case 'REPARENT':
      return { target, policy, terminated: 1, reparented: liveChildren, changed: liveChildren > 0 ? supervisors : 1 }
  }
}

/** What a plan affects besides the number of supervisors. */
export interface Affected {
  readonly staffing: Staffing
  /** Digest of the ids of the supervisors that are terminated or moved with the target, in the order of the ids. */
  readonly digest: string
}

/** Describes the effect of a plan, with the token that confirms it. */
export function describeImpact(plan: TerminationPlan, { staffing, digest }: Affected): TerminationImpact {
  return {
    ...staffing,
    supervisors: plan.terminated,
    reparented: plan.reparented,
    token: impactToken(plan, digest, staffing.activeAgents),
  }
}

/**
 * A termination that ends the memberships of more than `limit` agents needs the token of its impact. A token stays
 * valid while the plan affects the same supervisors and no more agents than when the token was issued.
 * @throws {ConfirmationRequiredError} if the token is needed, and is missing or no longer valid
 */
export function assertConfirmed(plan: TerminationPlan, affected: Affected, limit: number, token: string | null): void {
  const { activeAgents } = affected.staffing
  if (activeAgents <= limit) return
  const confirmed = Number(token?.split('.')[0])
  if (activeAgents <= confirmed && token === impactToken(plan, affected.digest, confirmed)) return
  throw new ConfirmationRequiredError(describeImpact(plan, affected), limit, token !== null)
}

/**
 * Format: `<agents>.<hash>`. The hash covers the target, the policy, the number of agents and the affected supervisors.
 */
function impactToken({ target, policy }: TerminationPlan, digest: string, agents: number): string {
  return `${agents}.${createHash('sha256')
    .update(JSON.stringify([target, policy, agents, digest]))
    .digest('base64url')}`
}
