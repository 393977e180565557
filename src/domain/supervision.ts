import type { SupervisorEventType, SupervisorId } from './glossary.ts'
import type { RestartPolicy } from './restartPolicy.ts'

/**
 * What follows from failures, by the policies of those above (docs/supervision.md, docs/adr/0007): which supervisors are
 * restarted, and who is told. Pure.
 */

/** A supervisor that has just failed. */
export interface Failure {
  readonly id: SupervisorId
  readonly parentId: SupervisorId | null
}

/** A supervisor above one that failed. */
export interface Overseer {
  readonly id: SupervisorId
  readonly parentId: SupervisorId | null
  /** Null: it decides nothing, and its children stay FAILED. */
  readonly policy: RestartPolicy | null
  readonly incarnation: number
  /** How many restarts this incarnation has decided within its period. */
  readonly restarts: number
}

/** What was decided of a child that failed, or gave up. */
export type Decision =
  /** It is restarted, with whom the strategy says; this counts. */
  | 'RESTART'
  /** What was decided before, or just now of another child, is of this one too. */
  | 'INCLUDED'
  /** The policy allows no more restarts: its own parent is to decide. */
  | 'ESCALATE'
  /** There is no policy: it stays as it is. */
  | 'NONE'

/** What is put on the record of an overseer; they come in the order in which they led to each other. */
export interface Report {
  readonly type: Extract<SupervisorEventType, 'CHILD_FAILED' | 'FAILURE_ESCALATED'>
  readonly supervisorId: SupervisorId
  /** What led to it: the latest event of this type on this supervisor. */
  readonly causeType: SupervisorEventType
  readonly causeOf: SupervisorId
  readonly facts: ReportFacts
}
export interface ReportFacts {
  readonly childId: SupervisorId
  readonly decision: Decision
  readonly incarnation: number
  readonly strategy?: RestartPolicy['strategy']
  /** Within the period, this one included. */
  readonly restarts?: number
  readonly maxRestarts?: number
  readonly withinSeconds?: number
}

export interface PlannedRestart {
  readonly id: SupervisorId
  /** A supervisor that gave up is restarted with all that is below it: its children are not to be had otherwise. */
  readonly withSubtree: boolean
  /** Whose policy it is: of all that it has restarted together, each comes one stagger after the one before. */
  readonly overseerId: SupervisorId
  readonly staggerSeconds: number
  /** The report that decided it, by its place. */
  readonly report: number
  readonly reason: string
}

export interface SupervisionPlan {
  readonly reports: readonly Report[]
  /** In the order in which they are made. */
  readonly restarts: readonly PlannedRestart[]
}

/**
 * @param failures in the order in which they were spawned: of several children that one restart has, the first decides
 * @param overseers all ancestors of the failures
 * @param awaiting of the failures and of those that may be told (`findTold`): whose restart was decided before
 * @param childrenOf the live children of one that may be told, in the order in which they were spawned; not asked where each
 * is restarted alone
 * @throws {Error} if a child is not among these
 */
export function planSupervision(
  failures: readonly Failure[],
  overseers: ReadonlyMap<SupervisorId, Overseer>,
  awaiting: ReadonlySet<SupervisorId>,
  childrenOf: (overseer: SupervisorId) => readonly SupervisorId[],
): SupervisionPlan {
  const reports: Report[] = []
  /** By whom they restart, whose parent alone plans it; in the order in which they are made. */
  const restarts = new Map<SupervisorId, PlannedRestart>()
  const rounds = new Map<SupervisorId, Round>()
  const roundOf = (id: SupervisorId): Round => {
    const round = rounds.get(id) ?? { decided: 0, gaveUp: false }
    rounds.set(id, round)
    return round
  }

  const report = (told: Overseer, type: Report['type'], cause: Cause, facts: ReportFacts): number =>
    reports.push({ type, supervisorId: told.id, causeType: cause.type, causeOf: cause.id, facts }) - 1

  const tell = (overseer: Overseer, childId: SupervisorId, cause: Cause): void => {
    const round = roundOf(overseer.id)
    const escalated = cause.type === 'FAILURE_ESCALATED'
    const decision = isIncluded(overseer, round, childId, escalated) ? 'INCLUDED' : decide(overseer, round, escalated)
    const facts = describe(overseer, round, childId, decision)
    const place = report(overseer, 'CHILD_FAILED', cause, facts)
    if (decision === 'RESTART') start(overseer, round, childId, escalated, place)
    if (decision === 'INCLUDED' && escalated) takeSubtree(overseer, round, childId, place)
    if (decision !== 'ESCALATE') return

    round.gaveUp = true
    report(overseer, 'FAILURE_ESCALATED', { type: 'CHILD_FAILED', id: overseer.id }, facts)
    const above = overseer.parentId === null ? undefined : overseers.get(overseer.parentId)
    if (above) tell(above, overseer.id, { type: 'FAILURE_ESCALATED', id: overseer.id })
  }

  const isIncluded = ({ policy }: Overseer, { gaveUp }: Round, childId: SupervisorId, escalated: boolean): boolean =>
    gaveUp ||
    restarts.has(childId) ||
    // a policy may be gone since it decided: then it is not there to take a subtree
    (awaiting.has(childId) && (policy !== null || !escalated))

  const start = (overseer: Overseer, round: Round, childId: SupervisorId, escalated: boolean, place: number): void => {
    if (!overseer.policy) return
    for (const id of selectRestarted(overseer.policy, childId, () => childrenOf(overseer.id)))
      plan(overseer, round, id, escalated && id === childId, place)
  }

  /** Of one that is restarted anyway, and gives up besides: nobody else restarts what failed below it. */
  const takeSubtree = (overseer: Overseer, round: Round, id: SupervisorId, place: number): void => {
    const planned = restarts.get(id)
    if (planned) restarts.set(id, { ...planned, withSubtree: true })
    // its own turn was decided before, without a subtree, or when not all of it could be restarted
    else if (awaiting.has(id)) plan(overseer, round, id, true, place)
  }

  const plan = (overseer: Overseer, round: Round, id: SupervisorId, withSubtree: boolean, place: number): void => {
    const { policy } = overseer
    if (!policy) return
    const { strategy, maxRestarts, withinSeconds, staggerSeconds } = policy
    const reason = `restarted by the policy of ${overseer.id}: ${strategy}, ${overseer.restarts + round.decided} of ${maxRestarts} restarts within ${withinSeconds} s`
    const subtreeToo = withSubtree || restarts.get(id)?.withSubtree === true
    // its turn is with the latest decision, after those spawned before it
    restarts.delete(id)
    restarts.set(id, { id, withSubtree: subtreeToo, overseerId: overseer.id, staggerSeconds, report: place, reason })
  }

  for (const { id, parentId } of failures) {
    const overseer = parentId === null ? undefined : overseers.get(parentId)
    if (overseer) tell(overseer, id, { type: 'SUPERVISOR_STATUS_CHANGED', id })
  }
  return { reports, restarts: [...restarts.values()] }
}

/** Those that may be told when these fail: the parents, and above them as far as each may give up. */
export function findTold(
  failures: readonly Pick<Failure, 'parentId'>[],
  overseers: ReadonlyMap<SupervisorId, Overseer>,
): ReadonlySet<SupervisorId> {
  const lines = failures.map(({ parentId }) => lineFrom(parentId, overseers))
  const below = new Map<SupervisorId, number>()
  for (const { id } of lines.flat()) below.set(id, (below.get(id) ?? 0) + 1)
  // each failure comes to it once, at the most
  const mayGiveUp = ({ id, policy, restarts }: Overseer, escalated: boolean): boolean =>
    policy ? restarts + (below.get(id) ?? 0) > policy.maxRestarts : escalated

  const told = new Set<SupervisorId>()
  for (const line of lines)
    for (const [n, overseer] of line.entries()) {
      told.add(overseer.id)
      if (!mayGiveUp(overseer, n > 0)) break
    }
  return told
}

/** From there up to the root. */
function lineFrom(from: SupervisorId | null, overseers: ReadonlyMap<SupervisorId, Overseer>): Overseer[] {
  const line: Overseer[] = []
  let overseer = from === null ? undefined : overseers.get(from)
  while (overseer) {
    line.push(overseer)
    overseer = overseer.parentId === null ? undefined : overseers.get(overseer.parentId)
  }
  return line
}

interface Cause {
  readonly type: SupervisorEventType
  readonly id: SupervisorId
}

/** What an overseer has decided in this plan. */
interface Round {
  decided: number
  gaveUp: boolean
}

function decide({ policy, restarts }: Overseer, round: Round, escalated: boolean): Decision {
  // an escalation goes on until somebody decides, or the root is reached
  if (!policy) return escalated ? 'ESCALATE' : 'NONE'
  if (restarts + round.decided >= policy.maxRestarts) return 'ESCALATE'
  round.decided++
  return 'RESTART'
}

/** Those that the strategy restarts when `failed` fails, in the order in which they were spawned. */
function selectRestarted(
  { strategy }: RestartPolicy,
  failed: SupervisorId,
  children: () => readonly SupervisorId[],
): readonly SupervisorId[] {
  if (strategy === 'one_for_one') return [failed]
  const all = children()
  const place = all.indexOf(failed)
  if (place < 0) throw new Error(`${failed} is not among the children of its parent`)
  return strategy === 'one_for_all' ? all : all.slice(place)
}

function describe(
  { policy, incarnation, restarts }: Overseer,
  round: Round,
  childId: SupervisorId,
  decision: Decision,
) {
  const facts = { childId, decision, incarnation }
  if (!policy) return facts
  const { strategy, maxRestarts, withinSeconds } = policy
  return { ...facts, strategy, restarts: restarts + round.decided, maxRestarts, withinSeconds }
}
