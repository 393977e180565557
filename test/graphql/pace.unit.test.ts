import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CancellationSource } from '../../src/domain/cancellation.ts'
import { createPace } from '../../src/graphql/pace.ts'

beforeEach(() => vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] }))
afterEach(() => vi.useRealTimers())

/** Milliseconds until `wait` resolves. */
async function waitOf(pace: ReturnType<typeof createPace>, client?: CancellationSource): Promise<number> {
  const start = performance.now()
  let end: number | undefined
  void pace.wait(client).then(() => (end = performance.now()))
  await vi.advanceTimersByTimeAsync(0)
  for (let i = 0; i < 100 && end === undefined; i++) await vi.advanceTimersByTimeAsync(100)
  return (end ?? Infinity) - start
}

/** A bucket that is full. */
async function fullPace(): Promise<ReturnType<typeof createPace>> {
  const pace = createPace()
  await vi.advanceTimersByTimeAsync(3_600_000)
  expect(await waitOf(pace)).toBe(0)
  return pace
}

test('a subscription does not wait within its burst', async () => {
  const pace = await fullPace()
  pace.spend(500_000)
  expect(await waitOf(pace)).toBe(0)
})

test('the burst of a new connection is smaller', async () => {
  const pace = createPace()
  pace.spend(200_000)
  expect(await waitOf(pace)).toBe(1_000)
})

test('connections above their share fill more slowly, and delay no other connection', async () => {
  const hungry = await Promise.all(Array.from({ length: 10 }, fullPace))
  const modest = await fullPace()
  for (const pace of hungry) pace.spend(600_000)
  modest.spend(400_000)
  const waits = hungry.map((pace) => waitOf(pace))
  expect(await waitOf(modest)).toBe(0)
  // 1,000,000 fields of all, at 200,000 a second
  for (const wait of await Promise.all(waits)) expect(wait).toBeCloseTo(5_000, -3)
})

test('a subscription above its burst waits until its average cost is within the limit', async () => {
  const pace = await fullPace()
  pace.spend(900_000)
  expect(await waitOf(pace)).toBe(4_000)
  pace.spend(100_000)
  expect(await waitOf(pace)).toBe(1_000)
})

test('a pause fills the bucket, but not above its size', async () => {
  const pace = await fullPace()
  pace.spend(500_000)
  await vi.advanceTimersByTimeAsync(3_600_000)
  expect(await waitOf(pace)).toBe(0)
  pace.spend(600_000)
  expect(await waitOf(pace)).toBe(1_000)
})

test('the wait ends when the client disconnects', async () => {
  const pace = createPace()
  const client = new CancellationSource()
  pace.spend(100_000_000)
  setTimeout(() => client.fail(new Error('gone')), 500)
  expect(await waitOf(pace, client)).toBe(500)
})
