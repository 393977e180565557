import { diag, ROOT_CONTEXT, trace, TraceFlags, type Context } from '@opentelemetry/api'
import { NodeTracerProvider, RandomIdGenerator } from '@opentelemetry/sdk-trace-node'
import { afterEach, expect, test, vi } from 'vitest'
import type { RemoteParent } from '../../src/domain/trace.ts'
import { createTraceSampler } from '../../src/observability/traceSampler.ts'

const ids = new RandomIdGenerator()
const problems: string[] = []
afterEach(() => {
  vi.unstubAllEnvs()
  diag.disable()
  problems.length = 0
})

function givenSettings(sampler: string, argument: string) {
  const note = (problem: string): void => void problems.push(problem)
  const ignore = (): void => undefined
  diag.setLogger({ error: note, warn: note, info: ignore, debug: ignore, verbose: ignore })
  vi.stubEnv('OTEL_TRACES_SAMPLER', sampler)
  vi.stubEnv('OTEL_TRACES_SAMPLER_ARG', argument)
}

/** The decision of the SDK, which reads the same settings. */
function decideWithSdk(parent: RemoteParent | null, traceId: string): boolean {
  const idGenerator = { generateTraceId: () => traceId, generateSpanId: () => ids.generateSpanId() }
  const tracer = new NodeTracerProvider({ idGenerator }).getTracer('test')
  const { traceFlags } = tracer.startSpan('operation', {}, contextOf(parent)).spanContext()
  return (traceFlags & TraceFlags.SAMPLED) !== 0
}

function contextOf(parent: RemoteParent | null): Context {
  if (!parent) return ROOT_CONTEXT
  const traceFlags = parent.isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE
  return trace.setSpanContext(ROOT_CONTEXT, { ...parent, traceFlags, isRemote: true })
}

test.each([
  ['', ''],
  ['always_on', ''],
  ['always_off', ''],
  ['traceidratio', '0.3'],
  ['parentbased_always_on', ''],
  ['parentbased_always_off', ''],
  ['parentbased_traceidratio', '0'],
  ['parentbased_traceidratio', '0.3'],
  ['parentbased_traceidratio', '1'],
  ['traceidratio', 'invalid'],
  ['parentbased_traceidratio', ''],
  ['parentbased_traceidratio', '2'],
  ['jaeger_remote', ''],
])('with the sampler "%s" and the argument "%s", the decisions are those of the SDK', (sampler, argument) => {
  givenSettings(sampler, argument)
  const isSampled = createTraceSampler(process.env)
  for (let i = 0; i < 50; i++) {
    const traceId = ids.generateTraceId()
    const spanId = ids.generateSpanId()
    for (const parent of [null, { traceId, spanId, isSampled: true }, { traceId, spanId, isSampled: false }])
      expect(isSampled(parent, traceId)).toBe(decideWithSdk(parent, traceId))
  }
})

test.each([
  ['parentbased_traceidratio', '', /OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1, got ""/],
  ['traceidratio', '-1', /OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1, got "-1"/],
  ['jaeger_remote', '', /OTEL_TRACES_SAMPLER is jaeger_remote, which is unknown/],
])('reports the sampler "%s" with the argument "%s"', (sampler, argument, problem) => {
  givenSettings(sampler, argument)
  createTraceSampler(process.env)
  expect(problems).toEqual([expect.stringMatching(problem)])
})

test('reports no valid setting', () => {
  givenSettings('parentbased_traceidratio', '0.1')
  createTraceSampler(process.env)
  expect(problems).toEqual([])
})
