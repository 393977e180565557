import { InvalidTransitionError } from './errors.ts'
import {
  supervisorActions,
  supervisorStatuses,
  type HeartbeatCommand,
  type SupervisorAction,
  type SupervisorId,
  type SupervisorStatus,
  type TeamAction,
} from './glossary.ts'

/** Transitions of the lifecycle. The first heartbeat is an `ACTIVATE` too, and a heartbeat timeout a `FAIL`. */
export type Transition = 'ACTIVATE' | 'PAUSE' | 'RESUME' | 'FAIL' | 'RESTART' | 'TERMINATE'

export interface TransitionRule {
  readonly to: SupervisorStatus
  readonly from: readonly SupervisorStatus[]
  /** Whether the transition starts the next incarnation, which another process runs. */
  readonly nextIncarnation?: true
}

/** The highest incarnation that the database can store. */
export const highestIncarnation = 2_147_483_647

/** The state of a supervisor that the lifecycle depends on. */
interface State {
  readonly status: SupervisorStatus
  readonly incarnation: number
}

/** The state machine: which status may follow which, and by which transition. */
const transitions: Record<Transition, TransitionRule> = {
  ACTIVATE: { to: 'ACTIVE', from: ['SPAWNING'] },
  PAUSE: { to: 'PAUSED', from: ['ACTIVE'] },
  RESUME: { to: 'ACTIVE', from: ['PAUSED'] },
  FAIL: { to: 'FAILED', from: ['SPAWNING', 'ACTIVE', 'PAUSED'] },
  RESTART: { to: 'SPAWNING', from: ['ACTIVE', 'PAUSED', 'FAILED'], nextIncarnation: true },
  TERMINATE: { to: 'TERMINATED', from: ['SPAWNING', 'ACTIVE', 'PAUSED', 'FAILED'] },
}
const allTransitions = Object.values(transitions)

export function ruleOf(transition: Transition): TransitionRule {
  return transitions[transition]
}

/** Every status that any transition allows after `from`, in the order of the enum. */
export function allowedNextStatuses(from: SupervisorStatus): SupervisorStatus[] {
  const next = new Set(allTransitions.filter((transition) => transition.from.includes(from)).map(({ to }) => to))
  return supervisorStatuses.filter((status) => next.has(status))
}

/** Whether a supervisor can have another incarnation. A writer that bypasses the API can set the highest one. */
function hasNextIncarnation({ incarnation }: State): boolean {
  return incarnation < highestIncarnation
}

function allows(transition: Transition, state: State): boolean {
  const { from, nextIncarnation } = transitions[transition]
  return from.includes(state.status) && (!nextIncarnation || hasNextIncarnation(state))
}

/**
 * Whether a transition changes a supervisor; false if it already has the target status.
 * @throws {InvalidTransitionError} if the lifecycle does not allow the transition from its status, or the supervisor has
 * no further incarnation
 */
export function planTransition(transition: Transition, state: State): boolean {
  const { to } = transitions[transition]
  const { status } = state
  if (status === to) return false
  if (allows(transition, state)) return true
  const allowed = allowedNextStatuses(status)
  if (!transitions[transition].from.includes(status)) throw new InvalidTransitionError(status, to, allowed)
  const message = `The supervisor has the highest incarnation, ${highestIncarnation}, and cannot be restarted. Terminate it, and spawn a new supervisor.`
  throw new InvalidTransitionError(
    status,
    to,
    allowed.filter((next) => next !== to),
    message,
  )
}

export interface SkippedTransition {
  readonly status: SupervisorStatus
  readonly count: number
}

/** Supervisors for which the lifecycle decides the same. */
export interface StateGroup extends State {
  readonly count: number
}

/** Result of a transition for several supervisors. */
export interface TransitionPlan {
  /** Number of supervisors that change. */
  readonly changed: number
  /**
   * Live supervisors that stay unchanged: they have the target status already, or the lifecycle forbids the transition.
   */
  readonly skipped: readonly SkippedTransition[]
}

/**
 * Plans a transition for the supervisors from whose state the lifecycle allows it. The others are skipped, not refused.
 */
export function planTransitions(transition: Transition, groups: readonly StateGroup[]): TransitionPlan {
  const skipped = groups.filter((group) => isLive(group.status) && !allows(transition, group))
  return {
    changed: countOf(groups.filter((group) => allows(transition, group))),
    skipped: supervisorStatuses
      .map((status) => ({ status, count: countOf(skipped.filter((group) => group.status === status)) }))
      .filter(({ count }) => count > 0),
  }
}

function countOf(groups: readonly StateGroup[]): number {
  return groups.reduce((sum, { count }) => sum + count, 0)
}

export function isLive(status: SupervisorStatus): boolean {
  return status !== 'TERMINATED'
}

/** @throws {InvalidTransitionError} if the supervisor is TERMINATED, and so can no longer change */
export function assertNotFinal(id: SupervisorId, status: SupervisorStatus): void {
  if (isLive(status)) return
  const message = `Supervisor ${id} is ${status}, which is final, and cannot be changed. Spawn a new supervisor; it may have the same name.`
  throw new InvalidTransitionError(status, status, allowedNextStatuses(status), message)
}

/** Whether children, teams and members can be added to a supervisor. */
export function acceptsAdditions(status: SupervisorStatus): boolean {
  return status !== 'FAILED' && status !== 'TERMINATED'
}

/** Whether a supervisor with this status blocks its descendants. */
export function blocksDescendants(status: SupervisorStatus): boolean {
  return status === 'PAUSED' || status === 'FAILED'
}

/**
 * Whether a PAUSED or FAILED ancestor blocks a supervisor with this status. Supervisors with other statuses do not run
 * anyway.
 */
export function canBeBlocked(status: SupervisorStatus): boolean {
  return status === 'SPAWNING' || status === 'ACTIVE'
}

/** Statuses from which a restart policy restarts supervisors. PAUSED is not among them: only a caller ends a pause. */
export const automaticallyRestarted = transitions.RESTART.from.filter((status) => status !== 'PAUSED')

/** Whether a heartbeat makes a supervisor with this status ACTIVE. */
export function isActivatedByHeartbeat(status: SupervisorStatus): boolean {
  return transitions.ACTIVATE.from.includes(status)
}

/** Whether the process of a supervisor with this status has to end. Its heartbeats change nothing. */
export function endsProcess(status: SupervisorStatus): boolean {
  return status === 'FAILED' || status === 'TERMINATED'
}

/**
 * The command for the process that sent a heartbeat.
 * @param outdated whether the process belongs to an earlier incarnation
 * @returns `STOP` if only a new process can continue, `PAUSE` if the process has to wait
 */
export function commandOf(
  status: SupervisorStatus,
  { outdated, blocked }: { readonly outdated: boolean; readonly blocked: boolean },
): HeartbeatCommand {
  if (outdated || endsProcess(status)) return 'STOP'
  return blocked || status === 'PAUSED' ? 'PAUSE' : 'CONTINUE'
}

/**
 * Mutations that a supervisor in this state accepts, in the order of the enum.
 * @param atMaxLevel whether the supervisor is at the maximum level, and so can have no children
 * @param isTop whether the supervisor is the top of the caller's subtree: the caller then cannot move it
 */
export function allowedSupervisorActions(state: State, atMaxLevel: boolean, isTop = false): SupervisorAction[] {
  const { status } = state
  return supervisorActions.filter((action) => {
    switch (action) {
      case 'UPDATE':
        return isLive(status)
      case 'MOVE':
        return isLive(status) && !isTop
      case 'SPAWN_CHILD':
        return acceptsAdditions(status) && !atMaxLevel
      case 'CREATE_TEAM':
        return acceptsAdditions(status)
      default:
        return allows(action, state)
    }
  })
}

/** Mutations that a team accepts while its supervisor has this status. */
export function allowedTeamActions(supervisorStatus: SupervisorStatus): TeamAction[] {
  return acceptsAdditions(supervisorStatus) ? ['UPDATE', 'DELETE', 'ADD_MEMBER'] : ['UPDATE', 'DELETE']
}
