import type { Context } from '../context.ts'
import { DomainError } from '../domain/errors.ts'
import type { Role } from '../domain/glossary.ts'
import { assertRole } from '../domain/viewer.ts'

/** Carries out one mutation: `input` in, plain facts out. */
export type UseCase<Input, Facts> = (input: Input, ctx: Context) => Promise<Facts>

/**
 * Runs a use case for a caller that has the role, and notes its refusal for the metrics.
 * @throws {ForbiddenError} if the caller's role does not include `requires`; the use case does not run
 */
export async function runMutation<Input, Facts>(
  requires: Role,
  useCase: UseCase<Input, Facts>,
  input: Input,
  ctx: Context,
): Promise<Facts> {
  try {
    assertRole(ctx.viewer, requires)
    return await useCase(input, ctx)
  } catch (error) {
    if (error instanceof DomainError) ctx.outcome.noteRefusal(error.code)
    throw error
  }
}
