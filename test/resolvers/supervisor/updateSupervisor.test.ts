import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import type { UpdateSupervisorInput } from '../../generated/graphql.ts'
import { graphql } from '../../generated/index.ts'
import { dumpTables } from '../../support/database/dumpTables.ts'
import { givenTree } from '../../support/database/givenTree.ts'
import { withApi } from '../../support/api/withApi.ts'
import { withViewer } from '../../support/api/withViewer.ts'

const api = withApi()
const executeAs = withViewer(api)

afterEach(async () => {
  expect(await api.violations()).toEqual([])
  await api.pool.query('TRUNCATE supervisors, supervisor_events CASCADE')
})

const updateDocument = graphql(`
  mutation Update($input: UpdateSupervisorInput!) {
    updateSupervisor(input: $input) {
      __typename
      ... on UpdateSupervisorPayload {
        changed
        supervisor {
          id
          name
          description
          config
          policyVersionId
          version
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
      ... on NameTakenError {
        name
        existing {
          id
        }
      }
      ... on InvalidTransitionError {
        from
        to
        allowed
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
const update = async (input: UpdateSupervisorInput) => (await api.data(updateDocument, { input })).updateSupervisor

/** Sends a request that is refused or changes nothing, and fails the test if it wrote anything. */
async function unchanged(input: UpdateSupervisorInput) {
  const before = await dumpTables(api.pool)
  const result = await update(input)
  expect(await dumpTables(api.pool)).toEqual(before)
  return result
}

const policy = '5f0c2e0a-0000-4000-8000-000000000001'

/** A supervisor with a value in every field that an update can change. */
async function givenFull(): Promise<string> {
  const id = await givenTree(api.pool, 'root > [a, sibling, over:TERMINATED]')
  await api.pool.query(
    `UPDATE supervisors SET description = 'old', config = '{"model": "m", "limits": {"cpu": 1, "ram": 2}}', policy_version_id = $2 WHERE id = $1`,
    [id('a'), policy],
  )
  return id('a')
}
const full = {
  name: 'a',
  description: 'old',
  config: { model: 'm', limits: { cpu: 1, ram: 2 } },
  policyVersionId: policy,
  version: 2,
}

describe('an update', () => {
  const other = randomUUID()
  test.each([
    [{ name: ' b 🦀 ' }, { name: 'b 🦀' }],
    [{ name: 'over' }, { name: 'over' }],
    [{ description: 'new' }, { description: 'new' }],
    [{ description: '' }, { description: '' }],
    [{ description: null }, { description: null }],
    [{ policyVersionId: other.toUpperCase() }, { policyVersionId: other }],
    [{ policyVersionId: null }, { policyVersionId: null }],
    [{ config: {} }, { config: {} }],
    [{ config: { limits: null } }, { config: { limits: null } }],
    [{ mergeConfig: { limits: { cpu: 3 } } }, { config: { model: 'm', limits: { cpu: 3, ram: 2 } } }],
    [{ mergeConfig: { limits: { cpu: null } } }, { config: { model: 'm', limits: { ram: 2 } } }],
    [{ mergeConfig: { limits: null, added: { x: null } } }, { config: { model: 'm', added: {} } }],
    [{ mergeConfig: { limits: [1] } }, { config: { model: 'm', limits: [1] } }],
    [
      { name: 'b', description: 'new', config: { x: 1 }, policyVersionId: null, expectedVersion: 2 },
      { name: 'b', description: 'new', config: { x: 1 }, policyVersionId: null },
    ],
  ])('with %j changes only these fields', async (change, changed) => {
    const id = await givenFull()
    expect(await update({ id, ...change })).toEqual({
      __typename: 'UpdateSupervisorPayload',
      changed: true,
      supervisor: { id, ...full, ...changed, version: 3 },
    })
    const { rows } = await api.pool.query(
      `SELECT type, before, after, version FROM supervisor_events WHERE supervisor_id = $1 AND version > 2`,
      [id],
    )
    const keys = Object.keys(changed)
    expect(rows).toEqual([
      {
        type: 'SUPERVISOR_UPDATED',
        version: 3,
        before: Object.fromEntries(Object.entries(full).filter(([key]) => keys.includes(key))),
        after: changed,
      },
    ])
  })

  test.each([
    {},
    { name: 'a', description: 'old', policyVersionId: policy },
    { config: { limits: { ram: 2, cpu: 1 }, model: 'm' } },
    { mergeConfig: {} },
    { mergeConfig: { limits: { cpu: 1 }, absent: null } },
    { name: 'a', expectedVersion: 77 },
  ])('with the present values %j writes nothing', async (change) => {
    const id = await givenFull()
    expect(await unchanged({ id, ...change })).toMatchObject({ changed: false, supervisor: full })
  })

  test.each(['SPAWNING', 'PAUSED', 'FAILED'])(
    'accepts a supervisor that is %s, and frees its old name',
    async (status) => {
      const id = await givenTree(api.pool, `root > [a:${status}, b]`)
      expect(await update({ id: id('a'), name: 'c' })).toMatchObject({ changed: true })
      expect(await update({ id: id('b'), name: 'a' })).toMatchObject({ changed: true })
    },
  )

  test('merges concurrent patches without losing any', async () => {
    const id = await givenTree(api.pool, 'root')
    const results = await Promise.all(
      Array.from({ length: 12 }, (_, i) => update({ id: id('root'), mergeConfig: { [`key${i}`]: i } })),
    )
    for (const result of results) expect(result.__typename).toBe('UpdateSupervisorPayload')
    const { rows } = await api.pool.query('SELECT config, version FROM supervisors')
    expect(rows).toEqual([
      { config: Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`key${i}`, i])), version: 13 },
    ])
  })

  test('is made once if 8 concurrent requests expect the same version', async () => {
    const id = await givenTree(api.pool, 'root')
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, i) => update({ id: id('root'), description: `d${i}`, expectedVersion: 1 })),
    )
    const typenames = results.map((result) => result.__typename).sort()
    expect(typenames).toEqual([...Array.from({ length: 7 }, () => 'ConflictError'), 'UpdateSupervisorPayload'])
  })
})

describe('refuses the update', () => {
  test.each([
    [{ id: 'a' }, 'id', /expected a UUID/],
    [{ name: null }, 'name', /expected a value, got null\. Omit the field/],
    [{ name: ' \t' }, 'name', /blank/],
    [{ name: 'x'.repeat(256) }, 'name', /expected 1 to 255 characters, got 256\./],
    [{ name: 'a\0' }, 'name', /NUL/],
    [{ description: '\ud800' }, 'description', /surrogate/],
    [{ policyVersionId: 'x' }, 'policyVersionId', /UUID/],
    [{ config: null }, 'config', /expected a value, got null/],
    [{ config: [] }, 'config', /JSON object/],
    [{ config: { a: 'x'.repeat(70_000) } }, 'config', /at most 65536 bytes/],
    [{ mergeConfig: null }, 'mergeConfig', /expected a value, got null/],
    [{ mergeConfig: 1 }, 'mergeConfig', /JSON object/],
    [{ config: {}, mergeConfig: {} }, 'mergeConfig', /got both/],
  ])('with ValidationError for %j', async (change, path, message) => {
    const id = await givenFull()
    expect(await unchanged({ id, ...change })).toMatchObject({
      __typename: 'ValidationError',
      code: 'VALIDATION',
      path: ['input', path],
      message: expect.stringMatching(message) as unknown,
    })
  })

  test('with ValidationError if the merged config is too large', async () => {
    const id = await givenTree(api.pool, 'root')
    const half = 'x'.repeat(40_000)
    expect(await update({ id: id('root'), mergeConfig: { one: half } })).toMatchObject({ changed: true })
    expect(await unchanged({ id: id('root'), mergeConfig: { two: half } })).toMatchObject({
      __typename: 'ValidationError',
      path: ['input', 'mergeConfig'],
    })
  })

  test('with NotFoundError if the supervisor does not exist', async () => {
    const unknownId = randomUUID()
    expect(await unchanged({ id: unknownId, name: 'x' })).toMatchObject({
      __typename: 'NotFoundError',
      path: ['input', 'id'],
      id: unknownId,
    })
  })

  test('with InvalidTransitionError if the supervisor is TERMINATED, even if nothing would change', async () => {
    const id = await givenTree(api.pool, 'root > a:TERMINATED')
    for (const change of [{}, { name: 'a' }, { name: 'b' }])
      expect(await unchanged({ id: id('a'), ...change })).toMatchObject({
        __typename: 'InvalidTransitionError',
        code: 'INVALID_TRANSITION',
        from: 'TERMINATED',
        to: 'TERMINATED',
        allowed: [],
      })
  })

  test('with ConflictError if the version differs from the expected one', async () => {
    const id = await givenFull()
    expect(await unchanged({ id, name: 'b', expectedVersion: 1 })).toMatchObject({
      __typename: 'ConflictError',
      code: 'CONFLICT',
      current: { id, version: 2 },
    })
  })

  test('with NameTakenError if a live sibling or another root has the name', async () => {
    const id = await givenTree(api.pool, 'root > [a, taken], other')
    for (const [which, name] of [
      ['a', 'taken'],
      ['root', 'other'],
    ] as const)
      expect(await unchanged({ id: id(which), name, description: 'new' })).toMatchObject({
        __typename: 'NameTakenError',
        code: 'NAME_TAKEN',
        name,
        existing: { id: id(name) },
      })
  })

  test('with ForbiddenError without the role OPERATE, and with NotFoundError if the caller cannot see the supervisor', async () => {
    const id = await givenTree(api.pool, 'root > [a, b]')
    const before = await dumpTables(api.pool)
    const input = { id: id('a'), name: 'new' }
    for (const role of ['READ', 'REPORT'] as const)
      expect((await executeAs({ role }, updateDocument, { input })).data.updateSupervisor).toMatchObject({
        __typename: 'ForbiddenError',
        required: 'OPERATE',
      })
    expect((await executeAs({ within: id('b') }, updateDocument, { input })).data.updateSupervisor).toMatchObject({
      __typename: 'NotFoundError',
    })
    expect(await dumpTables(api.pool)).toEqual(before)
  })
})
