import { ValidationError, type InputPath } from './errors.ts'
import { excerptJson, type JsonObject } from './input.ts'
import { assertRestartPolicy } from './restartPolicy.ts'

/** Range of `heartbeat_interval`, in seconds. The database replaces stored values outside this range by the nearest limit. */
const interval = { min: 10, max: 300 } as const

/**
 * Validates the keys of a supervisor's config that the server reads: `heartbeat_interval` and `restart`. A writer that
 * bypasses the API can store any values there; the server then uses defaults.
 * @param given the config or patch that the client sent. Only its keys are validated, so that an invalid value of another
 * writer does not prevent other changes.
 * @param config the resulting config
 * @param path input path of `given`
 * @throws {ValidationError} if one of the keys has an invalid value
 */
export function assertSupervisorConfig(given: JsonObject, config: JsonObject, path: InputPath): void {
  if (Object.hasOwn(given, 'heartbeat_interval')) assertHeartbeatInterval(config, path)
  if (Object.hasOwn(given, 'restart')) assertRestartPolicy(config, path)
}

function assertHeartbeatInterval(config: JsonObject, path: InputPath): void {
  if (!Object.hasOwn(config, 'heartbeat_interval')) return
  const { heartbeat_interval: seconds } = config
  if (Number.isInteger(seconds) && Number(seconds) >= interval.min && Number(seconds) <= interval.max) return
  throw new ValidationError(
    [...path, 'heartbeat_interval'],
    `expected a whole number of seconds from ${interval.min} to ${interval.max}, got ${excerptJson(seconds)}.`,
  )
}
