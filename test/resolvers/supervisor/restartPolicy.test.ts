import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { dumpTables } from '../../support/database/dumpTables.ts'
import { givenTree } from '../../support/database/givenTree.ts'
import { withApi } from '../../support/api/withApi.ts'

/** `config.restart` of supervisors, wherever the API takes it. */

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

/** Sends what writes nothing, and fails the test if it did. */
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

const good = { strategy: 'rest_for_one', max_restarts: 5, within_seconds: 60, stagger_seconds: 2 }

const bad: [restart: unknown, place: string[], problem: string][] = [
  ['one_for_one', [], 'expected an object, got "one_for_one".'],
  [null, [], 'expected an object, got null.'],
  [[good], [], `expected an object, got ${JSON.stringify([good])}.`],
  [{ ...good, strategy: 'all' }, ['strategy'], 'expected one of one_for_one, one_for_all, rest_for_one, got "all".'],
  [{ ...good, max_restarts: -1 }, ['max_restarts'], 'expected a whole number from 0 to 1000, got -1.'],
  [{ ...good, within_seconds: '60' }, ['within_seconds'], 'expected a whole number from 1 to 86400, got "60".'],
  [{ ...good, stagger_seconds: 0.5 }, ['stagger_seconds'], 'expected a whole number from 0 to 3600, got 0.5.'],
  [
    { ...good, intensity: 1 },
    ['intensity'],
    'expected one of the keys strategy, max_restarts, within_seconds, stagger_seconds, got "intensity".',
  ],
]

describe.each(bad)('the policy %j', (restart, place, problem) => {
  test('is refused by spawnSupervisor', async () => {
    expect(await refused('spawnSupervisor', { name: 'a', config: { k: 1, restart } })).toEqual(
      invalid(['input', 'config', 'restart', ...place], problem),
    )
  })

  test('is refused by spawnHierarchy, with all that was to be spawned beside', async () => {
    const supervisors = [
      { id: randomUUID(), name: 'a' },
      { id: randomUUID(), name: 'b', children: [{ id: randomUUID(), name: 'c', config: { restart } }] },
    ]
    expect(await refused('spawnHierarchy', { supervisors })).toEqual(
      invalid(['input', 'supervisors', '1', 'children', '0', 'config', 'restart', ...place], problem),
    )
  })

  test('is refused by updateSupervisor, as another config', async () => {
    const id = await givenConfig({ restart: good })
    expect(await refused('updateSupervisor', { id, name: 'b', config: { restart } })).toEqual(
      invalid(['input', 'config', 'restart', ...place], problem),
    )
  })

  test('of a team is none, and is taken', async () => {
    const id = (await givenTree(api.pool, 'a'))('a')
    expect(await mutate('createTeam', { supervisorId: id, name: 't', config: { restart } })).toEqual({
      __typename: 'CreateTeamPayload',
    })
  })
})

// null is none of them: merged, it takes the policy away
test.each(bad.filter(([restart]) => restart !== null))(
  'the policy %j is refused by updateSupervisor, as a patch',
  async (restart, place, problem) => {
    const id = await givenConfig({ restart: good })
    expect(await refused('updateSupervisor', { id, name: 'b', mergeConfig: { restart } })).toEqual(
      invalid(['input', 'mergeConfig', 'restart', ...place], problem),
    )
  },
)

describe('a good one', () => {
  test('is taken by spawnSupervisor and spawnHierarchy', async () => {
    const config = { k: 1, restart: good }
    expect(await mutate('spawnSupervisor', { name: 'a', config })).toEqual({ __typename: 'SpawnSupervisorPayload' })
    const supervisors = [{ id: randomUUID(), name: 'b', config: { restart: {} } }]
    expect(await mutate('spawnHierarchy', { supervisors })).toEqual({ __typename: 'SpawnHierarchyPayload' })
    expect(await configs()).toEqual([config, { restart: {} }])
  })

  const { max_restarts, ...others } = good
  test.each([
    [{ config: { restart: good } }, { restart: good }],
    [{ config: {} }, {}],
    [{ mergeConfig: { restart: { max_restarts: 9 } } }, { k: 1, restart: { ...good, max_restarts: 9 } }],
    [{ mergeConfig: { restart: { max_restarts: null } } }, { k: 1, restart: others }],
    [{ mergeConfig: { restart: null } }, { k: 1 }],
    [{ mergeConfig: { k: 2 } }, { k: 2, restart: { ...others, max_restarts } }],
  ])('is what %j leaves', async (change, left) => {
    const id = await givenConfig({ k: 1, restart: good })
    expect(await mutate('updateSupervisor', { id, ...change })).toEqual({ __typename: 'UpdateSupervisorPayload' })
    expect(await configs()).toEqual([left])
  })
})

describe('garbage that others wrote', () => {
  const garbage = { restart: { strategy: ['none'], max_restarts: 2 } }

  test.each([
    [{ name: 'b' }, garbage],
    [
      { description: 'x', mergeConfig: { k: 1 } },
      { ...garbage, k: 1 },
    ],
    [{ mergeConfig: { restart: { strategy: null } } }, { restart: { max_restarts: 2 } }],
    [
      { mergeConfig: { restart: { strategy: 'one_for_all' } } },
      { restart: { strategy: 'one_for_all', max_restarts: 2 } },
    ],
    [{ mergeConfig: { restart: null } }, {}],
    [{ config: { restart: good } }, { restart: good }],
    [{ config: { k: 1 } }, { k: 1 }],
  ])('is no obstacle to %j', async (change, left) => {
    const id = await givenConfig(garbage)
    expect(await mutate('updateSupervisor', { id, ...change })).toEqual({ __typename: 'UpdateSupervisorPayload' })
    expect(await configs()).toEqual([left])
  })

  test('is judged with what is merged into it: what it would be then is no policy', async () => {
    const id = await givenConfig(garbage)
    expect(await refused('updateSupervisor', { id, mergeConfig: { restart: { max_restarts: 3 } } })).toEqual(
      invalid(
        ['input', 'mergeConfig', 'restart', 'strategy'],
        'expected one of one_for_one, one_for_all, rest_for_one, got ["none"].',
      ),
    )
  })

  test('that is no object becomes one where a patch says what it is to be', async () => {
    const id = await givenConfig({ restart: 'always' })
    const change = { id, mergeConfig: { restart: { max_restarts: 3 } } }
    expect(await mutate('updateSupervisor', change)).toEqual({ __typename: 'UpdateSupervisorPayload' })
    expect(await configs()).toEqual([{ restart: { max_restarts: 3 } }])
  })
})
