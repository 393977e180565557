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
    'root > [spawning:SPAWNING, paused:PAUSED, failed:FAILED, terminated:TERMINATED, twin:TERMINATED], other',
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

/** Returns the payload, and fails the test if the spawn was refused. */
async function spawned(input: SpawnSupervisorInput) {
  const result = await spawn(input)
  if (result.__typename !== 'SpawnSupervisorPayload') throw new Error(result.message)
  return result
}
/** Returns the refusal, and fails the test if the request wrote anything. */
async function refused(input: SpawnSupervisorInput) {
  const before = await dumpTables(api.pool)
  const result = await spawn(input)
  expect(await dumpTables(api.pool)).toEqual(before)
  return result
}

describe('a spawned supervisor', () => {
  test('is SPAWNING below its parent, with the given fields', async () => {
    const policy = randomUUID()
    const { supervisor, created } = await spawned({
      parentId: id('root'),
      name: ' U\u0308ni\u0308 “q” 🦀 ',
      description: '',
      config: { b: 1, a: [{ deep: null }] },
      policyVersionId: policy.toUpperCase(),
    })
    expect(created).toBe(true)
    expect(supervisor).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
      name: 'Ünï “q” 🦀',
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
    expect(await pathsOf(api.pool)).toMatchObject({ 'Ünï “q” 🦀': '1 root/Ünï “q” 🦀' })
  })

  test.each([{}, { parentId: null }])('is a root if its parent is given as %j', async (parent) => {
    const name = `root of ${JSON.stringify(parent)}`
    const { supervisor } = await spawned({ name, ...parent })
    expect(supervisor).toMatchObject({ hierarchyLevel: 0, parent: null, config: {}, description: null })
  })

  test('has the id that the client chose, in lower case', async () => {
    const chosen = randomUUID()
    const { supervisor } = await spawned({ id: chosen.toUpperCase(), name: 'chosen' })
    expect(supervisor.id).toBe(chosen)
  })

  test.each(['spawning', 'paused'])('can be below a supervisor that is %s', async (parent) => {
    const { supervisor } = await spawned({ parentId: id(parent), name: 'new' })
    expect(supervisor.parent).toEqual({ id: id(parent) })
  })

  test('can have a name that is used below another parent, in another case, or by a TERMINATED sibling', async () => {
    await spawned({ parentId: id('other'), name: 'paused' })
    await spawned({ parentId: id('root'), name: 'PAUSED' })
    await spawned({ parentId: id('root'), name: 'twin' })
  })
})

describe('a repeated spawnSupervisor with the same id', () => {
  const input = { id: randomUUID(), name: 'again', config: { x: 1, y: [1, 2] }, description: 'once' }

  test('returns the existing supervisor, even if it was terminated since', async () => {
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
  ])('but with %j is refused with ConflictError and the existing supervisor', async (other) => {
    expect(await refused({ ...input, parentId: id('other'), ...other })).toMatchObject({
      __typename: 'ConflictError',
      code: 'CONFLICT',
      message: expect.stringContaining(input.id) as unknown,
      current: { id: input.id, name: 'again' },
    })
  })

  test('is refused with ConflictError if the API did not create the existing supervisor', async () => {
    expect(await refused({ id: id('paused'), name: 'paused', parentId: id('root') })).toMatchObject({
      __typename: 'ConflictError',
      current: { id: id('paused'), name: 'paused' },
    })
  })

  test('creates one supervisor if 20 requests are concurrent, and all return it', async () => {
    const once = { id: randomUUID(), name: 'stampede', parentId: id('root') }
    const results = await Promise.all(Array.from({ length: 20 }, () => spawned(once)))
    expect(results.filter(({ created }) => created)).toHaveLength(1)
    expect(new Set(results.map(({ supervisor }) => supervisor.id))).toEqual(new Set([once.id]))
  })
})

describe('refuses a spawn', () => {
  test('with NotFoundError if the parent does not exist', async () => {
    const unknownId = randomUUID()
    expect(await refused({ name: 'x', parentId: unknownId })).toMatchObject({
      __typename: 'NotFoundError',
      code: 'NOT_FOUND',
      path: ['input', 'parentId'],
      id: unknownId,
    })
  })

  test.each([
    ['FAILED', 'failed'],
    ['TERMINATED', 'terminated'],
  ])('with ParentUnavailableError if the parent is %s', async (status, parent) => {
    expect(await refused({ name: 'x', parentId: id(parent) })).toMatchObject({
      __typename: 'ParentUnavailableError',
      code: 'PARENT_UNAVAILABLE',
      supervisor: { id: id(parent), status },
    })
  })

  test('with NameTakenError if a live sibling has the name', async () => {
    expect(await refused({ name: 'paused', parentId: id('root') })).toMatchObject({
      __typename: 'NameTakenError',
      code: 'NAME_TAKEN',
      name: 'paused',
      existing: { id: id('paused') },
    })
    expect(await refused({ name: 'root' })).toMatchObject({ name: 'root', existing: { id: id('root') } })
  })

  test('with NameTakenError in all but one of 20 concurrent requests with the same name', async () => {
    const results = await Promise.all(Array.from({ length: 20 }, () => spawn({ name: 'contested' })))
    const won = results.filter((result) => result.__typename === 'SpawnSupervisorPayload')
    expect(won).toHaveLength(1)
    for (const result of results)
      if (result.__typename === 'NameTakenError') expect(result.existing?.id).toBe(won[0]?.supervisor.id)
      else expect(result.__typename).toBe('SpawnSupervisorPayload')
  })

  test('with LevelLimitError below the maximum level', async () => {
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

  test('with ValidationError before it reads the database', async () => {
    expect(await refused({ name: ' ', parentId: randomUUID() })).toMatchObject({
      __typename: 'ValidationError',
      code: 'VALIDATION',
      path: ['input', 'name'],
    })
  })
})
