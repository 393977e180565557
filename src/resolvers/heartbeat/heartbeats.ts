import type { Context } from '../../context.ts'
import { maxHeartbeats, type HeartbeatInput } from '../../domain/heartbeat.ts'
import { assertWithinLimit } from '../../domain/limit.ts'

import { reportHeartbeats, type HeartbeatAnswer, type HeartbeatRefusal } from './reportHeartbeats.ts'

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
): Promise<{ results: readonly (HeartbeatAnswer | HeartbeatRefusal)[] }> {
  assertWithinLimit('heartbeats', maxHeartbeats, input.heartbeats.length, ['input', 'heartbeats'])
  const results = await reportHeartbeats(
    input.heartbeats.map((each, i) => ({ input: each, path: ['input', 'heartbeats', String(i)] })),
    ctx,
  )
  return { results }
}
