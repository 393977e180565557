import { expect, test } from 'vitest'
import { beginShared, parseTraceparent, type Span } from '../../src/domain/trace.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const spanId = 'b7ad6b7169203331'

test.each([
  [`00-${traceId}-${spanId}-01`, true],
  [`00-${traceId}-${spanId}-00`, false],
  [`01-${traceId}-${spanId}-03-more`, true], // a later version
])('%s names a trace', (header, isSampled) => {
  expect(parseTraceparent(header)).toEqual({ traceId, spanId, isSampled })
})

test.each([
  null,
  '',
  traceId,
  `ff-${traceId}-${spanId}-01`,
  `00-${'0'.repeat(32)}-${spanId}-01`,
  `00-${traceId}-${'0'.repeat(16)}-01`,
  `00-${traceId.toUpperCase()}-${spanId}-01`,
  `00-${traceId}-${spanId}-011`,
])('%s names none', (header) => {
  expect(parseTraceparent(header)).toBeNull()
})

/** A span that writes what happens to it into a list, by its path. */
function givenSpan(path: string, log: string[]): Span {
  return {
    begin(name) {
      log.push(`${path}/${name} begins`)
      return givenSpan(`${path}/${name}`, log)
    },
    end: () => void log.push(`${path} ends`),
  }
}

test('work that several requests share is a part of each recorded request', () => {
  const log: string[] = []
  const requests = [{ span: givenSpan('a', log) }, { span: null }, undefined, { span: givenSpan('b', log) }]
  const batch = beginShared(requests, 'batch')
  batch?.begin('statement').end()
  batch?.end()
  expect(log).toEqual([
    ...['a/batch begins', 'b/batch begins', 'a/batch/statement begins', 'b/batch/statement begins'],
    ...['a/batch/statement ends', 'b/batch/statement ends', 'a/batch ends', 'b/batch ends'],
  ])
})

test('work of requests that are not recorded has no span', () => {
  expect(beginShared([{ span: null }, undefined], 'batch')).toBeNull()
})
