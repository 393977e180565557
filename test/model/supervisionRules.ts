import { liveChildren, need, subtreeOf, type Hierarchy, type Report, type Supervisor } from './hierarchyModel.ts'
import { isObject } from './json.ts'

interface Policy {
  readonly strategy: string
  readonly maxRestarts: number
  readonly withinSeconds: number
}

/** Notifies the ancestors of a failed supervisor, level by level, until one decides or the root has escalated. */
export function superviseFailure(all: Hierarchy, failed: Supervisor): void {
  let child = failed
  while (child.parentId !== null) {
    const parent = need(all.supervisors, child.parentId)
    const policy = policyOf(parent)
    const before = policy ? countRestarts(all, parent) : 0
    const escalated = child !== failed
    // a policy that was removed does not restart the subtree
    const included = awaitsRestart(all, child) && (policy !== null || !escalated)
    const decision = decide(policy, before, { included, escalated })
    const counts = policy && { ...policy, restarts: before + (decision === 'RESTART' ? 1 : 0) }
    const facts = { childId: child.id, decision, incarnation: parent.incarnation, ...counts }
    addReport(all, 'CHILD_FAILED', parent, facts)
    if (decision === 'RESTART' && policy) scheduleRestarts(all, selectRestarted(all, policy, parent, child))
    if (escalated && (decision === 'RESTART' || included)) scheduleRestarts(all, subtreeOf(all, child))
    if (decision !== 'ESCALATE') return
    addReport(all, 'FAILURE_ESCALATED', parent, facts)
    child = parent
  }
}

/** Whether a restart of the current incarnation is scheduled. A PAUSED supervisor has lost it. */
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

/** Reads the restart policy with its defaults. The commands write only valid policies. */
function policyOf({ config }: Supervisor): Policy | null {
  const { restart } = config as { restart?: unknown }
  if (!isObject(restart)) return null
  const { strategy = 'one_for_one', max_restarts = 3, within_seconds = 3_600 } = restart
  return { strategy: String(strategy), maxRestarts: Number(max_restarts), withinSeconds: Number(within_seconds) }
}

/** Counts all restarts, since a run is shorter than the period of any policy. */
function countRestarts(all: Hierarchy, { id, incarnation }: Supervisor): number {
  return all.reports.filter(
    ({ type, supervisorId, facts }) =>
      type === 'CHILD_FAILED' &&
      supervisorId === id &&
      facts.decision === 'RESTART' &&
      facts.incarnation === incarnation,
  ).length
}

function addReport(all: Hierarchy, type: Report['type'], { id }: Supervisor, facts: Report['facts']): void {
  all.reports.push({ type, supervisorId: id, facts })
}

/** Children that the strategy restarts. */
function selectRestarted(
  all: Hierarchy,
  { strategy }: Policy,
  parent: Supervisor,
  failed: Supervisor,
): readonly Supervisor[] {
  const children = liveChildren(all, parent.id).sort((a, b) => (ageOf(a) < ageOf(b) ? -1 : 1))
  const taken: Record<string, readonly Supervisor[]> = {
    one_for_one: [failed],
    one_for_all: children,
    rest_for_one: children.slice(children.indexOf(failed)),
  }
  return taken[strategy] ?? []
}

/** Schedules restarts, except for supervisors that are PAUSED or starting already. */
function scheduleRestarts(all: Hierarchy, wanted: readonly Supervisor[]): void {
  for (const each of wanted) if (isRestartable(each)) all.awaiting.set(each.id, each.incarnation)
}

const isRestartable = ({ status }: Supervisor): boolean => status === 'ACTIVE' || status === 'FAILED'

const ageOf = ({ createdAt, id }: Supervisor): string => `${String(createdAt)} ${id}`
