import { InvalidTransitionError } from './errors.ts'
import { supervisorActions, type SupervisorAction, type SupervisorStatus, type TeamAction } from './glossary.ts'

/** The mutations that make transitions. (The first heartbeat is an `ACTIVATE`, a time-out a `FAIL`.) */
export type Transition = 'ACTIVATE' | 'PAUSE' | 'RESUME' | 'FAIL' | 'RESTART' | 'TERMINATE'

/** The one place that knows which status may follow which, and by what. */
const transitions: Record<Transition, { readonly to: SupervisorStatus; readonly from: readonly SupervisorStatus[] }> = {
  ACTIVATE: { to: 'ACTIVE', from: ['SPAWNING'] },
  PAUSE: { to: 'PAUSED', from: ['ACTIVE'] },
  RESUME: { to: 'ACTIVE', from: ['PAUSED'] },
  FAIL: { to: 'FAILED', from: ['SPAWNING', 'ACTIVE', 'PAUSED'] },
  RESTART: { to: 'SPAWNING', from: ['ACTIVE', 'PAUSED', 'FAILED'] },
  TERMINATE: { to: 'TERMINATED', from: ['SPAWNING', 'ACTIVE', 'PAUSED', 'FAILED'] },
}
const allTransitions = Object.values(transitions)

export function targetOf(transition: Transition): SupervisorStatus {
  return transitions[transition].to
}

/** Every status that may follow `from`, by whatever transition. */
export function allowedNext(from: SupervisorStatus): SupervisorStatus[] {
  return [...new Set(allTransitions.filter((transition) => transition.from.includes(from)).map(({ to }) => to))]
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

/** TERMINATED is final, and what is final counts no more. */
export function isLive(status: SupervisorStatus): boolean {
  return status !== 'TERMINATED'
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

/** The mutations that would change a supervisor of this status now, in the order of the enum. */
export function allowedSupervisorActions(status: SupervisorStatus): SupervisorAction[] {
  return supervisorActions.filter((action) => {
    switch (action) {
      case 'UPDATE':
      case 'MOVE':
        return isLive(status)
      case 'SPAWN_CHILD':
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
