import { ValidationError, type InputPath } from './errors.ts'
import type { SupervisorId } from './glossary.ts'
import { parseId, parseJsonText } from './input.ts'

/** What a supervisor's process reports, as it came. */
export interface HeartbeatInput {
  readonly supervisorId: string
  readonly incarnation?: number | null | undefined
  readonly sequence?: number | null | undefined
  readonly metrics?: unknown
}

/** What a supervisor's process reports. */
export interface Heartbeat {
  readonly supervisorId: SupervisorId
  /** The incarnation that the process was started as; null: not said. */
  readonly incarnation: number | null
  /** Counts the process's heartbeats, so that one that comes late is known for it; null: not said. */
  readonly sequence: number | null
  /** A JSON object, as text; null: those of before stay. */
  readonly metrics: string | null
}

export const maxHeartbeats = 1_000
const maxMetricsBytes = 16 * 1024

/** @throws {ValidationError} with the place below `path` */
export function parseHeartbeat(input: HeartbeatInput, path: InputPath): Heartbeat {
  return {
    supervisorId: parseId(input.supervisorId, [...path, 'supervisorId']),
    incarnation: parseCount(input.incarnation, 1, [...path, 'incarnation']),
    sequence: parseCount(input.sequence, 0, [...path, 'sequence']),
    metrics: input.metrics == null ? null : parseJsonText(input.metrics, [...path, 'metrics'], maxMetricsBytes),
  }
}

/**
 * Nobody can have been started as an incarnation that is yet to come.
 * @throws {ValidationError}
 */
export function assertIncarnationIsKnown(reported: number | null, current: number, path: InputPath): void {
  if (reported === null || reported <= current) return
  throw new ValidationError(
    [...path, 'incarnation'],
    `the supervisor is at incarnation ${current}, was given ${reported}; report the one that spawning or restarting it answered`,
  )
}

function parseCount(value: number | null | undefined, least: number, path: InputPath): number | null {
  if (value == null) return null
  if (value < least) throw new ValidationError(path, `expected a whole number from ${least} on, was given ${value}`)
  return value
}
