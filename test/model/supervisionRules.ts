import { liveChildren, need, subtreeOf, type Hierarchy, type Report, type Supervisor } from './hierarchyModel.ts'
import { isObject } from './json.ts'

interface Policy {
  readonly strategy: string
  readonly maxRestarts: number
  readonly withinSeconds: number
}

/** DESIGN 5: one that has just failed is told of, level by level, until somebody decides or nobody is left. */
export function superviseFailure(all: Hierarchy, failed: Supervisor): void {
  let child = failed
  while (child.parentId !== null) {
    const overseer = need(all.supervisors, child.parentId)
    const policy = policyOf(overseer)
    const before = policy ? countRestarts(all, overseer) : 0
    const escalated = child !== failed
    // a policy that is gone takes no subtree along
    const included = awaitsRestart(all, child) && (policy !== null || !escalated)
    const decision = decide(policy, before, { included, escalated })
    const counts = policy && { ...policy, restarts: before + (decision === 'RESTART' ? 1 : 0) }
    const facts = { childId: child.id, decision, incarnation: overseer.incarnation, ...counts }
    tell(all, 'CHILD_FAILED', overseer, facts)
    if (decision === 'RESTART' && policy) awaitRestarts(all, takenBy(all, policy, overseer, child))
    if (escalated && (decision === 'RESTART' || included)) awaitRestarts(all, subtreeOf(all, child))
    if (decision !== 'ESCALATE') return
    tell(all, 'FAILURE_ESCALATED', overseer, facts)
    child = overseer
  }
}

/** Decided before, of this incarnation of it, and not dropped where it is PAUSED. */
function awaitsRestart(all: Hierarchy, child: Supervisor): boolean {
  return all.awaiting.get(child.id) === child.incarnation && isRestartable(child)
}

function decide(
  policy: Policy | null,
  restarts: number,
  { included, escalated }: { included: boolean; escalated: boolean },
): string {
  if (included) return 'INCLUDED'
  if (!policy) return escalated ? 'ESCALATE' : 'NONE'
  return restarts < policy.maxRestarts ? 'RESTART' : 'ESCALATE'
}

/** With its defaults; every policy that the model writes is valid. */
function policyOf({ config }: Supervisor): Policy | null {
  const { restart } = config as { restart?: unknown }
  if (!isObject(restart)) return null
  const { strategy = 'one_for_one', max_restarts = 3, within_seconds = 3_600 } = restart
  return { strategy: String(strategy), maxRestarts: Number(max_restarts), withinSeconds: Number(within_seconds) }
}

/** A run is shorter than every period. */
function countRestarts(all: Hierarchy, { id, incarnation }: Supervisor): number {
  return all.reports.filter(
    ({ type, supervisorId, facts }) =>
      type === 'CHILD_FAILED' &&
      supervisorId === id &&
      facts.decision === 'RESTART' &&
      facts.incarnation === incarnation,
  ).length
}

function tell(all: Hierarchy, type: Report['type'], { id }: Supervisor, facts: Report['facts']): void {
  all.reports.push({ type, supervisorId: id, facts })
}

/** Those that the strategy takes. */
function takenBy(
  all: Hierarchy,
  { strategy }: Policy,
  overseer: Supervisor,
  failed: Supervisor,
): readonly Supervisor[] {
  const children = liveChildren(all, overseer.id).sort((a, b) => (ageOf(a) < ageOf(b) ? -1 : 1))
  const taken: Record<string, readonly Supervisor[]> = {
    one_for_one: [failed],
    one_for_all: children,
    rest_for_one: children.slice(children.indexOf(failed)),
  }
  return taken[strategy] ?? []
}

/** Whoever is PAUSED, or starting anyway, has no turn. */
function awaitRestarts(all: Hierarchy, wanted: readonly Supervisor[]): void {
  for (const each of wanted) if (isRestartable(each)) all.awaiting.set(each.id, each.incarnation)
}

const isRestartable = ({ status }: Supervisor): boolean => status === 'ACTIVE' || status === 'FAILED'

const ageOf = ({ createdAt, id }: Supervisor): string => `${String(createdAt)} ${id}`
