import type { Context } from '../../context.ts'
import { applyTransition } from '../../db/queries/statusChanges.ts'
import { fetchLiveSubtree } from '../../db/queries/supervisors.ts'
import { inTreeTransaction } from '../../db/treeTransaction.ts'
import { ConflictError } from '../../domain/errors.ts'
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
import { assertVersion } from '../../domain/version.ts'
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
  /** Of a SUBTREE: what it left as it was. */
  readonly skipped: readonly SkippedTransition[]
}

/**
 * The use case of one transition of the lifecycle's table. Alone, a supervisor without that transition is refused; in a SUBTREE,
 * each one without it is skipped, the top too, but for a top that is TERMINATED. Where there is nothing to change, no
 * version is compared. (terminateSupervisor is a use case of its own: more than a status ends with it.)
 * @throws {ValidationError} {NotFoundError} {ConflictError} {InvalidTransitionError}
 */
export function transitionSupervisor(
  transition: Exclude<Transition, 'TERMINATE'>,
): UseCase<TransitionSupervisorInput, SupervisorTransition> {
  return (input, ctx) => runTransition(transition, input, ctx)
}

async function runTransition(
  transition: Exclude<Transition, 'TERMINATE'>,
  input: TransitionSupervisorInput,
  ctx: Context,
): Promise<SupervisorTransition> {
  const id = parseId(input.id, ['input', 'id'])
  const reason =
    transition === 'FAIL'
      ? parseRequiredText(input.reason ?? '', ['input', 'reason'])
      : parseText(input.reason, ['input', 'reason'])
  const rule = ruleOf(transition)

  return inTreeTransaction(ctx, { lock: 'exclusive', reason, target: id }, async (tx) => {
    const target = await requireSupervisor(tx, id, ctx.viewer)

    const ofSubtree = input.scope === 'SUBTREE' && isLive(target.status)
    const plan = planTransitions(transition, ofSubtree ? await fetchLiveSubtree(tx, target.path) : [target])
    const skipped = ofSubtree ? plan.skipped : []
    if (plan.changed.length === 0 && (ofSubtree || target.status === rule.to))
      return { supervisorId: id, changed: false, changedCount: 0, skipped }

    const { expectedVersion = null } = input
    assertVersion({ type: 'Supervisor', id }, target.version, expectedVersion)
    if (!ofSubtree) planTransition(transition, target.status)

    const changedCount = await applyTransition(tx, { rule, target: id, expectedVersion, ids: plan.changed, reason })
    if (changedCount !== plan.changed.length) {
      throw new ConflictError(
        `Supervisors were changed or deleted meanwhile, ${id} or below it. Look at it as it is now, and decide again.`,
        { type: 'Supervisor', id },
      )
    }
    if (transition === 'FAIL') await superviseFailures(tx, [target])
    return { supervisorId: id, changed: true, changedCount, skipped }
  })
}
