import type { Context } from '../../context.ts'
import type { Effect } from '../../domain/effect.ts'
import { maxHeartbeats, type HeartbeatInput } from '../../domain/heartbeat.ts'
import { combineEffects } from '../../domain/facts.ts'
import { assertWithinLimit } from '../../domain/limit.ts'
import { isRefusal, reportHeartbeats, type HeartbeatAnswer, type HeartbeatRefusal } from './reportHeartbeats.ts'

export interface HeartbeatsResult {
  readonly results: readonly (HeartbeatAnswer | HeartbeatRefusal)[]
  /** Number of heartbeats that are known to be recorded. */
  readonly accepted: number
  readonly effect: Effect
}

export interface HeartbeatsInput {
  readonly heartbeats: readonly HeartbeatInput[]
}

/**
 * Records up to 1,000 heartbeats. Each has its own result, in the order of the input; the refusal of one does not
 * affect the others.
 * @throws {LimitExceededError} if there are more than 1,000 heartbeats; none is recorded
 */
export async function heartbeats(input: HeartbeatsInput, ctx: Context): Promise<HeartbeatsResult> {
  assertWithinLimit('heartbeats', maxHeartbeats, input.heartbeats.length, ['input', 'heartbeats'])
  const results = await reportHeartbeats(
    input.heartbeats.map((each, i) => ({ input: each, path: ['input', 'heartbeats', String(i)] })),
    ctx,
  )
  return { results, accepted: results.filter(isRecorded).length, effect: combineEffects(results.map(effectOfResult)) }
}

/** A heartbeat that was recorded can be refused afterwards: its supervisor was not made ACTIVE. */
function isRecorded(result: HeartbeatAnswer | HeartbeatRefusal): boolean {
  return isRefusal(result) ? effectOfResult(result) === 'DONE' : result.accepted
}

function effectOfResult(result: HeartbeatAnswer | HeartbeatRefusal): Effect {
  return 'effect' in result ? (result.effect ?? 'NONE') : 'NONE'
}
