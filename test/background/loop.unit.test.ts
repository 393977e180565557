import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { createLoop, type Loop } from '../../src/background/loop.ts'

/** A run of the work, which lasts until the test ends it. */
interface Run {
  readonly signal: AbortSignal
  /** Ends the run and asks for this pause before the next one. */
  readonly end: (pauseMs: number) => void
  readonly fail: (error: Error) => void
}

const loops: Loop[] = []
afterEach(async () => {
  await Promise.all(loops.splice(0).map((loop) => loop.stop()))
})

/** A loop, the runs that it started and the errors that it reported. */
function givenLoop({ pauseAfterErrorMs = 0 } = {}): { loop: Loop; runs: Run[]; errors: unknown[] } {
  const runs: Run[] = []
  const errors: unknown[] = []
  const loop = createLoop({
    run: (signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => {
          setTimeout(resolve, 20, 0) // like real work, which takes a moment to stop
        })
        runs.push({ signal, end: resolve, fail: reject })
      }),
    onError: (error) => errors.push(error),
    pauseAfterErrorMs,
  })
  loops.push(loop)
  return { loop, runs, errors }
}

const isSettled = async (promise: Promise<unknown>): Promise<boolean> => {
  await turn()
  return Promise.race([promise.then(() => true), turn(false)])
}
const untilStarted = (runs: readonly Run[], count: number): Promise<void> =>
  expect.poll(() => runs.length, { interval: 1 }).toBe(count)

const hour = 3_600_000

describe('start', () => {
  test('runs the work immediately, and resolves when that run has ended', async () => {
    const { loop, runs } = givenLoop()
    const started = loop.start()
    expect(runs).toHaveLength(1)
    expect(await isSettled(started)).toBe(false)
    runs[0]?.end(hour)
    await started
    expect(runs).toHaveLength(1)
  })

  test('also resolves when the first run failed', async () => {
    const { loop, runs, errors } = givenLoop({ pauseAfterErrorMs: hour })
    const started = loop.start()
    runs[0]?.fail(new Error('no'))
    await started
    expect(errors).toEqual([new Error('no')])
  })

  test('starts only one loop when it is called twice', async () => {
    const { loop, runs } = givenLoop()
    const started = Promise.all([loop.start(), loop.start()])
    runs[0]?.end(0)
    await started
    await untilStarted(runs, 2)
    await loop.start()
    await delay(5)
    expect(runs).toHaveLength(2)
  })

  test('runs nothing after `stop`', async () => {
    const { loop, runs } = givenLoop()
    await loop.stop()
    await loop.start()
    expect(runs).toEqual([])
  })
})

describe('runs', () => {
  test('do not overlap, however long each takes', async () => {
    const { loop, runs } = givenLoop()
    void loop.start()
    for (let count = 1; count <= 5; count++) {
      await untilStarted(runs, count)
      await delay(5) // longer than the pause of 0 ms
      expect(runs).toHaveLength(count)
      runs.at(-1)?.end(0)
    }
  })

  test('start after the pause that the previous run returned', async () => {
    const { loop, runs } = givenLoop()
    void loop.start()
    for (const pauseMs of [30, 60]) {
      const count = runs.length
      const ended = performance.now()
      runs.at(-1)?.end(pauseMs)
      await untilStarted(runs, count + 1)
      expect(performance.now() - ended).toBeGreaterThanOrEqual(pauseMs - 2) // Node.js timers can fire up to 1 ms early
    }
  })

  test('continue after a failed run, which is reported, with the pause for errors', async () => {
    const { loop, runs, errors } = givenLoop({ pauseAfterErrorMs: 30 })
    void loop.start()
    runs[0]?.end(0)
    await untilStarted(runs, 2)
    for (const count of [2, 3]) {
      const failed = performance.now()
      runs.at(-1)?.fail(new Error(`run ${count}`))
      await untilStarted(runs, count + 1)
      expect(performance.now() - failed).toBeGreaterThanOrEqual(28)
    }
    expect(errors).toEqual([new Error('run 2'), new Error('run 3')])
  })

  test('that throw before they return a promise count as failed', async () => {
    const errors: unknown[] = []
    let count = 0
    const loop = createLoop({
      run: () => {
        if (++count < 3) throw new Error(`run ${count}`)
        return Promise.resolve(hour)
      },
      onError: (error) => errors.push(error),
      pauseAfterErrorMs: 0,
    })
    loops.push(loop)
    await loop.start()
    await expect.poll(() => count, { interval: 1 }).toBe(3)
    expect(errors).toEqual([new Error('run 1'), new Error('run 2')])
  })
})

describe('stop', () => {
  test('aborts the current run, waits for its end, and starts no other', async () => {
    const { loop, runs } = givenLoop()
    void loop.start()
    runs[0]?.end(0)
    await untilStarted(runs, 2)
    const stopped = loop.stop()
    expect(runs[1]?.signal.aborted).toBe(true)
    expect(await isSettled(stopped)).toBe(false)
    await stopped
    await delay(5)
    expect(runs).toHaveLength(2)
  })

  test('also waits for the first run', async () => {
    const { loop, runs } = givenLoop()
    const started = loop.start()
    const stopped = loop.stop()
    expect(await isSettled(stopped)).toBe(false)
    await Promise.all([started, stopped])
    expect(runs).toHaveLength(1)
  })

  test('waits for the current run even if it fails, and reports the error', async () => {
    const { loop, runs, errors } = givenLoop({ pauseAfterErrorMs: hour })
    void loop.start()
    const stopped = loop.stop()
    runs[0]?.fail(new Error('cut off'))
    await stopped
    expect(errors).toEqual([new Error('cut off')])
  })

  test('ends a pause immediately', async () => {
    const { loop, runs } = givenLoop()
    const started = loop.start()
    runs[0]?.end(hour)
    await started
    await loop.stop()
    expect(runs).toHaveLength(1)
  })
})
