import { describe, expect, test, vi } from 'vitest'
import { defaultLimits, RequestBudget } from '../../src/domain/requestBudget.ts'
import { createAgedResults } from '../../src/loaders/agedResults.ts'

const request = () => new RequestBudget(defaultLimits)

/** A source of results 1, 2, 3 and so on, each of which the test completes. */
function controlled(options: Partial<Parameters<typeof createAgedResults<number>>[0]> = {}) {
  const started: { complete: () => void; fail: (error: Error) => void }[] = []
  const load = createAgedResults<number>({ max: 10, ...options })
  const ask = (maxAgeMs: number, budget = request(), key = 'key') =>
    load({
      key,
      maxAgeMs,
      budget,
      compute: () =>
        new Promise<number>((resolve, reject) => {
          const result = started.length + 1
          const complete = () => {
            resolve(result)
          }
          started.push({ complete, fail: reject })
        }),
    })
  return { started, ask }
}

test('a thousand requests at once compute a result once', async () => {
  const { started, ask } = controlled()
  const results = Array.from({ length: 1_000 }, () => ask(5_000))
  started[0]?.complete()
  expect(new Set(await Promise.all(results))).toEqual(new Set([1]))
  expect(started).toHaveLength(1)
})

test('a request gets a result that is not older than it accepts', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const { started, ask } = controlled()
  const first = ask(5_000)
  vi.advanceTimersByTime(3_000) // the computation takes 3 s: its result is right at its start
  started[0]?.complete()
  expect(await first).toBe(1)
  vi.advanceTimersByTime(1_000)
  expect(await ask(5_000)).toBe(1)
  const second = ask(3_000)
  started[1]?.complete()
  expect(await second).toBe(2)
  vi.useRealTimers()
})

test('a request that accepts no age computes its own result', async () => {
  const { started, ask } = controlled()
  const results = [ask(5_000), ask(0), ask(0)]
  for (const { complete } of started) complete()
  expect(await Promise.all(results)).toEqual([1, 2, 3])
})

test('the age of a result includes the age that it had when it was computed', async () => {
  const { started, ask } = controlled({ ageOf: () => 4_000 })
  const first = ask(5_000)
  started[0]?.complete()
  await first
  const second = ask(3_000)
  started[1]?.complete()
  expect(await second).toBe(2)
  expect(await ask(5_000)).toBe(2)
})

test('a request does not wait for a cheap result of another one', async () => {
  const { started, ask } = controlled({ isKept: () => false })
  const results = [ask(5_000), ask(5_000)]
  for (const { complete } of started) complete()
  expect(await Promise.all(results)).toEqual([1, 2])
})

test('a cheap result is not kept', async () => {
  const { started, ask } = controlled({ isKept: (value) => value > 1 })
  for (const expected of [1, 2]) {
    const result = ask(5_000)
    started[expected - 1]?.complete()
    expect(await result).toBe(expected)
  }
  expect(await ask(5_000)).toBe(2)
})

test('results of different keys are separate', async () => {
  const { started, ask } = controlled()
  const results = [ask(5_000, request(), 'a'), ask(5_000, request(), 'b')]
  for (const { complete } of started) complete()
  expect(await Promise.all(results)).toEqual([1, 2])
})

describe('if the computation fails', () => {
  test('all requests that wait for it fail, and the next one computes again', async () => {
    const { started, ask } = controlled()
    const results = [ask(5_000), ask(5_000)]
    started[0]?.fail(new Error('no database'))
    expect(await Promise.allSettled(results)).toEqual(
      results.map(() => ({ status: 'rejected', reason: new Error('no database') })),
    )
    const next = ask(5_000)
    started[1]?.complete()
    expect(await next).toBe(2)
  })

  test('because its request has ended, the others compute it once more, together', async () => {
    const { started, ask } = controlled()
    const ended = request()
    const results = Promise.allSettled([ask(5_000, ended), ask(5_000), ask(5_000)])
    started[0]?.fail(ended.fail(new Error('client gone')))
    await expect.poll(() => started.length).toBe(2)
    started[1]?.complete()
    expect(await results).toMatchObject([
      { status: 'rejected' },
      { status: 'fulfilled', value: 2 },
      { status: 'fulfilled', value: 2 },
    ])
  })
})
