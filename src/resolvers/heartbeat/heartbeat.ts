import type { Context } from '../../context.ts'

import type { HeartbeatInput } from '../../domain/heartbeat.ts'
import { isRefusal, reportHeartbeats, type HeartbeatAnswer } from './reportHeartbeats.ts'

/**
 * Records that the process of a supervisor is alive, and says what it is to do. The first heartbeat of a supervisor that
 * is SPAWNING makes it ACTIVE; any other changes nothing but what its health is computed from.
 * @throws {ValidationError} {NotFoundError} {ForbiddenError} {UnavailableError}
 */
export async function heartbeat(input: HeartbeatInput, ctx: Context): Promise<HeartbeatAnswer> {
  const [answer] = await reportHeartbeats([{ input, path: ['input'] }], ctx)
  if (!answer) throw new Error('a heartbeat was not answered')
  if (isRefusal(answer)) throw answer
  return answer
}
