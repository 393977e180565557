import { applyTransition } from '../../db/queries/statusChanges.ts'
import { fetchStateGroups } from '../../db/queries/subtrees.ts'
import { inTreeTransaction } from '../../db/treeTransaction.ts'
import type { Scope, SupervisorId } from '../../domain/glossary.ts'
import { parseId, parseRequiredText, parseText } from '../../domain/input.ts'
import {
  isLive,
  planTransition,
  planTransitions,
  ruleOf,
  type SkippedTransition,
  type Transition,
} from '../../domain/lifecycle.ts'
import { assertChangeSize } from '../../domain/limit.ts'
import { assertVersion, changedConcurrently } from '../../domain/version.ts'
import type { UseCase } from '../runMutation.ts'
import { superviseFailures } from '../../supervision/superviseFailures.ts'
import { requireSupervisor } from './requireSupervisor.ts'

export interface TransitionSupervisorInput {
  readonly id: string
  readonly scope?: Scope | null | undefined
  readonly expectedVersion?: number | null | undefined
  readonly reason?: string | null | undefined
}

export interface SupervisorTransition {
  readonly supervisorId: SupervisorId
  readonly changed: boolean
  readonly changedCount: number
  /** Live supervisors of the subtree that stay unchanged; empty for the scope SELF. */
  readonly skipped: readonly SkippedTransition[]
}

/**
 * Creates the use case of one transition of the lifecycle. `terminateSupervisor` is separate, because it ends
 * memberships too.
 *
 * - Scope SELF changes one supervisor, and is refused if the lifecycle forbids the transition.
 * - Scope SUBTREE changes the supervisors of the subtree from whose status the lifecycle allows the transition, and
 *   skips the others. For a TERMINATED supervisor it is the same as SELF.
 *
 * `changed` is false if there is nothing to change; then no version is compared. The use case throws:
 * @throws {ValidationError} if a field is malformed, or a FAIL has no reason
 * @throws {NotFoundError} if the supervisor does not exist or the caller cannot see it
 * @throws {ConflictError} if the version differs from `expectedVersion`, or a supervisor changed at the same time
 * @throws {InvalidTransitionError} if the lifecycle forbids the transition
 * @throws {LimitExceededError} if more supervisors would change than one mutation may change
 */
export function transitionSupervisor(
  transition: Exclude<Transition, 'TERMINATE'>,
): UseCase<TransitionSupervisorInput, SupervisorTransition> {
  return async (input, ctx) => {
    const id = parseId(input.id, ['input', 'id'])
    const reason =
      transition === 'FAIL'
        ? parseRequiredText(input.reason ?? '', ['input', 'reason'])
        : parseText(input.reason, ['input', 'reason'])
    const rule = ruleOf(transition)

    return inTreeTransaction(ctx, { lock: 'exclusive', reason, target: id }, async (tx) => {
      const target = await requireSupervisor(tx, id, ctx.viewer)

      const scope = input.scope === 'SUBTREE' && isLive(target.status) ? 'SUBTREE' : 'SELF'
      const isSubtree = scope === 'SUBTREE'
      const groups = isSubtree ? await fetchStateGroups(tx, target.path) : [{ ...target, count: 1 }]
      const plan = planTransitions(transition, groups)
      const skipped = isSubtree ? plan.skipped : []
      if (plan.changed === 0 && (isSubtree || target.status === rule.to))
        return { supervisorId: id, changed: false, changedCount: 0, skipped }

      const { expectedVersion = null } = input
      assertVersion({ type: 'Supervisor', id }, target.version, expectedVersion)
      if (!isSubtree) planTransition(transition, target)

      assertChangeSize(plan.changed, ctx.settings.maxChangeSize)
      const changedCount = await applyTransition(tx, { rule, target, scope, expectedVersion, reason })
      if (changedCount !== plan.changed) throw changedConcurrently(id)
      if (transition === 'FAIL') await superviseFailures(tx, [target])
      return { supervisorId: id, changed: true, changedCount, skipped }
    })
  }
}
