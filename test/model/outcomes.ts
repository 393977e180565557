/** Result of a mutation: its payload or an error, without the message and the code. */
export type Outcome = Readonly<Record<string, unknown>> & { readonly __typename: string }

/** Refusal by a rule. If it has several outcomes, the server can return any of them: their order is not specified. */
export class Refusal extends Error {
  readonly outcomes: readonly Outcome[]
  constructor(outcomes: readonly Outcome[]) {
    super(outcomes.map(({ __typename }) => __typename).join(' or '))
    this.outcomes = outcomes
  }
}

export function refuse(...outcomes: readonly Outcome[]): never {
  throw new Refusal(outcomes)
}

const whole = ['input']
export type Place = readonly string[]
export type Status = 'SPAWNING' | 'ACTIVE' | 'PAUSED' | 'FAILED' | 'TERMINATED'

export const invalid = (path: Place): Outcome => ({ __typename: 'ValidationError', path })

export const notFound = (id: string, path: Place): Outcome => ({ __typename: 'NotFoundError', id, path })

export const conflict = ({ id, version }: { id: string; version: number }, path: Place = whole): Outcome => ({
  __typename: 'ConflictError',
  current: { id, version },
  path,
})

export const nameTaken = (name: string, holder: { id: string } | null, path: Place = whole): Outcome => ({
  __typename: 'NameTakenError',
  name,
  holder: holder && { id: holder.id },
  path,
})

export const invalidTransition = (from: Status, to: Status, allowed: readonly Status[]): Outcome => ({
  __typename: 'InvalidTransitionError',
  from,
  to,
  allowed,
})

export const parentUnavailable = ({ id, status }: { id: string; status: Status }, path: Place = whole): Outcome => ({
  __typename: 'ParentUnavailableError',
  supervisor: { id, status },
  path,
})

export const levelLimit = (limit: number, actual: number, path: Place = whole): Outcome => ({
  __typename: 'LevelLimitError',
  limit,
  actual,
  path,
})

export const limitExceeded = (limit: number, actual: number, path: Place = whole): Outcome => ({
  __typename: 'LimitExceededError',
  limit,
  actual,
  path,
})

export const alreadyMember = (memberships: readonly { id: string }[], path: Place = whole): Outcome => ({
  __typename: 'AlreadyMemberError',
  memberships: memberships.map(({ id }) => ({ id })),
  path,
})

export const cycle: Outcome = { __typename: 'CycleError' }

export const hasLiveChildren = (count: number): Outcome => ({ __typename: 'HasLiveChildrenError', count })

export const hasActiveMembers = (count: number): Outcome => ({ __typename: 'HasActiveMembersError', count })
