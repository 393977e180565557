import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { beforeEach, expect, test } from 'vitest'
import { mergePatch } from '../../src/domain/mergePatch.ts'
import { graphql } from '../generated/index.ts'
import { givenMember, givenTeam } from '../support/database/givenRow.ts'
import { givenTree } from '../support/database/givenTree.ts'
import { withApi } from '../support/api/withApi.ts'
import { withRawPost } from '../support/api/withRawPost.ts'

/** JSON as PostgreSQL prints it, with numbers of a writer that bypasses the API, which JavaScript would round. */
const written = '{"tiny": 0.1000000000000000055511151231257827, "small": 1, "account": 12345678901234567890}'

const api = withApi()
const post = withRawPost(api)
let ids: { supervisor: string; team: string; member: string }

beforeEach(async () => {
  await api.pool.query('TRUNCATE supervisors CASCADE')
  const supervisor = (await givenTree(api.pool, 'a'))('a')
  const team = await givenTeam(api.pool, supervisor, 't')
  ids = { supervisor, team, member: await givenMember(api.pool, team, randomUUID()) }
  await api.pool.query(`UPDATE supervisors SET config = $1`, [written])
  await api.pool.query(`UPDATE supervisor_teams SET config = $1`, [written])
  await api.pool.query(`UPDATE supervisor_team_members SET metadata = $1`, [written])
})

const readJson = async () => {
  const { rows } = await api.pool.query<Record<'supervisor' | 'team' | 'member', string>>(
    `SELECT s.config::text AS supervisor, t.config::text AS team, m.metadata::text AS member
     FROM supervisors s, supervisor_teams t, supervisor_team_members m`,
  )
  return rows[0]
}

test('a change of other fields keeps numbers that JavaScript would round, and its event does not have them', async () => {
  await api.data(
    graphql(`
      mutation RenameBesideNumbers($supervisor: ID!, $team: ID!, $member: ID!) {
        updateSupervisor(input: { id: $supervisor, name: "b" }) {
          __typename
        }
        updateTeam(input: { id: $team, name: "b" }) {
          __typename
        }
        updateTeamMember(input: { id: $member, role: "LEAD" }) {
          __typename
        }
      }
    `),
    ids,
  )
  expect(await readJson()).toEqual({ supervisor: written, team: written, member: written })
  const { rows } = await api.pool.query(`SELECT after FROM supervisor_events ORDER BY sequence DESC LIMIT 3`)
  expect(rows).toEqual([{ after: { role: 'LEAD' } }, { after: { name: 'b' } }, { after: { name: 'b' } }])
})

test('a merge patch keeps such numbers under other keys, and replaces them under its own keys', async () => {
  await api.data(
    graphql(`
      mutation MergeBesideNumbers($supervisor: ID!, $team: ID!, $member: ID!) {
        updateSupervisor(input: { id: $supervisor, mergeConfig: { small: null, new: 2 } }) {
          __typename
        }
        updateTeam(input: { id: $team, mergeConfig: { account: 7 } }) {
          __typename
        }
        updateTeamMember(input: { id: $member, metadata: { small: 1, new: 2 } }) {
          __typename
        }
      }
    `),
    ids,
  )
  expect(await readJson()).toEqual({
    supervisor: '{"new": 2, "tiny": 0.1000000000000000055511151231257827, "account": 12345678901234567890}',
    team: '{"tiny": 0.1000000000000000055511151231257827, "small": 1, "account": 7}',
    member: '{"new": 2, "small": 1}',
  })
})

const nested =
  '{"a": {"b": {"tiny": 0.1000000000000000055511151231257827, "huge": 1e400, "account": 12345678901234567890}, "c": 1}}'

test.each([
  ['replaces a key', '{ a: { c: 2 } }', nested.replace('"c": 1', '"c": 2')],
  ['adds a key', '{ d: -0 }', nested.replace('"c": 1}', '"c": 1}, "d": 0')],
  ['removes a key', '{ a: { b: { huge: null } } }', nested.replace(' "huge": 1e400,', '')],
  ['removes an object', '{ a: { b: null } }', '{"a": {"c": 1}}'],
  ['replaces an object by a list', '{ a: { b: [1] } }', '{"a": {"b": [1], "c": 1}}'],
  ['puts an object in the place of a number', '{ a: { c: { x: null, y: {} } } }', nested.replace('1}}', '{"y": {}}}}')],
])('a merge patch that %s keeps the numbers beside it at every level', async (_what, patch, result) => {
  await api.pool.query(`UPDATE supervisors SET config = $1`, [nested])
  await api.pool.query(`UPDATE supervisor_teams SET config = $1`, [nested])
  const { data, errors } = await api.request(
    `mutation ($supervisor: ID!, $team: ID!) {
       s: updateSupervisor(input: { id: $supervisor, mergeConfig: ${patch} }) { __typename }
       t: updateTeam(input: { id: $team, mergeConfig: ${patch} }) { __typename }
     }`,
    { supervisor: ids.supervisor, team: ids.team },
  )
  expect({ data, errors }).toEqual({
    data: { s: { __typename: 'UpdateSupervisorPayload' }, t: { __typename: 'UpdateTeamPayload' } },
  })
  const canonical = async (json: string) =>
    (await api.pool.query<{ text: string }>('SELECT $1::jsonb::text AS text', [json])).rows[0]?.text
  const stored = await readJson()
  expect([stored?.supervisor, stored?.team]).toEqual([await canonical(result), await canonical(result)])
})

test('every merge in the database is the one of RFC 7396', async () => {
  const key = fc.constantFrom('a', 'b', '', 'ü')
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'medium' },
      fc.constantFrom(null, true, 1, 'x'),
      fc.array(tie('value'), { maxLength: 2 }),
      fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
    ),
  }))
  const object = fc.dictionary(key, value, { maxKeys: 3, noNullPrototype: true })
  const pairs = fc.sample(fc.tuple(object, object), 2_000)
  const { rows } = await api.pool.query<{ merged: unknown }>(
    `SELECT merge_patch(p -> 0, p -> 1) AS merged FROM unnest($1::jsonb[]) p`,
    [pairs.map((pair) => JSON.stringify(pair))],
  )
  expect(rows.map(({ merged }) => merged)).toEqual(pairs.map(([target, patch]) => mergePatch(target, patch)))
})

const refused = [
  ['a whole number that JavaScript rounds', '12345678901234567890'],
  ['the first whole number that may be rounded', '9007199254740993'],
  ['the same below zero', '-9007199254740992'],
  ['a number that is too large for a double', '1e400'],
  ['the same below zero', '-1e400'],
] as const

test.each(refused)('%s is refused in a literal and in a variable, with its path', async (_what, number) => {
  const before = await readJson()
  const inputs: [mutation: string, input: (json: string) => string, path: string[]][] = [
    ['updateSupervisor', (json) => `"id": "${ids.supervisor}", "config": ${json}`, ['config']],
    ['updateSupervisor', (json) => `"id": "${ids.supervisor}", "mergeConfig": ${json}`, ['mergeConfig']],
    ['updateTeam', (json) => `"id": "${ids.team}", "mergeConfig": ${json}`, ['mergeConfig']],
    ['updateTeamMember', (json) => `"id": "${ids.member}", "metadata": ${json}`, ['metadata']],
    ['spawnSupervisor', (json) => `"name": "new", "config": ${json}`, ['config']],
    ['heartbeat', (json) => `"supervisorId": "${ids.supervisor}", "metrics": ${json}`, ['metrics']],
  ]
  for (const [mutation, input, path] of inputs) {
    const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`
    const text = `{${input(`{"a": [${number}]}`)}}`
    const selection = '{ ... on ValidationError { path } }'
    const literal = text.replaceAll(/"(\w+)":/g, '$1:')
    const expected = { data: { result: { path: ['input', ...path, 'a', '0'] } } }
    expect(
      await post(`{"query": ${JSON.stringify(`mutation { result: ${mutation}(input: ${literal}) ${selection} }`)}}`),
    ).toEqual(expected)
    const query = `mutation ($input: ${type}!) { result: ${mutation}(input: $input) ${selection} }`
    expect(await post(`{"query": ${JSON.stringify(query)}, "variables": {"input": ${text}}}`)).toEqual(expected)
  }
  expect(await readJson()).toEqual(before)
})

test('reads return the nearest number that JavaScript has, and null where there is none', async () => {
  await api.pool.query(`UPDATE supervisors SET config = $1, health_metrics = $1`, [nested])
  const { supervisor } = await api.data(
    graphql(`
      query ReadForeignNumbers($id: ID!) {
        supervisor(id: $id) {
          config
          healthMetrics
        }
      }
    `),
    { id: ids.supervisor },
  )
  const nearest = { a: { b: { tiny: 0.1, huge: null, account: Number('12345678901234567890') }, c: 1 } }
  expect(supervisor).toEqual({ config: nearest, healthMetrics: nearest })
})
