import type { Context } from '../../context.ts'
import { NotFoundError, UnavailableError, ValidationError } from '../../domain/errors.ts'
import { assertBatchSize, type HeartbeatInput } from '../../domain/heartbeat.ts'
import { assertRole } from '../../domain/viewer.ts'
import { reportHeartbeat, type HeartbeatAnswer } from './heartbeat.ts'

type Refusal = ValidationError | NotFoundError | UnavailableError

export interface HeartbeatsInput {
  readonly heartbeats: readonly HeartbeatInput[]
}

/**
 * Records many heartbeats, each as if it had come alone, and answers each: a refusal is the answer of that one only.
 * @throws {ForbiddenError} {LimitExceededError} for all of them
 */
export async function heartbeats(
  input: HeartbeatsInput,
  ctx: Context,
): Promise<{ results: (HeartbeatAnswer | Refusal)[] }> {
  assertRole(ctx.viewer, 'REPORT')
  assertBatchSize(input.heartbeats.length)
  const results = input.heartbeats.map((each, i) =>
    reportHeartbeat(each, ['input', 'heartbeats', String(i)], ctx).catch((error: unknown) => {
      if (isRefusal(error)) return error
      throw error
    }),
  )
  return { results: await Promise.all(results) }
}

function isRefusal(error: unknown): error is Refusal {
  return [ValidationError, NotFoundError, UnavailableError].some((kind) => error instanceof kind)
}
