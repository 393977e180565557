import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TokenBucket } from '../../src/domain/tokenBucket.ts'

const rate = { perSecond: 100, burst: 1_000 }

test('a bucket is full at first, and fills at its rate up to its burst', () => {
  const bucket = new TokenBucket(rate, 0)
  expect(bucket.tokensAt(0)).toBe(1_000)
  bucket.take(1_000, 0)
  expect(bucket.tokensAt(500)).toBe(50)
  expect(bucket.secondsUntil(150, 500)).toBe(1)
  expect(bucket.secondsUntil(50, 500)).toBe(0)
  expect(bucket.tokensAt(1_000_000)).toBe(1_000)
})

test('a bucket that is overdrawn pays its debt first', () => {
  const bucket = new TokenBucket(rate, 0)
  bucket.take(1_500, 0)
  expect(bucket.secondsUntil(0, 0)).toBe(5)
  expect(bucket.tokensAt(6_000)).toBe(100)
})

test('returned tokens never exceed the burst', () => {
  const bucket = new TokenBucket(rate, 0)
  bucket.take(-500, 0)
  expect(bucket.tokensAt(0)).toBe(1_000)
})

test('a client that takes only available tokens never exceeds its burst and its rate', () => {
  const steps = fc.array(fc.record({ pause: fc.nat(2_000), wanted: fc.integer({ min: 1, max: 1_000 }) }))
  fc.assert(
    fc.property(steps, (all) => {
      const bucket = new TokenBucket(rate, 0)
      let now = 0
      let taken = 0
      for (const { pause, wanted } of all) {
        now += pause
        if (bucket.secondsUntil(wanted, now) > 0) continue
        bucket.take(wanted, now)
        taken += wanted
      }
      expect(taken).toBeLessThanOrEqual(rate.burst + (now / 1_000) * rate.perSecond + 1e-6)
    }),
  )
})
