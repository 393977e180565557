import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { SpawnSupervisorInput } from '../../generated/graphql.ts'
import { graphql } from '../../generated/index.ts'
import { dumpTables } from '../../support/database/dumpTables.ts'
import { givenTree, pathsOf, type IdOf } from '../../support/database/givenTree.ts'
import { withApi } from '../../support/api/withApi.ts'

const api = withApi()
let id: IdOf

beforeAll(async () => {
  id = await givenTree(
    api.pool,
    'root > [starting:SPAWNING, held:PAUSED, broken:FAILED, over:TERMINATED, twin:TERMINATED], other',
  )
})
afterEach(async () => {
  expect(await api.violations()).toEqual([])
})

const spawnDocument = graphql(`
  mutation Spawn($input: SpawnSupervisorInput!) {
    spawnSupervisor(input: $input) {
      __typename
      ... on SpawnSupervisorPayload {
        created
        supervisor {
          id
          name
          description
          status
          statusReason
          config
          policyVersionId
          hierarchyLevel
          incarnation
          version
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
      ... on ParentUnavailableError {
        supervisor {
          id
          status
        }
      }
      ... on NameTakenError {
        name
        existing {
          id
        }
      }
      ... on LevelLimitError {
        limit
        actual
      }
      ... on ConflictError {
        current {
          id
          ... on Supervisor {
            name
            status
          }
        }
      }
    }
  }
`)
const spawn = async (input: SpawnSupervisorInput) => (await api.data(spawnDocument, { input })).spawnSupervisor

/** Spawns, and fails the test unless that made a supervisor or found it. */
async function spawned(input: SpawnSupervisorInput) {
  const result = await spawn(input)
  if (result.__typename !== 'SpawnSupervisorPayload') throw new Error(result.message)
  return result
}
/** Spawns what is refused, and fails the test if that wrote anything. */
async function refused(input: SpawnSupervisorInput) {
  const before = await dumpTables(api.pool)
  const result = await spawn(input)
  expect(await dumpTables(api.pool)).toEqual(before)
  return result
}

describe('a spawned supervisor', () => {
  test('is SPAWNING under its parent, with what was said of it', async () => {
    const policy = randomUUID()
    const { supervisor, created } = await spawned({
      parentId: id('root'),
      name: ' Ünï “q” 🦀 ',
      description: '',
      config: { b: 1, a: [{ deep: null }] },
      policyVersionId: policy.toUpperCase(),
    })
    expect(created).toBe(true)
    expect(supervisor).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
      name: ' Ünï “q” 🦀 ',
      description: '',
      status: 'SPAWNING',
      statusReason: null,
      config: { a: [{ deep: null }], b: 1 },
      policyVersionId: policy,
      hierarchyLevel: 1,
      incarnation: 1,
      version: 1,
      parent: { id: id('root') },
    })
    expect(await pathsOf(api.pool)).toMatchObject({ ' Ünï “q” 🦀 ': '1 root/ Ünï “q” 🦀 ' })
  })

  test.each([{}, { parentId: null }])('is a root with %j for a parent', async (parent) => {
    const name = `root of ${JSON.stringify(parent)}`
    const { supervisor } = await spawned({ name, ...parent })
    expect(supervisor).toMatchObject({ hierarchyLevel: 0, parent: null, config: {}, description: null })
  })

  test('has the id that was chosen, in lower case', async () => {
    const chosen = randomUUID()
    const { supervisor } = await spawned({ id: chosen.toUpperCase(), name: 'chosen' })
    expect(supervisor.id).toBe(chosen)
  })

  test.each(['starting', 'held'])('may be below one that is %s', async (parent) => {
    const { supervisor } = await spawned({ parentId: id(parent), name: 'new' })
    expect(supervisor.parent).toEqual({ id: id(parent) })
  })

  test('may have a name that is in use elsewhere, in another case, or by a TERMINATED sibling', async () => {
    await spawned({ parentId: id('other'), name: 'held' })
    await spawned({ parentId: id('root'), name: 'HELD' })
    await spawned({ parentId: id('root'), name: 'twin' })
  })
})

describe('spawning again by the same id', () => {
  const input = { id: randomUUID(), name: 'again', config: { x: 1, y: [1, 2] }, description: 'once' }

  test('answers what is there, whatever became of it since', async () => {
    const parentId = id('other')
    await spawned({ ...input, parentId })
    expect(await spawned({ ...input, parentId })).toMatchObject({ created: false, supervisor: { status: 'SPAWNING' } })
    expect(
      await spawned({ ...input, parentId: parentId.toUpperCase(), id: input.id.toUpperCase(), policyVersionId: null }),
    ).toMatchObject({ created: false })
    expect(await spawned({ ...input, parentId, config: { y: [1, 2], x: 1 } })).toMatchObject({ created: false })

    await api.pool.query(`UPDATE supervisors SET status = 'TERMINATED' WHERE $1 = ANY (path)`, [parentId])
    const before = await dumpTables(api.pool)
    expect(await spawned({ ...input, parentId })).toMatchObject({
      created: false,
      supervisor: { id: input.id, status: 'TERMINATED', parent: { id: parentId } },
    })
    expect(await dumpTables(api.pool)).toEqual(before)
  })

  test.each([
    { name: 'Again' },
    { parentId: null },
    { config: { x: 1, y: [2, 1] } },
    { config: { x: '1', y: [1, 2] } },
    { config: null },
    { description: null },
    { description: '' },
    { policyVersionId: randomUUID() },
  ])('with %j is another input: a conflict, with what is there', async (other) => {
    expect(await refused({ ...input, parentId: id('other'), ...other })).toMatchObject({
      __typename: 'ConflictError',
      code: 'CONFLICT',
      message: expect.stringContaining(input.id) as unknown,
      current: { id: input.id, name: 'again' },
    })
  })

  test('as a row that somebody else made is a conflict', async () => {
    expect(await refused({ id: id('held'), name: 'held', parentId: id('root') })).toMatchObject({
      __typename: 'ConflictError',
      current: { id: id('held'), name: 'held' },
    })
  })

  test('many at once make one, and all answer it', async () => {
    const once = { id: randomUUID(), name: 'stampede', parentId: id('root') }
    const results = await Promise.all(Array.from({ length: 20 }, () => spawned(once)))
    expect(results.filter(({ created }) => created)).toHaveLength(1)
    expect(new Set(results.map(({ supervisor }) => supervisor.id))).toEqual(new Set([once.id]))
  })
})

describe('a spawn is refused', () => {
  test('with NotFoundError where there is no such parent', async () => {
    const nobody = randomUUID()
    expect(await refused({ name: 'x', parentId: nobody })).toMatchObject({
      __typename: 'NotFoundError',
      code: 'NOT_FOUND',
      path: ['input', 'parentId'],
      id: nobody,
    })
  })

  test.each([
    ['broken', 'FAILED'],
    ['over', 'TERMINATED'],
  ])('with ParentUnavailableError where the parent, %s, is %s', async (parent, status) => {
    expect(await refused({ name: 'x', parentId: id(parent) })).toMatchObject({
      __typename: 'ParentUnavailableError',
      code: 'PARENT_UNAVAILABLE',
      supervisor: { id: id(parent), status },
    })
  })

  test('with NameTakenError where a live sibling has the name', async () => {
    expect(await refused({ name: 'held', parentId: id('root') })).toMatchObject({
      __typename: 'NameTakenError',
      code: 'NAME_TAKEN',
      name: 'held',
      existing: { id: id('held') },
    })
    expect(await refused({ name: 'root' })).toMatchObject({ name: 'root', existing: { id: id('root') } })
  })

  test('of many at once with one name, all but one', async () => {
    const results = await Promise.all(Array.from({ length: 20 }, () => spawn({ name: 'contested' })))
    const won = results.filter((result) => result.__typename === 'SpawnSupervisorPayload')
    expect(won).toHaveLength(1)
    for (const result of results)
      if (result.__typename === 'NameTakenError') expect(result.existing?.id).toBe(won[0]?.supervisor.id)
      else expect(result.__typename).toBe('SpawnSupervisorPayload')
  })

  test('with LevelLimitError below the deepest level that there may be', async () => {
    let parentId = id('root')
    for (let level = 1; level <= 10; level++)
      parentId = (await spawned({ name: `level ${level}`, parentId })).supervisor.id
    expect(await refused({ name: 'level 11', parentId })).toMatchObject({
      __typename: 'LevelLimitError',
      code: 'LEVEL_LIMIT',
      limit: 10,
      actual: 11,
    })
    await api.pool.query('UPDATE hierarchy_settings SET max_level = 11')
    await spawned({ name: 'level 11', parentId })
  })

  test('with ValidationError, before anything else is looked at', async () => {
    expect(await refused({ name: ' ', parentId: randomUUID() })).toMatchObject({
      __typename: 'ValidationError',
      code: 'VALIDATION',
      path: ['input', 'name'],
    })
  })
})
