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

/** The mutations that make transitions. (The first heartbeat is an `ACTIVATE`, a time-out a `FAIL`.) */
export type Transition = 'ACTIVATE' | 'PAUSE' | 'RESUME' | 'FAIL' | 'RESTART' | 'TERMINATE'

export interface TransitionRule {
  readonly to: SupervisorStatus
  readonly from: readonly SupervisorStatus[]
  /** Whether its process is another one from then on. */
  readonly nextIncarnation?: true
}

/** The one place that knows which status may follow which, and by what. */
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

/** Every status that may follow `from`, by whatever transition, in the order of the enum. */
export function allowedNext(from: SupervisorStatus): SupervisorStatus[] {
  const next = new Set(allTransitions.filter((transition) => transition.from.includes(from)).map(({ to }) => to))
  return supervisorStatuses.filter((status) => next.has(status))
}

/**
 * What `transition` does to a supervisor that is `from`: `false` where it is there already, `true` where it changes.
 * @throws {InvalidTransitionError} where the table does not have it.
 */
export function planTransition(transition: Transition, from: SupervisorStatus): boolean {
  const { to, from: sources } = transitions[transition]
  if (from === to) return false
  if (!sources.includes(from)) throw new InvalidTransitionError(from, to, allowedNext(from))
  return true
}

export interface SkippedTransition {
  readonly status: SupervisorStatus
  readonly count: number
}

/** What a transition of several supervisors does. */
export interface TransitionPlan {
  readonly changed: readonly SupervisorId[]
  /** How many live ones it leaves as they are: there already, or without such a transition. */
  readonly skipped: readonly SkippedTransition[]
}

/** Which of these supervisors `transition` changes: those from whose status the table has it. */
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

/** TERMINATED is final, and what is final counts no more. */
export function isLive(status: SupervisorStatus): boolean {
  return status !== 'TERMINATED'
}

/** @throws {InvalidTransitionError} for a supervisor that is TERMINATED: nothing of it changes any more */
export function assertNotFinal(id: SupervisorId, status: SupervisorStatus): void {
  if (isLive(status)) return
  const message = `Supervisor ${id} is ${status}, which is final: it cannot be changed. Spawn another one; its name is free.`
  throw new InvalidTransitionError(status, status, allowedNext(status), message)
}

/** Whether children, teams and members can be added to a supervisor. */
export function acceptsAdditions(status: SupervisorStatus): boolean {
  return status !== 'FAILED' && status !== 'TERMINATED'
}

/** Whether what runs below a supervisor has to wait for it. */
export function blocksDescendants(status: SupervisorStatus): boolean {
  return status === 'PAUSED' || status === 'FAILED'
}

/** Whether a PAUSED or FAILED ancestor holds a supervisor up: only what would run can be blocked. */
export function canBeBlocked(status: SupervisorStatus): boolean {
  return status === 'SPAWNING' || status === 'ACTIVE'
}

/** From where a policy restarts supervisors: what somebody has PAUSED stands. */
export const automaticallyRestarted = transitions.RESTART.from.filter((status) => status !== 'PAUSED')

/** Whether the first heartbeat of its process changes the status of a supervisor. */
export function isActivatedByReporting(status: SupervisorStatus): boolean {
  return transitions.ACTIVATE.from.includes(status)
}

/** What the process that reports for a supervisor is to do. It has no future where only another one can go on. */
export function commandOf(
  status: SupervisorStatus,
  { outdated, blocked }: { readonly outdated: boolean; readonly blocked: boolean },
): HeartbeatCommand {
  if (outdated || status === 'FAILED' || status === 'TERMINATED') return 'STOP'
  return blocked || status === 'PAUSED' ? 'PAUSE' : 'CONTINUE'
}

/**
 * The mutations that would change a supervisor of this status now, in the order of the enum. At the maximum level there
 * is no room below it.
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

/** The mutations that a team of a supervisor of this status takes now. */
export function allowedTeamActions(supervisorStatus: SupervisorStatus): TeamAction[] {
  return acceptsAdditions(supervisorStatus) ? ['UPDATE', 'DELETE', 'ADD_MEMBER'] : ['UPDATE', 'DELETE']
}
