import type { Context } from '../context.ts'
import { DomainError } from '../domain/errors.ts'
import type { Role } from '../domain/glossary.ts'
import { assertRole } from '../domain/viewer.ts'

/** Executes one mutation. Returns plain facts, which the schema turns into the payload. */
export type UseCase<Input, Facts> = (input: Input, ctx: Context) => Promise<Facts>

/**
 * Checks the caller's role, runs a use case, and notes a refusal for the metrics.
 * @throws {ForbiddenError} if the caller's role does not include `requires`; the use case does not run
 * @throws every error of the use case
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
