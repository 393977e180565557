import { beforeEach, describe, expect, test } from 'vitest'
import { defaultLimits, RequestBudget } from '../../src/domain/requestBudget.ts'
import { RequestTurns } from '../../src/loaders/requestTurns.ts'
import { TurnQueue } from '../../src/loaders/turnQueue.ts'

let queue: TurnQueue
/** The share of the memory that is in use. */
let usedMemory = 0
beforeEach(() => {
  usedMemory = 0
  queue = new TurnQueue(() => ({ used: usedMemory, limit: 1 }))
})

/** A request that has used this number of fields so far. */
function newRequest(fields = 0): { readonly budget: RequestBudget; readonly turns: RequestTurns } {
  const budget = new RequestBudget(defaultLimits)
  budget.charge('fields', fields)
  return { budget, turns: new RequestTurns(budget, budget, queue) }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Large requests use up the current turn. */
function useUpTurn(): void {
  for (let i = 0; i < 2; i++) expect(newRequest(1_000).turns.take(2_000)).toBeUndefined()
}

test('a small request does not wait in a turn that large requests have used up', () => {
  useUpTurn()
  expect(newRequest(1_000).turns.take(10)).toBeInstanceOf(Promise)
  expect(newRequest().turns.take(10)).toBeUndefined()
})

test('a request that has loaded large JSON or has a large result is not small', () => {
  useUpTurn()
  const { budget, turns } = newRequest()
  budget.charge('loadedJson', 1_000_000)
  expect(turns.take(10)).toBeInstanceOf(Promise)
  const { turns: writing } = newRequest()
  expect(writing.take(1_000)).toBeUndefined()
  expect(writing.take(10)).toBeInstanceOf(Promise)
})

test('small requests that would take long together wait for further turns, and all of them continue', async () => {
  const waits = Array.from({ length: 100 }, () => newRequest().turns.take(100))
  const waiting = waits.filter((wait) => wait !== undefined)
  expect(waiting).toHaveLength(60) // the others have completed 4,000 fields
  await Promise.all(waiting)
})

test('a turn has fewer fields if they take long, and more if they take little time', async () => {
  const first = queue.maxPerTurn
  const complete = async (work: () => void): Promise<void> => {
    const { turns } = newRequest(1_000)
    for (let i = 0; i < 200; i++) {
      await turns.take(100)
      work()
    }
  }
  await complete(() => {
    const until = performance.now() + 1
    while (performance.now() < until);
  })
  const ofSlowFields = queue.maxPerTurn
  expect(ofSlowFields).toBeLessThan(first)
  await complete(() => undefined)
  expect(queue.maxPerTurn).toBeGreaterThan(ofSlowFields)
})

test('a request that announces much work waits until few others do such work', async () => {
  const running = Array.from({ length: 4 }, () => newRequest().turns)
  for (const turns of running) turns.announce(50_000)
  await Promise.all(running.map(async (turns) => turns.take(1_000)))
  const { turns } = newRequest()
  turns.announce(50_000)
  const wait = Promise.resolve(turns.take(1_000)).then(() => 'continues')
  for (let i = 0; i < 10; i++) await nextTurn()
  expect(await Promise.race([wait, Promise.resolve('waits')])).toBe('waits')
  for (const each of running) each.end()
  expect(await wait).toBe('continues')
  turns.end()
})

test('while memory is scarce, one large request runs at a time, and small ones continue', async () => {
  usedMemory = 0.7
  await newRequest().turns.take(10) // the next turn knows of the memory
  await nextTurn()
  const ended: number[] = []
  const run = async (i: number): Promise<void> => {
    const { turns } = newRequest(1_000)
    for (let part = 0; part < 5; part++) await turns.take(1_000)
    ended.push(i)
    expect(ended).toHaveLength(i + 1)
    turns.end()
  }
  const large = Promise.all([0, 1, 2].map(run))
  for (let i = 0; i < 3; i++) await nextTurn()
  expect(newRequest().turns.take(10)).toBeUndefined()
  const { turns: heartbeats } = newRequest(1_000)
  heartbeats.begin({ isMutation: true })
  expect([heartbeats.take(1_000), heartbeats.take(1_000)]).toEqual([undefined, undefined])
  await large
  expect(ended).toEqual([0, 1, 2])
})

describe('after a garbage collection', () => {
  /** A query of this number of fields that has begun. */
  const begin = (fields: number) => {
    const { budget, turns } = newRequest(fields)
    turns.begin({ isMutation: false })
    return { budget, turns }
  }
  const isMemoryFailure = { bound: 'memory', code: 'UNAVAILABLE' }

  test('large queries end if little memory is free, but the running query continues', async () => {
    usedMemory = 0.7
    await newRequest().turns.take(10) // the next turn knows of the memory
    await nextTurn()
    const waiting = begin(1_000)
    const running = begin(1_000)
    const small = begin(10)
    const mutation = newRequest(1_000)
    mutation.turns.begin({ isMutation: true })
    for (let part = 0; part < 2; part++) await running.turns.take(1_000)
    usedMemory = 0.74
    queue.afterCollection()
    expect(waiting.budget.failure).toBe(null)
    usedMemory = 0.8
    queue.afterCollection()
    expect(waiting.budget.failure).toMatchObject(isMemoryFailure)
    expect([running, small, mutation].map(({ budget }) => budget.failure)).toEqual([null, null, null])
  })

  test('no large query or payload continues if almost no memory is free, but each change does', async () => {
    const queries = [begin(1_000), begin(1_000)]
    const small = begin(10)
    const payload = newRequest(1_000)
    payload.turns.begin({ isMutation: true })
    await payload.turns.whileChanging(() => Promise.resolve())
    const changing = newRequest(1_000)
    changing.turns.begin({ isMutation: true })
    void changing.turns.whileChanging(() => new Promise(() => undefined))
    usedMemory = 0.95
    queue.afterCollection()
    expect([...queries, payload].map(({ budget }) => budget.failure)).toMatchObject([
      isMemoryFailure,
      isMemoryFailure,
      isMemoryFailure,
    ])
    expect([small, changing].map(({ budget }) => budget.failure)).toEqual([null, null])
  })

  test('the oldest large query continues if all of them wait for the database', () => {
    const ended = begin(1_000)
    const queries = [begin(1_000), begin(1_000), begin(1_000)]
    ended.turns.end()
    usedMemory = 0.8
    queue.afterCollection()
    const [first, ...others] = queries.map(({ budget }) => budget.failure)
    expect(first).toBe(null)
    expect(others).toMatchObject([isMemoryFailure, isMemoryFailure])
  })
})

test('an expensive request of a new connection does not precede a request that has waited for longer', async () => {
  const running = Array.from({ length: 4 }, () => newRequest().turns)
  for (const turns of running) turns.announce(50_000)
  await Promise.all(running.map(async (turns) => turns.take(1_000)))
  const [first] = running
  const again = new RequestTurns(newRequest().budget, first?.connection, queue)
  const { turns: fresh } = newRequest()
  const order: string[] = []
  const waits = Object.entries({ again, fresh }).map(async ([name, turns]) => {
    turns.announce(50_000)
    await turns.take(1_000)
    order.push(name)
    turns.end()
  })
  for (const turns of running) turns.end()
  await Promise.all(waits)
  expect(order).toEqual(['again', 'fresh'])
})

test('the rest of a request that has its result does not continue, and takes no place of an expensive request', async () => {
  let continued = 0
  for (let i = 0; i < 4; i++) {
    const { turns } = newRequest()
    turns.begin({ isMutation: false })
    turns.end()
    turns.announce(50_000)
    turns.run(1_000, () => continued++)
    void turns.take(1_000)?.then(() => continued++)
  }
  for (let i = 0; i < 10; i++) await nextTurn()
  expect(continued).toBe(0)
  const { turns } = newRequest()
  turns.announce(50_000)
  await turns.take(1_000)
})
