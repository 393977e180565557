import type { SupervisorEventType, SupervisorId } from './glossary.ts'
import type { RestartPolicy } from './restartPolicy.ts'

// What follows from failures, by the restart policies of the supervisors above (docs/explanation/supervision.md, docs/adr/0007):
// which supervisors are restarted, and which ancestors are notified.

/** A supervisor that has just failed. */
export interface Failure {
  readonly id: SupervisorId
  readonly parentId: SupervisorId | null
}

/** An ancestor of a failed supervisor. */
export interface Ancestor {
  readonly id: SupervisorId
  readonly parentId: SupervisorId | null
  /** Null if the ancestor has no restart policy: it decides nothing, and its children stay FAILED. */
  readonly policy: RestartPolicy | null
  readonly incarnation: number
  /** Number of restarts that this incarnation has decided within the period of its policy. */
  readonly restarts: number
}

/** Decision of a parent supervisor about a child that failed or escalated. */
export type Decision =
  /** Restarts the child, and the siblings that the strategy names. Counts towards the restart intensity. */
  | 'RESTART'
  /** A restart decided earlier covers the child, or the parent supervisor has just escalated. Does not count. */
  | 'INCLUDED'
  /** The policy allows no more restarts: the next supervisor above decides. */
  | 'ESCALATE'
  /** There is no restart policy: the child stays as it is. */
  | 'NONE'

/** An event to record for a notified ancestor. The event that causes a report comes before it. */
export interface Report {
  readonly type: Extract<SupervisorEventType, 'CHILD_FAILED' | 'FAILURE_ESCALATED'>
  readonly supervisorId: SupervisorId
  /** The cause is the latest event of this type about the supervisor `causeOf`. */
  readonly causeType: SupervisorEventType
  readonly causeOf: SupervisorId
  readonly facts: ReportFacts
}
export interface ReportFacts {
  readonly childId: SupervisorId
  readonly decision: Decision
  readonly incarnation: number
  readonly strategy?: RestartPolicy['strategy']
  /** Number of restarts decided within the period, with this one. */
  readonly restarts?: number
  readonly maxRestarts?: number
  readonly withinSeconds?: number
}

export interface PlannedRestart {
  readonly id: SupervisorId
  /** Whether the descendants are restarted too. True after an escalation, since no other policy restarts them. */
  readonly withSubtree: boolean
  /** Parent supervisor whose policy decided the restart. */
  readonly parentId: SupervisorId
  /** Delay between two restarts that the parent supervisor decides together. */
  readonly staggerSeconds: number
  /** Index in `reports` of the report that decided the restart. */
  readonly report: number
  readonly reason: string
}

const restartReason = 'restarted by the policy of '

/** The supervisor whose policy a restart reason names; null for any other reason. */
export function policyOwnerIn(reason: string | null): SupervisorId | null {
  if (!reason?.startsWith(restartReason)) return null
  return /^[0-9a-f-]{36}(?=:)/.exec(reason.slice(restartReason.length))?.[0] ?? null
}

/** The reason of a restart for callers that cannot see the supervisor whose policy decided it. */
export const restartedFromOutside = `${restartReason}a supervisor outside the subtree`

export interface SupervisionPlan {
  readonly reports: readonly Report[]
  /** In the order in which they are due. */
  readonly restarts: readonly PlannedRestart[]
}

/**
 * Plans what follows from failures that happened together.
 * @param failures in the order in which they were spawned. Where one restart covers several of them, the first
 * one counts.
 * @param ancestors all ancestors of the failed supervisors
 * @param awaiting those of the failed supervisors and of `selectNotifiedAncestors` that await a restart decided earlier
 * @param childrenOf live children of a notified ancestor, in the order in which they were spawned. Not called for the
 * strategy `one_for_one`.
 * @throws {Error} if `childrenOf` omits a child that failed or escalated
 */
export function planSupervision(
  failures: readonly Failure[],
  ancestors: ReadonlyMap<SupervisorId, Ancestor>,
  awaiting: ReadonlySet<SupervisorId>,
  childrenOf: (parentId: SupervisorId) => readonly SupervisorId[],
): SupervisionPlan {
  const reports: Report[] = []
  /** By supervisor, in the order in which the restarts are due. Only its parent supervisor plans its restart. */
  const restarts = new Map<SupervisorId, PlannedRestart>()
  const progresses = new Map<SupervisorId, Progress>()
  const progressOf = (id: SupervisorId): Progress => {
    const progress = progresses.get(id) ?? { decided: 0, hasEscalated: false }
    progresses.set(id, progress)
    return progress
  }

  const addReport = (ancestor: Ancestor, type: Report['type'], cause: Cause, facts: ReportFacts): number =>
    reports.push({ type, supervisorId: ancestor.id, causeType: cause.type, causeOf: cause.id, facts }) - 1

  const notify = (parent: Ancestor, childId: SupervisorId, cause: Cause): void => {
    const progress = progressOf(parent.id)
    const escalated = cause.type === 'FAILURE_ESCALATED'
    const decision = isIncluded(parent, childId, escalated) ? 'INCLUDED' : decide(parent, progress, escalated)
    const facts = describe(parent, progress, childId, decision)
    const report = addReport(parent, 'CHILD_FAILED', cause, facts)
    if (decision === 'RESTART') planRestarts(parent, childId, escalated, report)
    if (decision === 'INCLUDED' && escalated) includeSubtree(parent, childId, report)
    if (decision !== 'ESCALATE') return

    progress.hasEscalated = true
    addReport(parent, 'FAILURE_ESCALATED', { type: 'CHILD_FAILED', id: parent.id }, facts)
    const next = parent.parentId === null ? undefined : ancestors.get(parent.parentId)
    if (next) notify(next, parent.id, { type: 'FAILURE_ESCALATED', id: parent.id })
  }

  const isIncluded = ({ id, policy }: Ancestor, childId: SupervisorId, escalated: boolean): boolean =>
    progressOf(id).hasEscalated ||
    restarts.has(childId) ||
    // A policy can be removed after it decided a restart. Then nothing would restart the subtree of an escalated child.
    (awaiting.has(childId) && (policy !== null || !escalated))

  const planRestarts = (parent: Ancestor, childId: SupervisorId, escalated: boolean, report: number): void => {
    if (!parent.policy) return
    for (const id of selectRestarted(parent.policy, childId, () => childrenOf(parent.id)))
      planRestart(parent, id, escalated && id === childId, report)
  }

  /** For a child that is restarted anyway and has escalated: no other policy restarts the failures below it. */
  const includeSubtree = (parent: Ancestor, id: SupervisorId, report: number): void => {
    const planned = restarts.get(id)
    if (planned) restarts.set(id, { ...planned, withSubtree: true })
    // The earlier decision did not include the subtree, or could not restart every supervisor in it.
    else if (awaiting.has(id)) planRestart(parent, id, true, report)
  }

  const planRestart = (parent: Ancestor, id: SupervisorId, withSubtree: boolean, report: number): void => {
    const { policy } = parent
    if (!policy) return
    const decided = parent.restarts + progressOf(parent.id).decided
    const { strategy, maxRestarts, withinSeconds, staggerSeconds } = policy
    const reason = `${restartReason}${parent.id}: ${strategy}, ${decided} of ${maxRestarts} restarts within ${withinSeconds} s`
    const subtreeToo = withSubtree || restarts.get(id)?.withSubtree === true
    // Moves the entry to the end: the latest decision determines when the restart is due.
    restarts.delete(id)
    restarts.set(id, { id, withSubtree: subtreeToo, parentId: parent.id, staggerSeconds, report, reason })
  }

  for (const { id, parentId } of failures) {
    const parent = parentId === null ? undefined : ancestors.get(parentId)
    if (parent) notify(parent, id, { type: 'SUPERVISOR_STATUS_CHANGED', id })
  }
  return { reports, restarts: [...restarts.values()] }
}

/**
 * Selects the ancestors that `planSupervision` can notify of these failures: the parent supervisors, and above them as
 * far as each can escalate. An upper bound, so that their children can be read before planning.
 */
export function selectNotifiedAncestors(
  failures: readonly Pick<Failure, 'parentId'>[],
  ancestors: ReadonlyMap<SupervisorId, Ancestor>,
): ReadonlySet<SupervisorId> {
  const lines = failures.map(({ parentId }) => lineUpFrom(parentId, ancestors))
  const failuresBelow = new Map<SupervisorId, number>()
  for (const { id } of lines.flat()) failuresBelow.set(id, (failuresBelow.get(id) ?? 0) + 1)
  // each failure reaches an ancestor once at most
  const canEscalate = ({ id, policy, restarts }: Ancestor, escalated: boolean): boolean =>
    policy ? restarts + (failuresBelow.get(id) ?? 0) > policy.maxRestarts : escalated

  const notified = new Set<SupervisorId>()
  for (const line of lines)
    for (const [i, ancestor] of line.entries()) {
      notified.add(ancestor.id)
      if (!canEscalate(ancestor, i > 0)) break
    }
  return notified
}

/** The supervisor with this id and its ancestors, up to the root. */
function lineUpFrom(id: SupervisorId | null, ancestors: ReadonlyMap<SupervisorId, Ancestor>): Ancestor[] {
  const line: Ancestor[] = []
  let ancestor = id === null ? undefined : ancestors.get(id)
  while (ancestor) {
    line.push(ancestor)
    ancestor = ancestor.parentId === null ? undefined : ancestors.get(ancestor.parentId)
  }
  return line
}

interface Cause {
  readonly type: SupervisorEventType
  readonly id: SupervisorId
}

/** Decisions of one ancestor in this plan: the number of restarts, and whether it has escalated. */
interface Progress {
  decided: number
  hasEscalated: boolean
}

function decide({ policy, restarts }: Ancestor, progress: Progress, escalated: boolean): Decision {
  // an ancestor without a policy passes an escalation on
  if (!policy) return escalated ? 'ESCALATE' : 'NONE'
  if (restarts + progress.decided >= policy.maxRestarts) return 'ESCALATE'
  progress.decided++
  return 'RESTART'
}

/** The children that the strategy restarts when `failed` fails, in the order in which they were spawned. */
function selectRestarted(
  { strategy }: RestartPolicy,
  failed: SupervisorId,
  children: () => readonly SupervisorId[],
): readonly SupervisorId[] {
  if (strategy === 'one_for_one') return [failed]
  const all = children()
  const index = all.indexOf(failed)
  if (index < 0) throw new Error(`${failed} is not among the children of its parent`)
  return strategy === 'one_for_all' ? all : all.slice(index)
}

function describe(
  { policy, incarnation, restarts }: Ancestor,
  progress: Progress,
  childId: SupervisorId,
  decision: Decision,
) {
  const facts = { childId, decision, incarnation }
  if (!policy) return facts
  const { strategy, maxRestarts, withinSeconds } = policy
  return { ...facts, strategy, restarts: restarts + progress.decided, maxRestarts, withinSeconds }
}
