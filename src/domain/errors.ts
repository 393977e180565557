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

/** Where in a mutation's or field's arguments a value was found: `['input', 'members', '0', 'role']`. */
export type InputPath = readonly string[]
// as a property of errors `inputPath`: graphql takes any error that has a `path` for one that it has located already

/**
 * A refusal that the client is meant to read and act on. The set of subclasses is closed: anything else that is thrown
 * is a bug of ours, and masked. Objects are carried by id: the API reads them again, with the client's selection.
 */
export abstract class DomainError extends Error {
  abstract readonly code: ErrorCode
  /** Where in the input the refusal has its cause; the whole of it where there is one place only. */
  inputPath: InputPath = ['input']
  override get name(): string {
    return this.constructor.name
  }

  /** Of several places that it could be, names the one that it is. */
  at(path: InputPath): this {
    this.inputPath = path
    this.message = `${path.join('.')}: ${this.message}`
    return this
  }
}

/** The input is malformed, whatever the state of the hierarchy. */
export class ValidationError extends DomainError {
  readonly code = 'VALIDATION'
  constructor(
    override readonly inputPath: InputPath,
    problem: string,
  ) {
    super(`${inputPath.join('.')}: ${problem}`)
  }
}

export class NotFoundError extends DomainError {
  readonly code = 'NOT_FOUND'
  constructor(
    what: string,
    readonly id: string,
    override readonly inputPath: InputPath,
  ) {
    super(`There is no ${what} ${id}. Check ${inputPath.join('.')}.`)
  }
}

/** Somebody else was first: `current` is what is there now. */
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
  constructor(
    readonly takenName: string,
    where: string,
    readonly existing: NodeRef | null,
  ) {
    super(`The name ${JSON.stringify(takenName)} is taken ${where}. Choose another one, or use the one that is there.`)
  }
}

export class InvalidTransitionError extends DomainError {
  readonly code = 'INVALID_TRANSITION'
  constructor(
    readonly from: SupervisorStatus,
    readonly to: SupervisorStatus,
    readonly allowed: readonly SupervisorStatus[],
    message = `A supervisor that is ${from} cannot become ${to}; ${allowed.length > 0 ? `it can become ${allowed.join(', ')}` : `${from} is final`}.`,
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
      `Supervisor ${supervisorId} is ${status}: nothing can be added to it. Choose a supervisor that is not FAILED or TERMINATED.`,
    )
  }
}

export class LevelLimitError extends DomainError {
  readonly code = 'LEVEL_LIMIT'
  constructor(
    readonly limit: number,
    readonly actual: number,
  ) {
    super(`Level ${actual} is beyond the maximum, ${limit}. Choose a parent higher up in the tree.`)
  }
}

export class CycleError extends DomainError {
  readonly code = 'CYCLE'
  constructor(id: SupervisorId) {
    super(`Supervisor ${id} would be its own ancestor. Choose a parent that is not below it.`)
  }
}

export class HasLiveChildrenError extends DomainError {
  readonly code = 'HAS_LIVE_CHILDREN'
  constructor(
    id: SupervisorId,
    readonly count: number,
  ) {
    super(
      `Supervisor ${id} has ${count} live ${count === 1 ? 'child' : 'children'}. Terminate them first, or choose childPolicy CASCADE or REPARENT.`,
    )
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
      `This would end the memberships of ${impact.activeAgents} agents, more than ${limit}. ${
        tokenGiven ? 'The impactToken given is not for this impact. ' : ''
      }Look at the impact, and repeat the mutation with its token as impactToken.`,
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
      `The team has ${count} active ${count === 1 ? 'member' : 'members'}. Remove them first, or set endMemberships.`,
    )
  }
}

export class LimitExceededError extends DomainError {
  readonly code = 'LIMIT_EXCEEDED'
  constructor(
    what: string,
    readonly limit: number,
    readonly actual: number,
  ) {
    super(`At most ${limit} ${what} are taken at once, and ${actual} were given. Split them.`)
  }
}

export class ForbiddenError extends DomainError {
  readonly code = 'FORBIDDEN'
  constructor(
    readonly required: Role,
    given: Role,
  ) {
    super(`This takes the role ${required}, and yours is ${given}.`)
  }
}

/** Not now: trying again may well succeed. The message says whether anything can have been changed. */
export class UnavailableError extends DomainError {
  readonly code = 'UNAVAILABLE'
  constructor(
    message: string,
    readonly retryAfterMs: number,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}
