import { effectSentences, type Effect } from './effect.ts'
import type { MembershipId, NodeRef, Role, SupervisorId, SupervisorStatus } from './glossary.ts'
import type { TerminationImpact } from './terminationImpact.ts'

export const errorCodes = [
  'VALIDATION',
  'NOT_FOUND',
  'CONFLICT',
  'NAME_TAKEN',
  'INVALID_TRANSITION',
  'PARENT_UNAVAILABLE',
  'LEVEL_LIMIT',
  'CYCLE',
  'HAS_LIVE_CHILDREN',
  'CONFIRMATION_REQUIRED',
  'ALREADY_MEMBER',
  'HAS_ACTIVE_MEMBERS',
  'LIMIT_EXCEEDED',
  'FORBIDDEN',
  'UNAVAILABLE',
] as const
export type ErrorCode = (typeof errorCodes)[number]

/** Path of a value in the arguments of a mutation or field: `['input', 'members', '0', 'role']`. */
export type InputPath = readonly string[]

/**
 * A refusal: an error that the client reads and acts on. The set of subclasses is closed. Every other error that is
 * thrown is an internal error, which is masked. Errors carry ids instead of objects: the API loads the objects with the
 * client's selection.
 */
export abstract class DomainError extends Error {
  abstract readonly code: ErrorCode
  /**
   * Path of the input value that caused the refusal; the whole input if only one value can cause it. The property is
   * not called `path`, because graphql-js treats an error with a `path` as already located in the response.
   */
  inputPath: InputPath = ['input']

  /** Without a stack, because the code and the message say what the caller needs. The stacks of a thousand refusals take a third of a second. */
  constructor(message: string, options?: ErrorOptions) {
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    super(message, options)
    Error.stackTraceLimit = stackTraceLimit
  }

  override get name(): string {
    return this.constructor.name
  }

  /** Sets the input path and puts it before the message. Needed if several input values can cause the refusal. */
  at(path: InputPath): this {
    this.inputPath = path
    this.message = `${path.join('.')}: ${this.message}`
    return this
  }
}

/** The input is malformed, whatever the state of the hierarchy. */
export class ValidationError extends DomainError {
  readonly code = 'VALIDATION'
  /** @param problem what was expected and what was given, as in `expected 1 to 255 characters, got 300.` */
  constructor(
    override readonly inputPath: InputPath,
    problem: string,
  ) {
    super(`${inputPath.join('.')}: ${problem}`)
  }
}

/** The object does not exist, or is outside the subtree that the caller can see. */
export class NotFoundError extends DomainError {
  readonly code = 'NOT_FOUND'
  constructor(
    noun: string,
    readonly id: string,
    override readonly inputPath: InputPath,
  ) {
    super(`${noun.charAt(0).toUpperCase()}${noun.slice(1)} ${id} not found. Check ${inputPath.join('.')}.`)
  }
}

/** Another change came first. `current` is the object in the way; null if the caller cannot see it. */
export class ConflictError extends DomainError {
  readonly code = 'CONFLICT'
  constructor(
    message: string,
    readonly current: NodeRef | null,
  ) {
    super(message)
  }
}

export class NameTakenError extends DomainError {
  readonly code = 'NAME_TAKEN'
  /**
   * @param owner the object that has the name, as in `by a live root`
   * @param existing the same object; null if it is not known
   */
  constructor(
    readonly takenName: string,
    owner: string,
    readonly existing: NodeRef | null,
  ) {
    super(`Name ${JSON.stringify(takenName)} is already used ${owner}. Choose another name.`)
  }
}

export class InvalidTransitionError extends DomainError {
  readonly code = 'INVALID_TRANSITION'
  constructor(
    readonly from: SupervisorStatus,
    readonly to: SupervisorStatus,
    readonly allowed: readonly SupervisorStatus[],
    message = `A supervisor cannot change from ${from} to ${to}. ${
      allowed.length > 0 ? `Allowed from ${from}: ${allowed.join(', ')}.` : `${from} is final: spawn a new supervisor.`
    }`,
  ) {
    super(message)
  }
}

export class ParentUnavailableError extends DomainError {
  readonly code = 'PARENT_UNAVAILABLE'
  constructor(
    readonly supervisorId: SupervisorId,
    status: SupervisorStatus,
  ) {
    super(
      `Supervisor ${supervisorId} is ${status} and accepts no children, teams or members. Choose a supervisor that is SPAWNING, ACTIVE or PAUSED.`,
    )
  }
}

export class LevelLimitError extends DomainError {
  readonly code = 'LEVEL_LIMIT'
  constructor(
    readonly limit: number,
    readonly actual: number,
  ) {
    super(`Level ${actual} exceeds the maximum level ${limit}. Choose a parent supervisor closer to the root.`)
  }
}

export class CycleError extends DomainError {
  readonly code = 'CYCLE'
  constructor(id: SupervisorId) {
    super(`Supervisor ${id} cannot become its own ancestor. Choose a parent supervisor outside its subtree.`)
  }
}

export class HasLiveChildrenError extends DomainError {
  readonly code = 'HAS_LIVE_CHILDREN'
  constructor(
    id: SupervisorId,
    readonly count: number,
    remedy = 'childPolicy REJECT expects none. Terminate the children first, or set childPolicy to CASCADE or REPARENT.',
  ) {
    super(`Supervisor ${id} has ${count} live ${count === 1 ? 'child' : 'children'}; ${remedy}`)
  }
}

export class ConfirmationRequiredError extends DomainError {
  readonly code = 'CONFIRMATION_REQUIRED'
  constructor(
    readonly impact: TerminationImpact,
    limit: number,
    tokenGiven: boolean,
  ) {
    super(
      `The termination ends the memberships of ${impact.activeAgents} ${impact.activeAgents === 1 ? 'agent' : 'agents'}; more than ${limit} require confirmation. ${
        tokenGiven ? 'The given impactToken does not match the current impact. ' : ''
      }Review the impact, then retry with its token as impactToken.`,
    )
  }
}

export class AlreadyMemberError extends DomainError {
  readonly code = 'ALREADY_MEMBER'
  constructor(
    message: string,
    readonly membershipIds: readonly MembershipId[],
  ) {
    super(message)
  }
}

export class HasActiveMembersError extends DomainError {
  readonly code = 'HAS_ACTIVE_MEMBERS'
  constructor(readonly count: number) {
    super(
      `The team has ${count} active ${count === 1 ? 'member' : 'members'}; expected none. Remove the members first, or set endMemberships to true.`,
    )
  }
}

export class LimitExceededError extends DomainError {
  readonly code = 'LIMIT_EXCEEDED'
  constructor(
    message: string,
    readonly limit: number,
    readonly actual: number,
  ) {
    super(message)
  }
}

export class ForbiddenError extends DomainError {
  readonly code = 'FORBIDDEN'
  constructor(
    readonly required: Role,
    given: Role,
  ) {
    super(`Requires role ${required}; the caller has role ${given}. Use credentials with role ${required}.`)
  }
}

interface UnavailableOptions extends ErrorOptions {
  readonly effect?: Effect
  /** The sentence of the message about the change. Default: the sentence of the effect. */
  readonly sentence?: string | undefined
  readonly ids?: readonly string[]
}

/**
 * A temporary refusal: a retry can succeed. The error of a statement or a read has only a reason. `withEffect` adds the outcome
 * of the change where it is known: in a transaction, at its commit, and at the end of a mutation.
 */
export class UnavailableError extends DomainError {
  readonly code = 'UNAVAILABLE'
  /** Outcome of the change; null if the error does not mention a change. */
  readonly effect: Effect | null
  /** Ids of the objects that the request may have changed. Empty if it changed nothing, or if they are not known. */
  readonly ids: readonly string[]
  /** @param reason whole sentences, which do not mention changes */
  constructor(
    readonly reason: string,
    readonly retryAfterMs: number,
    { effect, sentence, ids = [], ...options }: UnavailableOptions = {},
  ) {
    super(`${reason} ${sentence ?? (effect === undefined ? 'Retry.' : effectSentences[effect])}`, options)
    this.effect = effect ?? null
    this.ids = ids
  }

  /** Returns the same error with the outcome of the change. */
  withEffect(effect: Effect, sentence?: string, ids: readonly string[] = this.ids): UnavailableError {
    return new UnavailableError(this.reason, this.retryAfterMs, { cause: this.cause, effect, sentence, ids })
  }
}
