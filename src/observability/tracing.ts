import type { SpanAttributes, Trace } from '../domain/trace.ts'

/** Traces requests and background work. `openTelemetry.ts` exports them. */
export interface Tracing {
  /** Begins the trace of a request. @param traceparent the header of W3C Trace Context; null if the request has none */
  readonly startTrace: (traceparent: string | null) => Trace
  /** Records background work that has ended. @param startedAt by `performance.now()` */
  record(name: string, startedAt: number, attributes: SpanAttributes): void
  /** Exports what is left. */
  stop(): Promise<void>
}
