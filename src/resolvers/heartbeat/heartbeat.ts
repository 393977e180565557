import type { Context } from '../../context.ts'
import type { HeartbeatInput } from '../../domain/heartbeat.ts'
import { isRefusal, reportHeartbeats, type HeartbeatAnswer } from './reportHeartbeats.ts'

/**
 * Records a heartbeat of a supervisor's process, and returns the command for the process. A heartbeat makes a SPAWNING
 * supervisor ACTIVE. Any other heartbeat changes only the values from which the health is computed.
 * @throws {ValidationError} if a field is malformed, or the incarnation is higher than the supervisor's current one
 * @throws {NotFoundError} if the supervisor does not exist or the caller cannot see it
 * @throws {UnavailableError} if the supervisor's row or the hierarchy stays locked, or there is no database connection
 */
export async function heartbeat(input: HeartbeatInput, ctx: Context): Promise<HeartbeatAnswer> {
  const [answer] = await reportHeartbeats([{ input, path: ['input'] }], ctx)
  if (!answer) throw new Error('reportHeartbeats returned no result for a heartbeat')
  if (isRefusal(answer)) throw answer
  return answer
}
