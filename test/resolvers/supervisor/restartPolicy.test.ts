import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { dumpTables } from '../../support/database/dumpTables.ts'
import { givenTree } from '../../support/database/givenTree.ts'
import { withApi } from '../../support/api/withApi.ts'

/** `config.restart` of supervisors, in every mutation that accepts it. */

const api = withApi()

afterEach(async () => {
  expect(await api.violations()).toEqual([])
  await api.pool.query('TRUNCATE supervisors, supervisor_events CASCADE')
})

async function mutate(mutation: string, input: object): Promise<unknown> {
  const type = mutation.charAt(0).toUpperCase() + mutation.slice(1)
  const document = `mutation ($input: ${type}Input!) {
    result: ${mutation}(input: $input) { __typename ... on Error { message code } ... on ValidationError { path } }
  }`
  const { data, errors } = await api.request<{ result: unknown }, object>(document, { input })
  expect(errors).toBeUndefined()
  return data?.result
}

/** Returns the refusal, and fails the test if the request wrote anything. */
async function refused(mutation: string, input: object): Promise<unknown> {
  const before = await dumpTables(api.pool)
  const result = await mutate(mutation, input)
  expect(await dumpTables(api.pool)).toEqual(before)
  return result
}
const invalid = (path: string[], problem: string) => ({
  __typename: 'ValidationError',
  code: 'VALIDATION',
  path,
  message: `${path.join('.')}: ${problem}`,
})

async function givenConfig(config: object): Promise<string> {
  const id = (await givenTree(api.pool, 'a'))('a')
  await api.pool.query('UPDATE supervisors SET config = $1', [config])
  return id
}
async function configs(): Promise<unknown[]> {
  const { rows } = await api.pool.query<{ config: unknown }>('SELECT config FROM supervisors ORDER BY name')
  return rows.map(({ config }) => config)
}

const validPolicy = { strategy: 'rest_for_one', max_restarts: 5, within_seconds: 60, stagger_seconds: 2 }

const invalidPolicies: [restart: unknown, key: string[], problem: string][] = [
  ['one_for_one', [], 'expected an object, got "one_for_one".'],
  [null, [], 'expected an object, got null.'],
  [[validPolicy], [], `expected an object, got ${JSON.stringify([validPolicy])}.`],
  [
    { ...validPolicy, strategy: 'all' },
    ['strategy'],
    'expected one of one_for_one, one_for_all, rest_for_one, got "all".',
  ],
  [{ ...validPolicy, max_restarts: -1 }, ['max_restarts'], 'expected a whole number from 0 to 1000, got -1.'],
  [{ ...validPolicy, within_seconds: '60' }, ['within_seconds'], 'expected a whole number from 1 to 86400, got "60".'],
  [{ ...validPolicy, stagger_seconds: 0.5 }, ['stagger_seconds'], 'expected a whole number from 0 to 3600, got 0.5.'],
  [
    { ...validPolicy, intensity: 1 },
    ['intensity'],
    'expected one of the keys strategy, max_restarts, within_seconds, stagger_seconds, got "intensity".',
  ],
]

describe.each(invalidPolicies)('the policy %j', (restart, key, problem) => {
  test('is refused by spawnSupervisor', async () => {
    expect(await refused('spawnSupervisor', { name: 'a', config: { k: 1, restart } })).toEqual(
      invalid(['input', 'config', 'restart', ...key], problem),
    )
  })

  test('is refused by spawnHierarchy, together with the rest of its input', async () => {
    const supervisors = [
      { id: randomUUID(), name: 'a' },
      { id: randomUUID(), name: 'b', children: [{ id: randomUUID(), name: 'c', config: { restart } }] },
    ]
    expect(await refused('spawnHierarchy', { supervisors })).toEqual(
      invalid(['input', 'supervisors', '1', 'children', '0', 'config', 'restart', ...key], problem),
    )
  })

  test('is refused by updateSupervisor in `config`', async () => {
    const id = await givenConfig({ restart: validPolicy })
    expect(await refused('updateSupervisor', { id, name: 'b', config: { restart } })).toEqual(
      invalid(['input', 'config', 'restart', ...key], problem),
    )
  })

  test('is accepted by createTeam, since teams have no restart policy', async () => {
    const id = (await givenTree(api.pool, 'a'))('a')
    expect(await mutate('createTeam', { supervisorId: id, name: 't', config: { restart } })).toEqual({
      __typename: 'CreateTeamPayload',
    })
  })
})

// null is excluded: in a merge patch it removes the policy
test.each(invalidPolicies.filter(([restart]) => restart !== null))(
  'the policy %j is refused by updateSupervisor in `mergeConfig`',
  async (restart, key, problem) => {
    const id = await givenConfig({ restart: validPolicy })
    expect(await refused('updateSupervisor', { id, name: 'b', mergeConfig: { restart } })).toEqual(
      invalid(['input', 'mergeConfig', 'restart', ...key], problem),
    )
  },
)

describe('a valid policy', () => {
  test('is accepted by spawnSupervisor and spawnHierarchy', async () => {
    const config = { k: 1, restart: validPolicy }
    expect(await mutate('spawnSupervisor', { name: 'a', config })).toEqual({ __typename: 'SpawnSupervisorPayload' })
    const supervisors = [{ id: randomUUID(), name: 'b', config: { restart: {} } }]
    expect(await mutate('spawnHierarchy', { supervisors })).toEqual({ __typename: 'SpawnHierarchyPayload' })
    expect(await configs()).toEqual([config, { restart: {} }])
  })

  const { max_restarts, ...others } = validPolicy
  test.each([
    [{ config: { restart: validPolicy } }, { restart: validPolicy }],
    [{ config: {} }, {}],
    [{ mergeConfig: { restart: { max_restarts: 9 } } }, { k: 1, restart: { ...validPolicy, max_restarts: 9 } }],
    [{ mergeConfig: { restart: { max_restarts: null } } }, { k: 1, restart: others }],
    [{ mergeConfig: { restart: null } }, { k: 1 }],
    [{ mergeConfig: { k: 2 } }, { k: 2, restart: { ...others, max_restarts } }],
  ])('can be changed or removed by the update %j', async (change, expected) => {
    const id = await givenConfig({ k: 1, restart: validPolicy })
    expect(await mutate('updateSupervisor', { id, ...change })).toEqual({ __typename: 'UpdateSupervisorPayload' })
    expect(await configs()).toEqual([expected])
  })
})

describe('an invalid policy that was written without the API', () => {
  const invalidConfig = { restart: { strategy: ['none'], max_restarts: 2 } }

  test.each([
    [{ name: 'b' }, invalidConfig],
    [
      { description: 'x', mergeConfig: { k: 1 } },
      { ...invalidConfig, k: 1 },
    ],
    [{ mergeConfig: { restart: { strategy: null } } }, { restart: { max_restarts: 2 } }],
    [
      { mergeConfig: { restart: { strategy: 'one_for_all' } } },
      { restart: { strategy: 'one_for_all', max_restarts: 2 } },
    ],
    [{ mergeConfig: { restart: null } }, {}],
    [{ config: { restart: validPolicy } }, { restart: validPolicy }],
    [{ config: { k: 1 } }, { k: 1 }],
  ])('does not prevent the update %j', async (change, expected) => {
    const id = await givenConfig(invalidConfig)
    expect(await mutate('updateSupervisor', { id, ...change })).toEqual({ __typename: 'UpdateSupervisorPayload' })
    expect(await configs()).toEqual([expected])
  })

  test('is validated after a patch is merged into it, so a patch that leaves it invalid is refused', async () => {
    const id = await givenConfig(invalidConfig)
    expect(await refused('updateSupervisor', { id, mergeConfig: { restart: { max_restarts: 3 } } })).toEqual(
      invalid(
        ['input', 'mergeConfig', 'restart', 'strategy'],
        'expected one of one_for_one, one_for_all, rest_for_one, got ["none"].',
      ),
    )
  })

  test('that is not an object is replaced by a patch with an object', async () => {
    const id = await givenConfig({ restart: 'always' })
    const change = { id, mergeConfig: { restart: { max_restarts: 3 } } }
    expect(await mutate('updateSupervisor', change)).toEqual({ __typename: 'UpdateSupervisorPayload' })
    expect(await configs()).toEqual([{ restart: { max_restarts: 3 } }])
  })
})
