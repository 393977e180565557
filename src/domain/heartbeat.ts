import { ValidationError, type InputPath } from './errors.ts'
import type { SupervisorId } from './glossary.ts'
import { parseId, parseJsonText } from './input.ts'

/** A heartbeat as the client sent it. */
export interface HeartbeatInput {
  readonly supervisorId: string
  readonly incarnation?: number | null | undefined
  readonly sequence?: number | null | undefined
  readonly metrics?: unknown
}

/** A heartbeat with valid values. */
export interface Heartbeat {
  readonly supervisorId: SupervisorId
  /** Incarnation as which the process was started; null if the process does not report it. */
  readonly incarnation: number | null
  /** Counter of the process's heartbeats, by which the server recognises a late one; null if there is none. */
  readonly sequence: number | null
  /** A JSON object as text; null keeps the stored metrics. */
  readonly metrics: string | null
}

export const maxHeartbeats = 1_000
const maxMetricsBytes = 16 * 1024

/**
 * @param path path of the heartbeat in the input
 * @throws {ValidationError} if a field is malformed, or the metrics are larger than 16 KiB
 */
export function parseHeartbeat(input: HeartbeatInput, path: InputPath): Heartbeat {
  return {
    supervisorId: parseId(input.supervisorId, [...path, 'supervisorId']),
    incarnation: parseCount(input.incarnation, 1, [...path, 'incarnation']),
    sequence: parseCount(input.sequence, 0, [...path, 'sequence']),
    metrics: input.metrics == null ? null : parseJsonText(input.metrics, [...path, 'metrics'], maxMetricsBytes),
  }
}

/** @throws {ValidationError} if the reported incarnation is higher than the supervisor's current one */
export function assertIncarnationIsKnown(reported: number | null, current: number, path: InputPath): void {
  if (reported === null || reported <= current) return
  throw new ValidationError(
    [...path, 'incarnation'],
    `expected at most ${current}, the supervisor's incarnation, got ${reported}. Report the incarnation that the spawn or restart returned.`,
  )
}

function parseCount(value: number | null | undefined, least: number, path: InputPath): number | null {
  if (value == null) return null
  if (value < least) throw new ValidationError(path, `expected a whole number of at least ${least}, got ${value}.`)
  return value
}
