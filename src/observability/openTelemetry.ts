import { setTimeout as sleep } from 'node:timers/promises'
import {
  diag,
  DiagLogLevel,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace as traceApi,
  TraceFlags,
  type Context,
  type Span as OtelSpan,
} from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node'
import type { FastifyBaseLogger } from 'fastify'
import { parseTraceparent, type Span, type Trace } from '../domain/trace.ts'
import type { Tracing } from './tracing.ts'

/** How long the last export may take. The shutdown of the server has 9 s, and the collector may be down. */
const stopTimeoutMs = 2_000

/**
 * Exports spans over OTLP/HTTP. The SDK reads the standard settings from the environment: `OTEL_EXPORTER_OTLP_…`,
 * `OTEL_TRACES_SAMPLER`, `OTEL_BSP_…`, `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES`. Spans begin where the server has hooks:
 * the instrumentations of GraphQL and pg would wrap each field and each promise.
 */
export function startTracing(version: string, logger: FastifyBaseLogger): Tracing {
  reportTo(logger)
  const named = resourceFromAttributes({ 'service.name': 'supervisor-hierarchy', 'service.version': version })
  const provider = new NodeTracerProvider({
    resource: defaultResource()
      .merge(named)
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  })
  const tracer = provider.getTracer('supervisor-hierarchy', version)

  const open = (otelSpan: OtelSpan, context: Context): Span => {
    const own = traceApi.setSpan(context, otelSpan)
    return {
      begin: (name, startedAt) =>
        open(
          tracer.startSpan(name, { kind: kindOf(name), ...(startedAt !== undefined && { startTime: startedAt }) }, own),
          own,
        ),
      end({ name, attributes, error } = {}) {
        if (name !== undefined) otelSpan.updateName(name)
        if (attributes) otelSpan.setAttributes(attributes)
        if (error !== undefined) otelSpan.setStatus({ code: SpanStatusCode.ERROR, message: describe(error) })
        otelSpan.end(performance.now())
      },
    }
  }
  return {
    startTrace(traceparent): Trace {
      const parent = parentOf(traceparent)
      const span = tracer.startSpan('operation', { kind: SpanKind.SERVER }, parent)
      const { traceId, traceFlags } = span.spanContext()
      return { traceId, span: (traceFlags & TraceFlags.SAMPLED) === 0 ? null : open(span, parent) }
    },
    record(name, startedAt, attributes) {
      const span = tracer.startSpan(name, { startTime: startedAt, attributes })
      span.end(performance.now())
    },
    async stop() {
      const timeout = sleep(stopTimeoutMs).then(() => {
        throw new Error(`The collector did not respond within ${stopTimeoutMs} ms.`)
      })
      await Promise.race([provider.shutdown(), timeout]).catch((error: unknown) => {
        logger.warn({ err: error }, 'exporting the last traces failed')
      })
    },
  }
}

/** Writes the warnings and errors of the SDK to the log. None of them prevents the server from serving. */
function reportTo(logger: FastifyBaseLogger): void {
  const warn = (detail: string): void => {
    logger.warn({ detail }, 'tracing failed')
  }
  const ignore = (): void => undefined
  diag.setLogger(
    { error: warn, warn, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  )
}

/** The context of the span that sent a request. */
function parentOf(traceparent: string | null): Context {
  const parent = parseTraceparent(traceparent)
  if (!parent) return ROOT_CONTEXT
  const { traceId, spanId, isSampled } = parent
  const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE
  return traceApi.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true })
}

/** A statement is a call of PostgreSQL. */
function kindOf(name: string): SpanKind {
  return name === 'statement' ? SpanKind.CLIENT : SpanKind.INTERNAL
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
