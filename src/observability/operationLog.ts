import type { EndedOperation } from './metrics.ts'

/** What a log line tells about an operation, in addition to its metrics. Undefined if the operation was refused before. */
export interface OperationDetails {
  /** `query`, `mutation` or `subscription`. */
  readonly type?: string | undefined
  readonly operationName?: string | null | undefined
  readonly actor?: string | undefined
  readonly requestId?: string | undefined
  /** The trace of the operation, for logs and traces of other programs. */
  readonly traceId?: string | undefined
  /** SQL statements that the operation caused. */
  readonly statements?: number | undefined
  /** Fields of the result. */
  readonly fields?: number | undefined
}

export interface OperationLogOptions {
  readonly logger: Log
  /** Slower operations are logged at `warn`, in milliseconds. */
  readonly slowMs: number
  /** Lines per second at `info` and `warn`. Beyond it, lines are left out and counted. */
  readonly maxPerSecond: number
  readonly now?: () => number
}

interface Log {
  readonly debug: (fields: object, message: string) => void
  readonly info: (fields: object, message: string) => void
  readonly warn: (fields: object, message: string) => void
}

/** The operations that processes send all the time. */
const heartbeats = new Set(['heartbeat', 'heartbeats'])
/** A name is text of a client. */
const maxNameLength = 100

/**
 * Logs each operation in one line: heartbeats at `debug`, slow operations at `warn`, all others at `info`. Never variables, and
 * never the document.
 */
export function createOperationLog({ logger, slowMs, maxPerSecond, now = Date.now }: OperationLogOptions) {
  let second = 0
  let lines = 0
  let omitted = 0
  return (
    { milliseconds, bound, ...operation }: EndedOperation,
    { operationName, requestId, traceId, ...details }: OperationDetails,
  ): void => {
    const isSlow = milliseconds >= slowMs
    const fields = {
      reqId: requestId,
      trace_id: traceId,
      ...operation,
      ...details,
      operationName: operationName?.slice(0, maxNameLength),
      bound,
      durationMs: Math.round(milliseconds * 10) / 10,
    }
    if (heartbeats.has(operation.operation) && operation.outcome === 'ok' && !isSlow) {
      logger.debug(fields, 'operation')
      return
    }
    const current = Math.floor(now() / 1_000)
    if (current !== second) [second, lines] = [current, 0]
    if (++lines > maxPerSecond) {
      omitted++
      return
    }
    const all = omitted === 0 ? fields : { ...fields, omitted }
    omitted = 0
    if (isSlow) logger.warn(all, 'slow operation')
    else logger.info(all, 'operation')
  }
}
