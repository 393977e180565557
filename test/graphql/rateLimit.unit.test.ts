import { expect, test } from 'vitest'
import { CancellationSource, ClientGoneError } from '../../src/domain/cancellation.ts'
import { RateLimit } from '../../src/graphql/rateLimit.ts'

const rate = { perSecond: 100, burst: 1_000 }

/** A rate limit with a clock that the test sets. */
function given() {
  const clock = { now: 0 }
  return { clock, limit: new RateLimit('operations', rate, () => clock.now) }
}

/** Reserves points that must be there. */
function reserve(limit: RateLimit, actor: string, points: number, maxShare = 1) {
  const reservation = limit.reserve(actor, points, maxShare)
  if ('retryAfter' in reservation) throw new Error(`expected points, got ${reservation.retryAfter} s`)
  return reservation
}

test('an actor that has used its burst waits, and other actors do not', () => {
  const { clock, limit } = given()
  reserve(limit, 'a', 1_000)
  expect(limit.reserve('a', 150, 1)).toEqual({ retryAfter: 2 })
  reserve(limit, 'b', 1_000)
  clock.now = 1_500
  reserve(limit, 'a', 150)
})

test('an operation pays what it has cost, more or less than it has reserved', () => {
  const { limit } = given()
  const [small, large] = [reserve(limit, 'a', 5_000, 0.1), reserve(limit, 'a', 5_000, 0.1)]
  expect(limit.quotaOf('a').remaining).toBe(800)
  small.settle(1)
  large.settle(1_099)
  expect(limit.quotaOf('a')).toEqual({ policy: 'operations', rate, remaining: 0, resetSeconds: 11 })
  expect(limit.reserve('a', 1, 1)).toEqual({ retryAfter: 2 })
})

test('at most ten operations run beyond the burst: each running one has reserved a tenth of it', () => {
  const { limit } = given()
  for (let i = 0; i < 10; i++) reserve(limit, 'a', 500_000, 0.1)
  expect(limit.reserve('a', 500_000, 0.1)).toHaveProperty('retryAfter')
})

test('an operation that costs more than a full bucket is accepted once the bucket is full', () => {
  const { limit } = given()
  reserve(limit, 'a', 5_000)
  expect(limit.reserve('a', 5_000, 1)).toEqual({ retryAfter: 10 })
})

test('a subscription waits until its actor has no debt, or its client is gone', async () => {
  const limit = new RateLimit('operations', { perSecond: 1_000, burst: 1 })
  await limit.wait('a', undefined)
  limit.charge('a', 51)
  const before = performance.now()
  await limit.wait('a', undefined)
  expect(performance.now() - before).toBeGreaterThan(20)
  limit.charge('a', 1e9)
  const client = new CancellationSource()
  const waiting = limit.wait('a', client)
  client.fail(new ClientGoneError())
  await waiting
})
