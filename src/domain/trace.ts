/** What a span tells about its work. */
export type SpanAttributes = Readonly<Record<string, string | number | undefined>>

export interface SpanEnd {
  /** A better name, known at the end. */
  readonly name?: string
  readonly attributes?: SpanAttributes
  /** The error with which the work failed. */
  readonly error?: unknown
}

/** Work that is traced, and that can have parts. */
export interface Span {
  /** Begins a part of the work. @param startedAt by `performance.now()`. Default: now */
  begin(name: string, startedAt?: number): Span
  end(end?: SpanEnd): void
}

/** The trace that a request belongs to. */
export interface Trace {
  readonly traceId: string
  /** Null if the trace is not recorded. */
  readonly span: Span | null
}

/** The span of another program that sent a request. */
export interface RemoteParent {
  readonly traceId: string
  readonly spanId: string
  readonly isSampled: boolean
}

/** Parses `traceparent` of W3C Trace Context. A malformed value counts as none. */
export function parseTraceparent(traceparent: string | null): RemoteParent | null {
  const [, traceId, spanId, flags] =
    /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})\b/.exec(traceparent ?? '') ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return null
  return { traceId, spanId, isSampled: (parseInt(flags, 16) & 1) === 1 }
}

/** The trace that `traceparent` names, without a span: nothing is exported. */
export function remoteTrace(traceparent: string | null): Trace | null {
  const parent = parseTraceparent(traceparent)
  return parent && { traceId: parent.traceId, span: null }
}

/** A request that may be recorded. */
interface Traced {
  readonly span?: Span | null | undefined
}

/** Begins a span in each of these requests, which share the work. Null if none of them is recorded. */
export function beginShared(requests: readonly (Traced | undefined)[], name: string): Span | null {
  if (!requests.some((request) => request?.span)) return null // no other work if tracing is off
  return joined(requests.flatMap((request) => request?.span?.begin(name) ?? []))
}

function joined(spans: readonly Span[]): Span {
  const [only] = spans
  if (only && spans.length === 1) return only
  return {
    begin: (name, startedAt) => joined(spans.map((span) => span.begin(name, startedAt))),
    end: (end) => {
      for (const span of spans) span.end(end)
    },
  }
}

/** Records an SQL statement that has ended. */
export function endStatement(
  parent: Span,
  { text, milliseconds, error }: { readonly text: string; readonly milliseconds: number; readonly error: unknown },
): void {
  parent.begin('statement', performance.now() - milliseconds).end({ attributes: attributesOf(text), error })
}

/** Runs an SQL statement, and records it as a part of the span. */
export async function traceStatement<T>(parent: Span, text: string, run: () => Promise<T>): Promise<T> {
  const span = parent.begin('statement')
  let failure: unknown
  try {
    return await run()
  } catch (error) {
    failure = error
    throw error
  } finally {
    span.end({ attributes: attributesOf(text), error: failure })
  }
}

/** Statements have parameters, so the text contains no values. */
const attributesOf = (text: string): SpanAttributes => ({ 'db.system.name': 'postgresql', 'db.query.text': text })
