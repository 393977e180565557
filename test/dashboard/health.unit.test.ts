import { expect, test } from 'vitest'
import { deriveHealth, rowOf } from '../../dashboard/model/Row.ts'

const dueAt = Date.parse('2026-01-01T00:01:00Z')
const readAt = 1_000

/** A supervisor as it was read, a moment before the next heartbeat is due. */
function givenRow(status: 'ACTIVE' | 'SPAWNING' | 'PAUSED' | 'FAILED' = 'ACTIVE') {
  return rowOf(
    {
      id: 'b1',
      name: 'press',
      status,
      statusReason: null,
      statusChangedAt: '2026-01-01T00:00:00Z',
      effectiveStatus: status,
      version: 1,
      hierarchyLevel: 0,
      incarnation: 1,
      childCount: 0,
      health: { state: 'HEALTHY', dueAt: new Date(dueAt).toISOString(), intervalSeconds: 2 },
    },
    null,
    readAt,
  )
}

test.each([
  ['HEALTHY', -1_500],
  ['LATE', 1],
  ['LATE', 3_999],
  ['UNRESPONSIVE', 4_000],
] as const)('a supervisor is %s %d ms after its heartbeat was due, without another read', (state, ms) => {
  expect(deriveHealth(givenRow(), dueAt + ms, readAt + 5_000)).toEqual({ state, dueInMs: -ms })
})

test('a supervisor whose heartbeat is due is not judged by a read that is older than 12 s', () => {
  expect(deriveHealth(givenRow(), dueAt + 1, readAt + 12_001).state).toBe('STALE')
  expect(deriveHealth(givenRow(), dueAt - 1, readAt + 12_001).state).toBe('HEALTHY')
})

test('a FAILED supervisor can be late, a PAUSED or SPAWNING supervisor cannot', () => {
  expect(deriveHealth(givenRow('FAILED'), dueAt + 1, readAt).state).toBe('LATE')
  expect(deriveHealth(givenRow('PAUSED'), dueAt + 1, readAt).state).toBe('NOT_MONITORED')
  expect(deriveHealth(givenRow('SPAWNING'), dueAt + 1, readAt).state).toBe('UNKNOWN')
})
