import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { createLoop, type Loop } from '../../src/background/loop.ts'

/** A round that lasts until the test ends it. */
interface Round {
  readonly signal: AbortSignal
  /** Answers how long to pause. */
  readonly end: (pauseMs: number) => void
  readonly fail: (error: Error) => void
}

const loops: Loop[] = []
afterEach(async () => {
  await Promise.all(loops.splice(0).map((loop) => loop.stop()))
})

/** A loop, the rounds that it began, and the errors that it told of. */
function givenLoop({ pauseAfterErrorMs = 0 } = {}): { loop: Loop; rounds: Round[]; errors: unknown[] } {
  const rounds: Round[] = []
  const errors: unknown[] = []
  const loop = createLoop({
    run: (signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => {
          setTimeout(resolve, 20, 0) // comes to an end, but not at once
        })
        rounds.push({ signal, end: resolve, fail: reject })
      }),
    onError: (error) => errors.push(error),
    pauseAfterErrorMs,
  })
  loops.push(loop)
  return { loop, rounds, errors }
}

const isSettled = async (promise: Promise<unknown>): Promise<boolean> => {
  await turn()
  return Promise.race([promise.then(() => true), turn(false)])
}
const untilBegun = (rounds: readonly Round[], count: number): Promise<void> =>
  expect.poll(() => rounds.length, { interval: 1 }).toBe(count)

const hour = 3_600_000

describe('start', () => {
  test('runs a round at once, and resolves when that is over', async () => {
    const { loop, rounds } = givenLoop()
    const started = loop.start()
    expect(rounds).toHaveLength(1)
    expect(await isSettled(started)).toBe(false)
    rounds[0]?.end(hour)
    await started
    expect(rounds).toHaveLength(1)
  })

  test('resolves when the first round failed too', async () => {
    const { loop, rounds, errors } = givenLoop({ pauseAfterErrorMs: hour })
    const started = loop.start()
    rounds[0]?.fail(new Error('no'))
    await started
    expect(errors).toEqual([new Error('no')])
  })

  test('called twice, there is one loop', async () => {
    const { loop, rounds } = givenLoop()
    const started = Promise.all([loop.start(), loop.start()])
    rounds[0]?.end(0)
    await started
    await untilBegun(rounds, 2)
    await loop.start()
    await delay(5)
    expect(rounds).toHaveLength(2)
  })

  test('after stop, nothing runs', async () => {
    const { loop, rounds } = givenLoop()
    await loop.stop()
    await loop.start()
    expect(rounds).toEqual([])
  })
})

describe('rounds', () => {
  test('do not overlap, however long one takes', async () => {
    const { loop, rounds } = givenLoop()
    void loop.start()
    for (let count = 1; count <= 5; count++) {
      await untilBegun(rounds, count)
      await delay(5) // longer than the pause, which is none
      expect(rounds).toHaveLength(count)
      rounds.at(-1)?.end(0)
    }
  })

  test('come one pause after the end of the one before, as long as that said', async () => {
    const { loop, rounds } = givenLoop()
    void loop.start()
    for (const pauseMs of [30, 60]) {
      const count = rounds.length
      const ended = performance.now()
      rounds.at(-1)?.end(pauseMs)
      await untilBegun(rounds, count + 1)
      expect(performance.now() - ended).toBeGreaterThanOrEqual(pauseMs - 2) // a timer may be early by a little
    }
  })

  test('go on after one that failed, which is told of, after the pause for errors', async () => {
    const { loop, rounds, errors } = givenLoop({ pauseAfterErrorMs: 30 })
    void loop.start()
    rounds[0]?.end(0)
    await untilBegun(rounds, 2)
    for (const count of [2, 3]) {
      const failed = performance.now()
      rounds.at(-1)?.fail(new Error(`round ${count}`))
      await untilBegun(rounds, count + 1)
      expect(performance.now() - failed).toBeGreaterThanOrEqual(28)
    }
    expect(errors).toEqual([new Error('round 2'), new Error('round 3')])
  })

  test('that throw before they answer a promise are rounds that failed', async () => {
    const errors: unknown[] = []
    let count = 0
    const loop = createLoop({
      run: () => {
        if (++count < 3) throw new Error(`round ${count}`)
        return Promise.resolve(hour)
      },
      onError: (error) => errors.push(error),
      pauseAfterErrorMs: 0,
    })
    loops.push(loop)
    await loop.start()
    await expect.poll(() => count, { interval: 1 }).toBe(3)
    expect(errors).toEqual([new Error('round 1'), new Error('round 2')])
  })
})

describe('stop', () => {
  test('tells the running round, waits for its end, and no other comes', async () => {
    const { loop, rounds } = givenLoop()
    void loop.start()
    rounds[0]?.end(0)
    await untilBegun(rounds, 2)
    const stopped = loop.stop()
    expect(rounds[1]?.signal.aborted).toBe(true)
    expect(await isSettled(stopped)).toBe(false)
    await stopped
    await delay(5)
    expect(rounds).toHaveLength(2)
  })

  test('waits for the first round as well', async () => {
    const { loop, rounds } = givenLoop()
    const started = loop.start()
    const stopped = loop.stop()
    expect(await isSettled(stopped)).toBe(false)
    await Promise.all([started, stopped])
    expect(rounds).toHaveLength(1)
  })

  test('waits for a round that fails meanwhile, which is told of', async () => {
    const { loop, rounds, errors } = givenLoop({ pauseAfterErrorMs: hour })
    void loop.start()
    const stopped = loop.stop()
    rounds[0]?.fail(new Error('cut off'))
    await stopped
    expect(errors).toEqual([new Error('cut off')])
  })

  test('ends a pause at once', async () => {
    const { loop, rounds } = givenLoop()
    const started = loop.start()
    rounds[0]?.end(hour)
    await started
    await loop.stop()
    expect(rounds).toHaveLength(1)
  })
})
