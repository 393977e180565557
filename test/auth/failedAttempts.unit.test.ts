import { expect, test } from 'vitest'
import { createFailedAttempts } from '../../src/auth/failedAttempts.ts'

const delays = (count: number, attempt: () => { delayMs: number }) =>
  Array.from({ length: count }, () => attempt().delayMs)

test('each attempt beyond the fifth doubles the delay, up to 3 s', () => {
  const note = createFailedAttempts()
  expect(delays(12, () => note('192.0.2.1'))).toEqual([0, 0, 0, 0, 0, 100, 200, 400, 800, 1600, 3000, 3000])
  expect(note('192.0.2.2').delayMs).toBe(0)
})

test('the addresses of an IPv6 network with a prefix of 64 bits count as one', () => {
  const note = createFailedAttempts()
  delays(5, () => note('2001:db8::1'))
  expect(note('2001:db8:0:0:ffff::2').delayMs).toBe(100)
  expect(note('2001:db8:0:1::1').delayMs).toBe(0)
  delays(5, () => note('::ffff:192.0.2.1'))
  expect(note('::ffff:192.0.2.2').delayMs).toBe(0)
})

test('each address is logged at most once per second, with the number of attempts since the last line', () => {
  const note = createFailedAttempts()
  expect([note('a'), note('a'), note('b')].map(({ toLog }) => toLog)).toEqual([1, 0, 1])
})

test('the memory of 100,000 addresses is bounded', () => {
  const note = createFailedAttempts()
  delays(6, () => note('192.0.2.1'))
  for (let i = 0; i < 100_000; i++) note(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`)
  expect(note('192.0.2.1').delayMs).toBe(0) // forgotten
})
