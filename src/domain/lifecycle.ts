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

/**
 * Whether a transition changes a supervisor with status `from`; false if it already has the target status.
 * @throws {InvalidTransitionError} if the lifecycle does not allow the transition from this status
 */
export function planTransition(transition: Transition, from: SupervisorStatus): boolean {
  const { to, from: sources } = transitions[transition]
  if (from === to) return false
  if (!sources.includes(from)) throw new InvalidTransitionError(from, to, allowedNextStatuses(from))
  return true
}

export interface SkippedTransition {
  readonly status: SupervisorStatus
  readonly count: number
}

/** Result of a transition for several supervisors. */
export interface TransitionPlan {
  readonly changed: readonly SupervisorId[]
  /**
   * Live supervisors that stay unchanged: they have the target status already, or the lifecycle forbids the transition.
   */
  readonly skipped: readonly SkippedTransition[]
}

/**
 * Plans a transition for the supervisors from whose status the lifecycle allows it. The others are skipped, not
 * refused.
 */
export function planTransitions(
  transition: Transition,
  nodes: readonly { readonly id: SupervisorId; readonly status: SupervisorStatus }[],
): TransitionPlan {
  const { from } = transitions[transition]
  const unchanged = supervisorStatuses.filter((status) => isLive(status) && !from.includes(status))
  return {
    changed: nodes.filter(({ status }) => from.includes(status)).map(({ id }) => id),
    skipped: unchanged
      .map((status) => ({ status, count: nodes.filter((node) => node.status === status).length }))
      .filter(({ count }) => count > 0),
  }
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
 * Mutations that a supervisor with this status accepts, in the order of the enum.
 * @param atMaxLevel whether the supervisor is at the maximum level, and so can have no children
 */
export function allowedSupervisorActions(status: SupervisorStatus, atMaxLevel: boolean): SupervisorAction[] {
  return supervisorActions.filter((action) => {
    switch (action) {
      case 'UPDATE':
      case 'MOVE':
        return isLive(status)
      case 'SPAWN_CHILD':
        return acceptsAdditions(status) && !atMaxLevel
      case 'CREATE_TEAM':
        return acceptsAdditions(status)
      default:
        return transitions[action].from.includes(status)
    }
  })
}

/** Mutations that a team accepts while its supervisor has this status. */
export function allowedTeamActions(supervisorStatus: SupervisorStatus): TeamAction[] {
  return acceptsAdditions(supervisorStatus) ? ['UPDATE', 'DELETE', 'ADD_MEMBER'] : ['UPDATE', 'DELETE']
}
