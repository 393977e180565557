import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import type { MoveSupervisorInput } from '../../generated/graphql.ts'
import { graphql } from '../../generated/index.ts'
import { dumpTables } from '../../support/database/dumpTables.ts'
import { givenTree, pathsOf } from '../../support/database/givenTree.ts'
import { withApi } from '../../support/api/withApi.ts'
import { withViewer } from '../../support/api/withViewer.ts'

const api = withApi()
const executeAs = withViewer(api)

afterEach(async () => {
  expect(await api.violations()).toEqual([])
  await api.pool.query('TRUNCATE supervisors, supervisor_events CASCADE')
  await api.pool.query('UPDATE hierarchy_settings SET max_level = 10')
})

const moveDocument = graphql(`
  mutation Move($input: MoveSupervisorInput!) {
    moveSupervisor(input: $input) {
      __typename
      ... on MoveSupervisorPayload {
        changed
        movedCount
        supervisor {
          id
          version
          hierarchyLevel
          parent {
            id
          }
        }
      }
      ... on Error {
        message
        code
      }
      ... on ValidationError {
        path
      }
      ... on NotFoundError {
        path
        id
      }
      ... on InvalidTransitionError {
        from
        to
        allowed
      }
      ... on ParentUnavailableError {
        supervisor {
          id
          status
        }
      }
      ... on LevelLimitError {
        limit
        actual
      }
      ... on NameTakenError {
        name
        existing {
          id
        }
      }
      ... on ConflictError {
        current {
          id
          ... on Supervisor {
            version
          }
        }
      }
      ... on ForbiddenError {
        required
      }
    }
  }
`)
const move = async (input: MoveSupervisorInput) => (await api.data(moveDocument, { input })).moveSupervisor

/** Sends what writes nothing, and fails the test if it did. */
async function unchanged(input: MoveSupervisorInput) {
  const before = await dumpTables(api.pool)
  const result = await move(input)
  expect(await dumpTables(api.pool)).toEqual(before)
  return result
}

describe('a move', () => {
  test('takes the whole subtree along, those that are over too, and counts the others', async () => {
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

  test.each([{ parentId: null }, {}])('to %j makes a root', async (to) => {
    const id = await givenTree(api.pool, 'root > a > b')
    expect(await move({ id: id('a'), ...to })).toMatchObject({ changed: true, movedCount: 2 })
    expect(await pathsOf(api.pool)).toEqual({ root: '0 root', a: '0 a', b: '1 a/b' })
  })

  test('puts a root below another one', async () => {
    const id = await givenTree(api.pool, 'a > b, c:PAUSED')
    expect(await move({ id: id('a'), parentId: id('c') })).toMatchObject({ changed: true, movedCount: 2 })
    expect(await pathsOf(api.pool)).toEqual({ c: '0 c', a: '1 c/a', b: '2 c/a/b' })
  })

  test.each(['SPAWNING', 'PAUSED', 'FAILED'])('takes a supervisor that is %s', async (status) => {
    const id = await givenTree(api.pool, `root > [a:${status}, b]`)
    expect(await move({ id: id('a'), parentId: id('b') })).toMatchObject({ changed: true })
  })

  test('to where it is changes nothing, whatever else is asked, also under a parent that takes no more', async () => {
    const id = await givenTree(api.pool, 'root:FAILED > a')
    for (const more of [{}, { expectedVersion: 7 }, { dryRun: true }])
      expect(await unchanged({ id: id('a'), parentId: id('root'), ...more })).toMatchObject({
        changed: false,
        movedCount: 0,
      })
    expect(await unchanged({ id: id('root') })).toMatchObject({ changed: false, movedCount: 0 })
  })

  test('by dryRun writes nothing, and says how many would move', async () => {
    const id = await givenTree(api.pool, 'root > [a > b, c]')
    expect(await unchanged({ id: id('a'), parentId: id('c'), dryRun: true })).toMatchObject({
      __typename: 'MoveSupervisorPayload',
      changed: false,
      movedCount: 2,
      supervisor: { parent: { id: id('root') }, version: 1 },
    })
  })

  test('takes as many statements for a large subtree as for a small one', async () => {
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

  test('leaves an event for each that moved, caused by the one that was asked for', async () => {
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

describe.each([false, true])('it is refused (dryRun: %s)', (dryRun) => {
  test('with ValidationError where an id is none', async () => {
    const id = await givenTree(api.pool, 'root')
    expect(await unchanged({ id: 'root', dryRun })).toMatchObject({
      __typename: 'ValidationError',
      path: ['input', 'id'],
    })
    expect(await unchanged({ id: id('root'), parentId: '', dryRun })).toMatchObject({
      __typename: 'ValidationError',
      path: ['input', 'parentId'],
    })
  })

  test('with NotFoundError where there is no such supervisor, or no such parent', async () => {
    const id = await givenTree(api.pool, 'root')
    const nobody = randomUUID()
    expect(await unchanged({ id: nobody, dryRun })).toMatchObject({
      __typename: 'NotFoundError',
      path: ['input', 'id'],
      id: nobody,
    })
    expect(await unchanged({ id: id('root'), parentId: nobody, dryRun })).toMatchObject({
      __typename: 'NotFoundError',
      path: ['input', 'parentId'],
      id: nobody,
    })
  })

  test('with InvalidTransitionError where it is TERMINATED, even to where it is', async () => {
    const id = await givenTree(api.pool, 'root > [a:TERMINATED, b]')
    for (const parent of ['root', 'b'])
      expect(await unchanged({ id: id('a'), parentId: id(parent), dryRun })).toMatchObject({
        __typename: 'InvalidTransitionError',
        code: 'INVALID_TRANSITION',
        from: 'TERMINATED',
        to: 'TERMINATED',
        allowed: [],
      })
  })

  test('with ConflictError where the version is another than expected', async () => {
    const id = await givenTree(api.pool, 'root > [a, b]')
    expect(await unchanged({ id: id('a'), parentId: id('b'), expectedVersion: 2, dryRun })).toMatchObject({
      __typename: 'ConflictError',
      code: 'CONFLICT',
      current: { id: id('a'), version: 1 },
    })
  })

  test('with CycleError under itself, or below', async () => {
    const id = await givenTree(api.pool, 'root > a > b:FAILED > c')
    for (const parent of ['a', 'b', 'c'])
      expect(await unchanged({ id: id('a'), parentId: id(parent), dryRun })).toMatchObject({
        __typename: 'CycleError',
        code: 'CYCLE',
      })
  })

  test.each(['FAILED', 'TERMINATED'])('with ParentUnavailableError under a parent that is %s', async (status) => {
    const id = await givenTree(api.pool, `root > [a, b:${status}]`)
    expect(await unchanged({ id: id('a'), parentId: id('b'), dryRun })).toMatchObject({
      __typename: 'ParentUnavailableError',
      code: 'PARENT_UNAVAILABLE',
      supervisor: { id: id('b'), status },
    })
  })

  test('with LevelLimitError where the deepest below it would be too deep, TERMINATED or not', async () => {
    await api.pool.query('UPDATE hierarchy_settings SET max_level = 3')
    const id = await givenTree(api.pool, 'root > [a > b > c:TERMINATED, d > e]')
    expect(await unchanged({ id: id('a'), parentId: id('e'), dryRun })).toMatchObject({
      __typename: 'LevelLimitError',
      code: 'LEVEL_LIMIT',
      limit: 3,
      actual: 5,
    })
    expect(await unchanged({ id: id('a'), parentId: id('d'), dryRun })).toMatchObject({ actual: 4 })
    expect(await move({ id: id('b'), parentId: id('d'), dryRun })).toMatchObject({ movedCount: 1 })
  })

  test('with NameTakenError where a live child there has its name', async () => {
    const id = await givenTree(api.pool, 'root > [a > b, c > [taken, over:TERMINATED]], other')
    await api.pool.query(`UPDATE supervisors SET name = 'taken' WHERE name = 'b'`)
    expect(await unchanged({ id: id('b'), parentId: id('c'), dryRun })).toMatchObject({
      __typename: 'NameTakenError',
      code: 'NAME_TAKEN',
      name: 'taken',
      existing: { id: id('taken') },
    })
    await api.pool.query(`UPDATE supervisors SET name = 'other' WHERE name = 'a'`)
    expect(await unchanged({ id: id('a'), dryRun })).toMatchObject({ existing: { id: id('other') } })
    await api.pool.query(`UPDATE supervisors SET name = 'over' WHERE id = $1`, [id('b')])
    expect(await move({ id: id('b'), parentId: id('c'), dryRun })).toMatchObject({ movedCount: 1 })
  })

  test('with ForbiddenError to whoever may not operate', async () => {
    const id = await givenTree(api.pool, 'root > [a, b]')
    const before = await dumpTables(api.pool)
    for (const role of ['READ', 'REPORT'] as const) {
      const input = { id: id('a'), parentId: id('b'), dryRun }
      const { data } = await executeAs({ role }, moveDocument, { input })
      expect(data.moveSupervisor).toMatchObject({ __typename: 'ForbiddenError', required: 'OPERATE' })
    }
    expect(await dumpTables(api.pool)).toEqual(before)
  })

  test('with NotFoundError for whatever lies outside of the viewer’s subtree, and as a root', async () => {
    const id = await givenTree(api.pool, 'root > [mine > [a > b, c], theirs > d]')
    const before = await dumpTables(api.pool)
    const within = id('mine')
    for (const [input, path] of [
      [{ id: id('d'), parentId: id('c') }, 'id'],
      [{ id: id('a'), parentId: id('theirs') }, 'parentId'],
      [{ id: id('a'), parentId: id('root') }, 'parentId'],
      [{ id: id('a'), parentId: null }, 'parentId'],
    ] as const) {
      const { data } = await executeAs({ within }, moveDocument, { input: { ...input, dryRun } })
      expect(data.moveSupervisor).toMatchObject({ __typename: 'NotFoundError', path: ['input', path] })
    }
    expect(await dumpTables(api.pool)).toEqual(before)
    const { data } = await executeAs({ within }, moveDocument, { input: { id: id('b'), parentId: id('c'), dryRun } })
    expect(data.moveSupervisor).toMatchObject({ __typename: 'MoveSupervisorPayload', changed: !dryRun })
  })
})

test('of two moves at once that would close a cycle one is refused', async () => {
  const id = await givenTree(api.pool, 'root > [a > a1, b > b1]')
  const results = await Promise.all([
    move({ id: id('a'), parentId: id('b1') }),
    move({ id: id('b'), parentId: id('a1') }),
  ])
  expect(results.map((result) => result.__typename).sort()).toEqual(['CycleError', 'MoveSupervisorPayload'])
})
