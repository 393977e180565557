import type { Context } from '../../context.ts'
import { maxHeartbeats, type HeartbeatInput } from '../../domain/heartbeat.ts'
import { assertWithinLimit } from '../../domain/limit.ts'
import { reportHeartbeats, type HeartbeatAnswer, type HeartbeatRefusal } from './reportHeartbeats.ts'

export interface HeartbeatsInput {
  readonly heartbeats: readonly HeartbeatInput[]
}

/**
 * Records up to 1,000 heartbeats. Each has its own result, in the order of the input; the refusal of one does not
 * affect the others.
 * @throws {LimitExceededError} if there are more than 1,000 heartbeats; none is recorded
 */
export async function heartbeats(
  input: HeartbeatsInput,
  ctx: Context,
): Promise<{ results: readonly (HeartbeatAnswer | HeartbeatRefusal)[] }> {
  assertWithinLimit('heartbeats', maxHeartbeats, input.heartbeats.length, ['input', 'heartbeats'])
  const results = await reportHeartbeats(
    input.heartbeats.map((each, i) => ({ input: each, path: ['input', 'heartbeats', String(i)] })),
    ctx,
  )
  return { results }
}
