import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { withApi } from '../../support/api/withApi.ts'
import { moveDocument, withMoves } from '../../support/api/withMoves.ts'
import { withViewer } from '../../support/api/withViewer.ts'
import { dumpTables } from '../../support/database/dumpTables.ts'
import { givenTree } from '../../support/database/givenTree.ts'

const api = withApi()
const executeAs = withViewer(api)
const { move, unchanged } = withMoves(api)

describe.each([false, true])('refuses the move (dryRun: %s)', (dryRun) => {
  test('with ValidationError if an id is no UUID', async () => {
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

  test('with NotFoundError if the supervisor or the new parent does not exist', async () => {
    const id = await givenTree(api.pool, 'root')
    const unknownId = randomUUID()
    expect(await unchanged({ id: unknownId, dryRun })).toMatchObject({
      __typename: 'NotFoundError',
      path: ['input', 'id'],
      id: unknownId,
    })
    expect(await unchanged({ id: id('root'), parentId: unknownId, dryRun })).toMatchObject({
      __typename: 'NotFoundError',
      path: ['input', 'parentId'],
      id: unknownId,
    })
  })

  test('with InvalidTransitionError if the supervisor is TERMINATED, even to its present parent', async () => {
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

  test('with ConflictError if the version differs from the expected one', async () => {
    const id = await givenTree(api.pool, 'root > [a, b]')
    expect(await unchanged({ id: id('a'), parentId: id('b'), expectedVersion: 2, dryRun })).toMatchObject({
      __typename: 'ConflictError',
      code: 'CONFLICT',
      current: { id: id('a'), version: 1 },
    })
  })

  test('with CycleError to itself or to a descendant', async () => {
    const id = await givenTree(api.pool, 'root > a > b:FAILED > c')
    for (const parent of ['a', 'b', 'c'])
      expect(await unchanged({ id: id('a'), parentId: id(parent), dryRun })).toMatchObject({
        __typename: 'CycleError',
        code: 'CYCLE',
      })
  })

  test.each(['FAILED', 'TERMINATED'])('with ParentUnavailableError to a parent that is %s', async (status) => {
    const id = await givenTree(api.pool, `root > [a, b:${status}]`)
    expect(await unchanged({ id: id('a'), parentId: id('b'), dryRun })).toMatchObject({
      __typename: 'ParentUnavailableError',
      code: 'PARENT_UNAVAILABLE',
      supervisor: { id: id('b'), status },
    })
  })

  test('with LevelLimitError if a descendant, live or TERMINATED, would be below the maximum level', async () => {
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

  test('with NameTakenError if a live child of the new parent, or another root, has the name', async () => {
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

  test('with ForbiddenError without the role OPERATE', async () => {
    const id = await givenTree(api.pool, 'root > [a, b]')
    const before = await dumpTables(api.pool)
    for (const role of ['READ', 'REPORT'] as const) {
      const input = { id: id('a'), parentId: id('b'), dryRun }
      const { data } = await executeAs({ role }, moveDocument, { input })
      expect(data.moveSupervisor).toMatchObject({ __typename: 'ForbiddenError', required: 'OPERATE' })
    }
    expect(await dumpTables(api.pool)).toEqual(before)
  })

  test('with NotFoundError for supervisors outside the subtree of the caller, and with ValidationError to the root', async () => {
    const id = await givenTree(api.pool, 'root > [mine > [a > b, c], theirs > d]')
    const before = await dumpTables(api.pool)
    const within = id('mine')
    for (const [input, path] of [
      [{ id: id('d'), parentId: id('c') }, 'id'],
      [{ id: id('a'), parentId: id('theirs') }, 'parentId'],
      [{ id: id('a'), parentId: id('root') }, 'parentId'],
    ] as const) {
      const { data } = await executeAs({ within }, moveDocument, { input: { ...input, dryRun } })
      expect(data.moveSupervisor).toMatchObject({ __typename: 'NotFoundError', path: ['input', path] })
    }
    const toRoot = { input: { id: id('a'), parentId: null, dryRun } }
    expect((await executeAs({ within }, moveDocument, toRoot)).data.moveSupervisor).toMatchObject({
      __typename: 'ValidationError',
      path: ['input', 'parentId'],
    })
    expect(await dumpTables(api.pool)).toEqual(before)
    const { data } = await executeAs({ within }, moveDocument, { input: { id: id('b'), parentId: id('c'), dryRun } })
    expect(data.moveSupervisor).toMatchObject({ __typename: 'MoveSupervisorPayload', changed: !dryRun })
  })
})
