import {
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Attributes,
  type HrTime,
  type SpanContext,
  type SpanStatus,
} from '@opentelemetry/api'
import { RandomIdGenerator, type ReadableSpan } from '@opentelemetry/sdk-trace-node'
import type { Span, SpanAttributes, SpanEnd } from '../domain/trace.ts'

/** What all spans of a process have in common. */
export interface SpanRecorder extends Pick<ReadableSpan, 'resource' | 'instrumentationScope'> {
  /** Receives each span once it has ended. */
  readonly onEnd: (span: ReadableSpan) => void
}

export const ids = new RandomIdGenerator()
const unset: SpanStatus = { code: SpanStatusCode.UNSET }
const none: never[] = []

/**
 * A span that is exported when it has ended. The spans of the SDK cost more than twice as much: each has a context, asks the
 * sampler, and checks each attribute. Here the first span of a trace decides for all its parts.
 */
export class RecordedSpan implements Span, ReadableSpan {
  readonly #recorder: SpanRecorder
  readonly #context: SpanContext
  /** Added to `performance.now()`, gives the time of day. All spans of a trace use the same value, so that their order is right. */
  readonly #timeOrigin: number
  readonly #startedAt: number
  #endedAt = 0
  #attributes: SpanAttributes = {}
  readonly parentSpanContext?: SpanContext
  status = unset

  /** @param startedAt by `performance.now()` */
  private constructor(
    recorder: SpanRecorder,
    readonly kind: SpanKind,
    public name: string,
    traceId: string,
    parent: SpanContext | undefined,
    timeOrigin: number,
    startedAt: number,
  ) {
    this.#recorder = recorder
    this.#context = { traceId, spanId: ids.generateSpanId(), traceFlags: TraceFlags.SAMPLED }
    if (parent) this.parentSpanContext = parent
    this.#timeOrigin = timeOrigin
    this.#startedAt = startedAt
  }

  /** Begins the first span of this process in a trace. */
  static root(
    recorder: SpanRecorder,
    traceId: string,
    {
      kind,
      name,
      parent,
      startedAt = performance.now(),
    }: { kind: SpanKind; name: string; parent?: SpanContext | undefined; startedAt?: number },
  ): RecordedSpan {
    return new RecordedSpan(recorder, kind, name, traceId, parent, Date.now() - performance.now(), startedAt)
  }

  begin(name: string, startedAt = performance.now()): RecordedSpan {
    const kind = name === 'statement' ? SpanKind.CLIENT : SpanKind.INTERNAL // a statement is a call of PostgreSQL
    const context = this.#context
    return new RecordedSpan(this.#recorder, kind, name, context.traceId, context, this.#timeOrigin, startedAt)
  }

  end({ name, attributes, error }: SpanEnd = {}): void {
    if (name !== undefined) this.name = name
    if (attributes) this.#attributes = attributes
    if (error !== undefined) this.status = { code: SpanStatusCode.ERROR, message: describe(error) }
    this.#endedAt = performance.now()
    this.#recorder.onEnd(this)
  }

  // what follows is read when the span is exported

  spanContext(): SpanContext {
    return this.#context
  }
  get startTime(): HrTime {
    return hrTimeOf(this.#timeOrigin + this.#startedAt)
  }
  get endTime(): HrTime {
    return hrTimeOf(this.#timeOrigin + this.#endedAt)
  }
  get duration(): HrTime {
    return hrTimeOf(this.#endedAt - this.#startedAt)
  }
  get attributes(): Attributes {
    const defined: Attributes = {}
    for (const [key, value] of Object.entries(this.#attributes)) if (value !== undefined) defined[key] = value
    return defined
  }
  get resource(): ReadableSpan['resource'] {
    return this.#recorder.resource
  }
  get instrumentationScope(): ReadableSpan['instrumentationScope'] {
    return this.#recorder.instrumentationScope
  }
  get ended(): boolean {
    return this.#endedAt > 0
  }
  get links(): never[] {
    return none
  }
  get events(): never[] {
    return none
  }
  get droppedAttributesCount(): number {
    return 0
  }
  get droppedEventsCount(): number {
    return 0
  }
  get droppedLinksCount(): number {
    return 0
  }
}

/** Seconds and nanoseconds. */
function hrTimeOf(milliseconds: number): HrTime {
  const seconds = Math.floor(milliseconds / 1_000)
  return [seconds, Math.floor((milliseconds - seconds * 1_000) * 1_000_000)]
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
