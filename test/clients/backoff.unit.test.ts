import { expect, test } from 'vitest'
import WebSocket from 'ws'
import { followEvents } from '../../clients/follow/followEvents.ts'
import { backoff } from '../../clients/support/backoff.ts'

const firstMs = 50
/** Maximum pause after this many consecutive failures. */
const boundOf = (failures: number, mostMs: number): number => Math.min(mostMs, firstMs * 2 ** failures)

test.each([0, 1, 2, 3, 7, 8, 100, 10_000])('the pause after %d failures is random, from 0 to its bound', (failures) => {
  const mostMs = 10_000
  const bound = boundOf(failures, mostMs)
  const shares = Array.from({ length: 1_000 }, () => backoff(failures, mostMs) / bound)
  expect(Math.min(...shares)).toBeGreaterThanOrEqual(0)
  expect(Math.min(...shares)).toBeLessThan(0.1)
  expect(Math.max(...shares)).toBeGreaterThan(0.9)
  expect(Math.max(...shares)).toBeLessThanOrEqual(1)
})

test('a client pauses within doubling bounds during an outage of the server, each time for a different time', async () => {
  const maxPauseMs = 200
  const pauses: number[] = []
  const enough = new AbortController()
  const items = followEvents({
    url: 'ws://127.0.0.1:1', // no server listens on this port
    webSocketImpl: WebSocket,
    selection: 'type',
    maxPauseMs,
    signal: enough.signal,
    onLost: (_why, pauseMs) => {
      if (pauses.push(pauseMs) === 10) enough.abort()
    },
  })
  expect(await items.next()).toEqual({ done: true, value: undefined })
  expect(pauses).toHaveLength(10)
  for (const [i, pauseMs] of pauses.entries()) expect(pauseMs).toBeLessThanOrEqual(boundOf(i + 1, maxPauseMs))
  expect(new Set(pauses).size).toBe(10)
})
