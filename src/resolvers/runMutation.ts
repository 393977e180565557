import type { Context } from '../context.ts'
import { withEffect } from '../db/unavailable.ts'
import { DomainError, UnavailableError } from '../domain/errors.ts'
import { knownFactsOf } from '../domain/facts.ts'
import type { Role } from '../domain/glossary.ts'
import { assertRole } from '../domain/viewer.ts'

/** Executes one mutation. Returns plain facts, which the schema turns into the payload. */
export type UseCase<Input, Facts> = (input: Input, ctx: Context) => Promise<Facts>

/** How to run one mutation. */
export interface MutationRun<Input, Facts> {
  readonly requires: Role
  readonly useCase: UseCase<Input, Facts>
  /** The key of the mutation in the response: its name or its alias. */
  readonly responseKey: string
}

/**
 * Checks the caller's role, runs a use case, and records its facts or its refusal in the outcome. Every UnavailableError that
 * this function throws has an effect.
 * @throws {ForbiddenError} if the caller's role does not include `requires`; the use case does not run
 * @throws every error of the use case
 */
export async function runMutation<Input, Facts extends object>(
  { requires, useCase, responseKey }: MutationRun<Input, Facts>,
  input: Input,
  ctx: Context,
): Promise<Facts> {
  const { outcome } = ctx
  const commitsBefore = outcome.commits
  try {
    // the response has been sent when the payload of an earlier mutation exceeds a limit: nothing more may change
    if (ctx.budget.failure) throw ctx.budget.failure
    assertRole(ctx.viewer, requires)
    const facts = await useCase(input, ctx)
    outcome.noteCompleted(responseKey, knownFactsOf(facts))
    return facts
  } catch (thrown) {
    const isCommitted = outcome.commits > commitsBefore
    const error = withEffect(thrown, isCommitted ? 'DONE' : 'NONE')
    if (error instanceof DomainError) outcome.noteRefusal(error.code)
    if (error instanceof UnavailableError && error.effect !== 'NONE')
      outcome.noteCompleted(responseKey, { code: error.code, effect: error.effect, ids: error.ids })
    else if (isCommitted) outcome.noteCompleted(responseKey, { changed: true })
    throw error
  }
}
