import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createFairQueue } from '../../src/domain/fairQueue.ts'

/** Statements that end when the test ends them. */
function givenStatements() {
  const started: string[] = []
  const ends = new Map<string, () => void>()
  const statement = (name: string) => () =>
    new Promise<string>((resolve) => {
      started.push(name)
      ends.set(name, () => {
        resolve(name)
      })
    })
  const end = async (name: string): Promise<void> => {
    ends.get(name)?.()
    await nextTurn()
  }
  return { started, statement, end }
}
const owner = () => ({})

test('runs at most the allowed number of statements at the same time', async () => {
  const queue = createFairQueue(() => 2)
  const { started, statement, end } = givenStatements()
  const results = ['a', 'b', 'c'].map((name) => queue.run({ owner: owner() }, statement(name)))
  await nextTurn()
  expect([started, queue.waiting]).toEqual([['a', 'b'], 1])
  await end('b')
  expect([started, queue.waiting]).toEqual([['a', 'b', 'c'], 0])
  await end('a')
  await end('c')
  expect(await Promise.all(results)).toEqual(['a', 'b', 'c'])
})

test('lets owners take turns, however much work one of them has', async () => {
  const queue = createFairQueue(() => 1)
  const { started, statement, end } = givenStatements()
  const [first, second] = [owner(), owner()]
  for (const name of ['1a', '1b', '1c', '1d']) void queue.run({ owner: first }, statement(name))
  for (const name of ['2a', '2b']) void queue.run({ owner: second }, statement(name))
  await nextTurn()
  for (let i = 0; i < 6; i++) await end(started.at(-1) ?? '')
  expect(started).toEqual(['1a', '1b', '2a', '1c', '2b', '1d'])
})

test('runs more statements as soon as more are allowed, and fewer when fewer are', async () => {
  let concurrency = 1
  const queue = createFairQueue(() => concurrency)
  const { started, statement, end } = givenStatements()
  for (const name of ['a', 'b', 'c', 'd', 'e']) void queue.run({ owner: owner() }, statement(name))
  await nextTurn()
  expect(started).toEqual(['a'])
  concurrency = 3
  await end('a')
  expect(started).toEqual(['a', 'b', 'c', 'd'])
  concurrency = 1
  await end('b')
  await end('c')
  expect(started).toEqual(['a', 'b', 'c', 'd'])
  await end('d')
  expect(started).toEqual(['a', 'b', 'c', 'd', 'e'])
})

test('a failed statement lets the next one start', async () => {
  const queue = createFairQueue(() => 1)
  const failed = queue.run({ owner: owner() }, () => Promise.reject(new Error('failed')))
  const next = queue.run({ owner: owner() }, () => Promise.resolve('next'))
  await expect(failed).rejects.toThrow('failed')
  expect(await next).toBe('next')
})
