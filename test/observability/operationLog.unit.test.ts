import { expect, test } from 'vitest'
import type { EndedOperation } from '../../src/observability/metrics.ts'
import { createOperationLog } from '../../src/observability/operationLog.ts'

function givenLog(maxPerSecond = 100) {
  const lines: (object & { level: string; message: string })[] = []
  const at = (level: string) => (fields: object, message: string) => void lines.push({ ...fields, level, message })
  const clock = { ms: 0 }
  const log = createOperationLog({
    logger: { debug: at('debug'), info: at('info'), warn: at('warn') },
    slowMs: 1_000,
    maxPerSecond,
    now: () => clock.ms,
  })
  const end = (given: Partial<EndedOperation> = {}, operationName = 'Fleet'): void => {
    const ended = { operation: 'supervisors', outcome: 'ok', transport: 'http', milliseconds: 1.23, ...given } as const
    log(ended, { type: 'query', operationName, actor: 'grafana', requestId: 'r', statements: 2, fields: 81 })
  }
  return { lines, end, clock }
}

test('an operation is one line at info', () => {
  const { lines, end } = givenLog()
  end()
  expect(lines).toEqual([
    {
      ...{
        level: 'info',
        message: 'operation',
        reqId: 'r',
        operation: 'supervisors',
        outcome: 'ok',
        transport: 'http',
      },
      ...{ type: 'query', operationName: 'Fleet', actor: 'grafana', statements: 2, fields: 81, durationMs: 1.2 },
    },
  ])
})

test('heartbeats are at debug, unless they are refused or slow', () => {
  const { lines, end } = givenLog()
  for (const operation of ['heartbeat', 'heartbeats']) end({ operation })
  end({ operation: 'heartbeat', outcome: 'UNAVAILABLE' })
  end({ operation: 'heartbeats', milliseconds: 1_000 })
  expect(lines.map(({ level, message }) => [level, message])).toEqual([
    ['debug', 'operation'],
    ['debug', 'operation'],
    ['info', 'operation'],
    ['warn', 'slow operation'],
  ])
})

test('lines beyond the maximum per second are counted in the next line', () => {
  const { lines, end, clock } = givenLog(2)
  for (let i = 0; i < 5; i++) end()
  expect(lines).toHaveLength(2)
  clock.ms = 1_000
  end()
  end()
  expect(lines.slice(2)).toEqual([expect.objectContaining({ omitted: 3 }), expect.not.objectContaining({ omitted: 3 })])
})

test('a long operation name is cut', () => {
  const { lines, end } = givenLog()
  end({}, 'n'.repeat(1_000))
  expect(lines).toEqual([expect.objectContaining({ operationName: 'n'.repeat(100) })])
})
