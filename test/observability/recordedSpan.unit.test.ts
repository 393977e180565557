import { SpanKind, SpanStatusCode, type HrTime } from '@opentelemetry/api'
import { emptyResource } from '@opentelemetry/resources'
import type { ReadableSpan } from '@opentelemetry/sdk-trace-node'
import { expect, test } from 'vitest'
import { RecordedSpan } from '../../src/observability/recordedSpan.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'

function givenTrace() {
  const ended: ReadableSpan[] = []
  const recorder = {
    resource: emptyResource(),
    instrumentationScope: { name: 'test' },
    onEnd: (span: ReadableSpan): void => void ended.push(span),
  }
  const root = RecordedSpan.root(recorder, traceId, { kind: SpanKind.SERVER, name: 'operation' })
  return { ended, root }
}
const millisecondsOf = ([seconds, nanoseconds]: HrTime): number => seconds * 1_000 + nanoseconds / 1_000_000

test('a part has the trace and the parent of its span, and lies within its time', () => {
  const { ended, root } = givenTrace()
  const batch = root.begin('batch supervisors')
  batch.begin('statement').end()
  batch.end()
  root.end()

  const [statement, ...others] = ended
  expect(ended.map(({ name, kind }) => [name, kind])).toEqual([
    ['statement', SpanKind.CLIENT],
    ['batch supervisors', SpanKind.INTERNAL],
    ['operation', SpanKind.SERVER],
  ])
  expect(new Set(ended.map((span) => span.spanContext().traceId))).toEqual(new Set([traceId]))
  expect(statement?.parentSpanContext).toBe(batch.spanContext())
  expect(batch.parentSpanContext).toBe(root.spanContext())
  expect(root.parentSpanContext).toBeUndefined()
  expect(root.spanContext().spanId).toMatch(/^[\da-f]{16}$/)
  let inner = statement
  for (const outer of others) {
    expect(millisecondsOf(outer.startTime)).toBeLessThanOrEqual(millisecondsOf(inner?.startTime ?? [0, 0]))
    expect(millisecondsOf(outer.endTime)).toBeGreaterThanOrEqual(millisecondsOf(inner?.endTime ?? [Infinity, 0]))
    inner = outer
  }
})

test('a span has the time of day, to the microsecond', () => {
  const before = Date.now()
  const { ended, root } = givenTrace()
  root.begin('statement', performance.now() - 5).end()
  root.end()
  const [statement] = ended
  expect(millisecondsOf(root.startTime)).toBeGreaterThanOrEqual(before - 1)
  expect(millisecondsOf(root.endTime)).toBeLessThanOrEqual(Date.now() + 1)
  expect(millisecondsOf(statement?.duration ?? [0, 0])).toBeGreaterThanOrEqual(5)
  expect(statement?.startTime[1]).toBeLessThan(1_000_000_000)
})

test('the end names the span, and gives it the attributes that are defined and its error', () => {
  const { root } = givenTrace()
  expect(root.status).toEqual({ code: SpanStatusCode.UNSET })
  root.end({
    name: 'query supervisors',
    attributes: { 'hierarchy.fields': 3, 'graphql.operation.name': undefined },
    error: new Error('refused'),
  })
  expect(root).toMatchObject({
    name: 'query supervisors',
    attributes: { 'hierarchy.fields': 3 },
    status: { code: SpanStatusCode.ERROR, message: 'refused' },
    ended: true,
  })
  expect(root.attributes).not.toHaveProperty('graphql.operation.name')
})
