import { describe, expect, test } from 'vitest'
import { withApi } from '../../support/api/withApi.ts'
import { withMoves } from '../../support/api/withMoves.ts'
import { givenTree, pathsOf } from '../../support/database/givenTree.ts'

const api = withApi()
const { move, unchanged } = withMoves(api)

describe('a move', () => {
  test('moves the whole subtree with its TERMINATED supervisors, and counts the live ones', async () => {
    const id = await givenTree(api.pool, 'root > [a > [b > c, d:TERMINATED], e > f]')
    expect(await move({ id: id('a'), parentId: id('f').toUpperCase() })).toEqual({
      __typename: 'MoveSupervisorPayload',
      changed: true,
      movedCount: 3,
      supervisor: { id: id('a'), version: 2, hierarchyLevel: 3, parent: { id: id('f') } },
    })
    expect(await pathsOf(api.pool)).toEqual({
      root: '0 root',
      e: '1 root/e',
      f: '2 root/e/f',
      a: '3 root/e/f/a',
      b: '4 root/e/f/a/b',
      c: '5 root/e/f/a/b/c',
      d: '4 root/e/f/a/d',
    })
  })

  test.each([{ parentId: null }, {}])('with the target %j makes the supervisor a root', async (to) => {
    const id = await givenTree(api.pool, 'root > a > b')
    expect(await move({ id: id('a'), ...to })).toMatchObject({ changed: true, movedCount: 2 })
    expect(await pathsOf(api.pool)).toEqual({ root: '0 root', a: '0 a', b: '1 a/b' })
  })

  test('can put a root below another root', async () => {
    const id = await givenTree(api.pool, 'a > b, c:PAUSED')
    expect(await move({ id: id('a'), parentId: id('c') })).toMatchObject({ changed: true, movedCount: 2 })
    expect(await pathsOf(api.pool)).toEqual({ c: '0 c', a: '1 c/a', b: '2 c/a/b' })
  })

  test.each(['SPAWNING', 'PAUSED', 'FAILED'])('accepts a supervisor that is %s', async (status) => {
    const id = await givenTree(api.pool, `root > [a:${status}, b]`)
    expect(await move({ id: id('a'), parentId: id('b') })).toMatchObject({ changed: true })
  })

  test('to the present parent changes nothing, even with a wrong version or below a FAILED parent', async () => {
    const id = await givenTree(api.pool, 'root:FAILED > a')
    for (const more of [{}, { expectedVersion: 7 }, { dryRun: true }])
      expect(await unchanged({ id: id('a'), parentId: id('root'), ...more })).toMatchObject({
        changed: false,
        movedCount: 0,
      })
    expect(await unchanged({ id: id('root') })).toMatchObject({ changed: false, movedCount: 0 })
  })

  test('with `dryRun` writes nothing and reports how many supervisors would move', async () => {
    const id = await givenTree(api.pool, 'root > [a > b, c]')
    expect(await unchanged({ id: id('a'), parentId: id('c'), dryRun: true })).toMatchObject({
      __typename: 'MoveSupervisorPayload',
      changed: false,
      movedCount: 2,
      supervisor: { parent: { id: id('root') }, version: 1 },
    })
  })

  test('runs as many statements for a large subtree as for a small one', async () => {
    const children = Array.from({ length: 60 }, (_, i) => `x${i} > y${i}`).join(', ')
    const id = await givenTree(api.pool, `root > [small > s, large > [${children}]], to`)
    const counts: number[] = []
    for (const name of ['small', 'large']) {
      api.statements.length = 0
      await move({ id: id(name), parentId: id('to') })
      counts.push(api.statements.length)
    }
    expect(counts[1]).toBe(counts[0])
  })

  test('writes an event for each moved supervisor, caused by the event of the requested move', async () => {
    const id = await givenTree(api.pool, 'root > [a > b > c, d]')
    await api.pool.query('TRUNCATE supervisor_events')
    await move({ id: id('a'), parentId: id('d') })
    const { rows } = await api.pool.query(
      `SELECT e.type, e.supervisor_id, e.actor, e.before, e.after, e.path, e.previous_path, c.supervisor_id AS cause
       FROM supervisor_events e LEFT JOIN supervisor_events c ON c.sequence = e.caused_by ORDER BY e.path`,
    )
    const moved = (names: string[], before: object, after: object, cause: string | null) => ({
      type: 'SUPERVISOR_MOVED',
      supervisor_id: id(names.at(-1) ?? ''),
      actor: 'local',
      before,
      after,
      path: ['root', 'd', ...names].map(id),
      previous_path: ['root', ...names].map(id),
      cause,
    })
    expect(rows).toEqual([
      moved(['a'], { parentId: id('root'), hierarchyLevel: 1 }, { parentId: id('d'), hierarchyLevel: 2 }, null),
      moved(['a', 'b'], { hierarchyLevel: 2 }, { hierarchyLevel: 3 }, id('a')),
      moved(['a', 'b', 'c'], { hierarchyLevel: 3 }, { hierarchyLevel: 4 }, id('a')),
    ])
  })
})

test('one of two concurrent moves that together would form a cycle is refused', async () => {
  const id = await givenTree(api.pool, 'root > [a > a1, b > b1]')
  const results = await Promise.all([
    move({ id: id('a'), parentId: id('b1') }),
    move({ id: id('b'), parentId: id('a1') }),
  ])
  expect(results.map((result) => result.__typename).sort()).toEqual(['CycleError', 'MoveSupervisorPayload'])
})
