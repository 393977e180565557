import { setTimeout as sleep } from 'node:timers/promises'
import { diag, DiagLogLevel, SpanKind, TraceFlags, type SpanContext } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-node'
import type { FastifyBaseLogger } from 'fastify'
import { parseTraceparent, type RemoteParent, type Trace } from '../domain/trace.ts'
import { ids, RecordedSpan, type SpanRecorder } from './recordedSpan.ts'
import { createTraceSampler } from './traceSampler.ts'
import type { Tracing } from './tracing.ts'

/** How long the last export may take. The shutdown of the server has 9 s, and the collector may be down. */
const stopTimeoutMs = 2_000

/**
 * Exports spans over OTLP/HTTP. The standard settings are read from the environment: `OTEL_TRACES_SAMPLER` here, and
 * `OTEL_EXPORTER_OTLP_…`, `OTEL_BSP_…`, `OTEL_SERVICE_NAME` and `OTEL_RESOURCE_ATTRIBUTES` by the SDK. Spans begin where the server
 * has hooks: the instrumentations of GraphQL and pg would wrap each field and each promise. They are passed on as parameters,
 * so that no context manager is needed.
 */
export function startTracing(version: string, logger: FastifyBaseLogger): Tracing {
  reportTo(logger)
  const named = resourceFromAttributes({ 'service.name': 'supervisor-hierarchy', 'service.version': version })
  const processor = new BatchSpanProcessor(new OTLPTraceExporter())
  const recorder: SpanRecorder = {
    resource: defaultResource()
      .merge(named)
      .merge(detectResources({ detectors: [envDetector] })),
    instrumentationScope: { name: 'supervisor-hierarchy', version },
    onEnd(span) {
      processor.onEnd(span)
    },
  }
  const isSampled = createTraceSampler(process.env)
  return {
    startTrace(traceparent): Trace {
      const parent = parseTraceparent(traceparent)
      const traceId = parent?.traceId ?? ids.generateTraceId()
      if (!isSampled(parent, traceId)) return { traceId, span: null }
      const settings = { kind: SpanKind.SERVER, name: 'operation', parent: contextOf(parent) }
      return { traceId, span: RecordedSpan.root(recorder, traceId, settings) }
    },
    record(name, startedAt, attributes) {
      const traceId = ids.generateTraceId()
      if (!isSampled(null, traceId)) return
      RecordedSpan.root(recorder, traceId, { kind: SpanKind.INTERNAL, name, startedAt }).end({ attributes })
    },
    async stop() {
      const timeout = sleep(stopTimeoutMs).then(() => {
        throw new Error(`The collector did not respond within ${stopTimeoutMs} ms.`)
      })
      await Promise.race([processor.shutdown(), timeout]).catch((error: unknown) => {
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

/** The span that sent a request, as the exporter needs it. */
function contextOf(parent: RemoteParent | null): SpanContext | undefined {
  if (!parent) return undefined
  const { traceId, spanId, isSampled } = parent
  return { traceId, spanId, traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE, isRemote: true }
}
