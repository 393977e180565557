import { randomUUID } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import { withApi } from '../support/api/withApi.ts'
import { givenMember, givenTeam } from '../support/database/givenRow.ts'
import { givenTree, type IdOf } from '../support/database/givenTree.ts'
import { withSweeps } from '../support/supervision/withSweeps.ts'

/**
 * A writer that bypasses the API stores the most extreme values that the database accepts. No read,
 * change or sweep may have an internal error.
 */

const api = withApi({ env: { MAX_RESULT_SIZE: '100000000' } })
const { runSweep } = withSweeps(api)
let id: IdOf
let ids: Record<string, string>

beforeEach(async () => {
  await api.pool.query(`TRUNCATE supervisors, supervisor_events, supervisor_restarts CASCADE;
    UPDATE sweeper SET last_round_at = timezone('utc', now()) - interval '1 second', grace_from = '2020-01-01'`)
  id = await givenTree(api.pool, 'root > [odd > below, sound]')
  const team = await givenTeam(api.pool, id('odd'), 'team')
  const other = await givenTeam(api.pool, id('sound'), 'other')
  const agent = randomUUID()
  ids = {
    root: id('root'),
    odd: id('odd'),
    below: id('below'),
    sound: id('sound'),
    team,
    other,
    agent,
    member: await givenMember(api.pool, team, agent),
  }
})

const times = [
  '-infinity',
  '0001-01-01',
  '0001-12-31 BC',
  '4713-01-01 BC',
  '9999-12-31 23:59:59.999',
  '10000-01-01',
  '294276-12-31 23:59:59.999',
  'infinity',
]
const integers = ['-2147483648', '-1', '0', '2147483647']
const deep = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
const objects = [
  '{"heartbeat_interval": 1e400, "restart": {"max_restarts": 1e400}, "n": -1e400}',
  '{"heartbeat_interval": -0.0, "n": 1e-400, "m": 12345678901234567890}',
  '{"": "", "__proto__": {"__proto__": 1}, "constructor": null}',
  `{"heartbeat_interval": ${'9'.repeat(1_000)}, "restart": ${deep(500)}}`,
  deep(1_000),
  deep(5_000),
  `[${'['.repeat(5_000)}${']'.repeat(5_000)}]`.replace(/^\[/, '{"a":[').replace(/\]$/, ']}'),
  `{"a": "${'x'.repeat(1_000_000)}"}`,
  `{${Array.from({ length: 10_000 }, (_, i) => `"${i}": ${i}`).join()}}`,
]
const texts = [
  '',
  '\u0001\u001f\u007f\u0085',
  '\u200b\u202e',
  '\ufffe\uffff\u{10ffff}',
  '"\\\r\n',
  '%_',
  '🦀'.repeat(60),
  'x'.repeat(255),
]
const longTexts = [...texts, 'x'.repeat(1_000_000)]
const hashes = ['', '\\x00', `\\x${'ff'.repeat(10_000)}`]
const uuids = ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff']

/** Every column that a writer can set, with extreme values. */
const columns: Record<string, Record<string, readonly string[]>> = {
  supervisors: {
    name: texts,
    description: longTexts,
    status_reason: longTexts,
    config: objects,
    health_metrics: objects,
    policy_version_id: uuids,
    created_at: times,
    updated_at: times,
    last_heartbeat: times,
    status_changed_at: times,
    incarnation: integers,
    version: integers,
    heartbeat_sequence: ['-9223372036854775808', '9223372036854775807'],
    hierarchy_level: integers,
    spawn_hash: hashes,
  },
  supervisor_teams: {
    name: texts,
    description: longTexts,
    objective: longTexts,
    config: objects,
    created_at: times,
    updated_at: times,
    version: integers,
    spawn_hash: hashes,
  },
  supervisor_team_members: {
    role: texts,
    metadata: objects,
    joined_at: times,
    left_at: times,
    version: integers,
    agent_id: uuids,
  },
}

test('the table has every column that a writer can set', async () => {
  const { rows } = await api.pool.query<{ name: string }>(
    `SELECT c.relname || '.' || a.attname AS name FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
     WHERE c.relname = ANY ($1) AND a.attnum > 0 AND NOT a.attisdropped`,
    [Object.keys(columns)],
  )
  const covered = Object.entries(columns).flatMap(([table, given]) =>
    Object.keys(given).map((name) => `${table}.${name}`),
  )
  // keys, the status, and the path, which triggers compute
  const others = ['id', 'parent_id', 'supervisor_id', 'team_id', 'agent_id', 'status', 'path']
  expect(
    rows
      .map(({ name }) => name)
      .filter((name) => !covered.includes(name) && !others.includes(name.split('.')[1] ?? '')),
  ).toEqual([])
})

const supervisor = `id name description status statusReason statusChangedAt config healthMetrics policyVersionId hierarchyLevel version incarnation
  createdAt updatedAt lastHeartbeat effectiveStatus allowedActions health { state missedHeartbeats lastHeartbeat dueAt intervalSeconds } stats { supervisors }`
const team = 'id name description objective config createdAt updatedAt version allowedActions'
const member = 'id role metadata joinedAt leftAt version'
const reads = `query ($root: ID!, $odd: ID!, $team: ID!, $agent: ID!, $member: ID!) {
  supervisors(filter: { includeTerminated: true }) { totalCount edges { cursor node { ${supervisor} } } }
  byName: supervisors(orderBy: { field: NAME, direction: DESC }) { edges { cursor } }
  byUpdate: supervisors(orderBy: { field: UPDATED_AT, direction: ASC }) { edges { cursor } }
  late: supervisors(filter: { health: [LATE, UNRESPONSIVE] }) { totalCount }
  supervisor(id: $odd) { ${supervisor} root { id } ancestors { id } children { nodes { id } } teams { nodes { ${team} members(active: null) { edges { cursor node { ${member} } } } } } }
  team(id: $team) { ${team} supervisor { id } }
  node(id: $member) { ... on SupervisorTeamMember { ${member} agent { id memberships { totalCount } } team { id } } }
  agent(id: $agent) { memberships { nodes { ${member} } } }
  stats(within: $root) { supervisors byHealth { state count } teams activeAgents }
  events(first: 100) { edges { cursor node { type at reason actor version before after supervisor { id } } } }
}`
const payload = (fields = ''): string => `{ __typename ... on Error { message } ${fields} }`
const changes: [mutation: string, input: (given: Record<string, string>) => object, fields?: string][] = [
  [
    'heartbeat',
    ({ odd }) => ({ supervisorId: odd, incarnation: 1, sequence: 5 }),
    '... on HeartbeatPayload { command dueAt incarnation }',
  ],
  ['heartbeats', ({ odd, sound }) => ({ heartbeats: [{ supervisorId: odd }, { supervisorId: sound }] })],
  [
    'updateSupervisor',
    ({ odd }) => ({ id: odd, description: 'new', policyVersionId: null }),
    `... on UpdateSupervisorPayload { supervisor { ${supervisor} } }`,
  ],
  ['updateSupervisor', ({ odd }) => ({ id: odd, mergeConfig: { model: 'm' } })],
  ['updateSupervisor', ({ odd }) => ({ id: odd, name: 'renamed', config: {} })],
  ['pauseSupervisor', ({ odd }) => ({ id: odd })],
  ['resumeSupervisor', ({ odd }) => ({ id: odd })],
  ['failSupervisor', ({ odd }) => ({ id: odd, reason: 'why' })],
  ['restartSupervisor', ({ odd }) => ({ id: odd })],
  ['restartSupervisor', ({ root }) => ({ id: root, scope: 'SUBTREE' })],
  ['activateSupervisor', ({ odd }) => ({ id: odd })],
  ['moveSupervisor', ({ odd, sound }) => ({ id: odd, parentId: sound })],
  ['moveSupervisor', ({ odd, root }) => ({ id: odd, parentId: root })],
  ['spawnSupervisor', ({ odd }) => ({ name: 'child', parentId: odd })],
  ['spawnSupervisor', ({ odd }) => ({ id: odd, name: 'again' })],
  [
    'updateTeam',
    ({ team: of }) => ({ id: of, objective: 'new', mergeConfig: { x: 1 } }),
    `... on UpdateTeamPayload { team { ${team} } }`,
  ],
  ['updateTeam', ({ team: of }) => ({ id: of, name: 'renamed', config: { x: 2 } })],
  ['createTeam', ({ odd, team: of }) => ({ id: of, supervisorId: odd, name: 'again' })],
  [
    'updateTeamMember',
    ({ member: of }) => ({ id: of, role: 'LEAD', metadata: { x: 1 } }),
    `... on UpdateTeamMemberPayload { member { ${member} } }`,
  ],
  ['transferTeamMember', ({ member: of, other }) => ({ id: of, toTeamId: other })],
  ['addTeamMember', ({ team: of }) => ({ teamId: of, agentId: randomUUID() })],
  ['removeTeamMember', ({ member: of }) => ({ id: of })],
  ['deleteTeam', ({ team: of }) => ({ id: of, endMemberships: true })],
  ['terminateSupervisor', ({ odd }) => ({ id: odd, childPolicy: 'REPARENT' })],
  ['terminateSupervisor', ({ root }) => ({ id: root, childPolicy: 'CASCADE' })],
]

/** The internal errors of all reads, changes and sweeps. */
async function runEverything(): Promise<unknown[]> {
  const problems: unknown[] = []
  const send = async (what: string, document: string, variables: object): Promise<void> => {
    const { errors = [] } = await api.request(document, variables)
    // the reserved UUID of an agent is refused as an argument, with an explanation
    for (const { message, path, extensions } of errors)
      if (extensions.code !== 'BAD_USER_INPUT') problems.push([what, message, path])
  }
  await send('reads', reads, ids)
  for (const [mutation, input, fields] of changes) {
    const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`
    const document = `mutation ($input: ${type}!) { result: ${mutation}(input: $input) ${mutation === 'heartbeats' ? '{ __typename }' : payload(fields)} }`
    await send(mutation, document, { input: input(ids) })
    if (mutation === 'heartbeats' || mutation === 'restartSupervisor') {
      const swept = await runSweep().catch((failure: unknown) => ({ failure }))
      if (swept?.failure) problems.push(['sweep', swept.failure])
    }
  }
  await send('reads afterwards', reads, ids)
  return problems
}

const rowOf: Record<string, string> = {
  supervisors: 'odd',
  supervisor_teams: 'team',
  supervisor_team_members: 'member',
}

/** Stores the value with this index in each column that accepts it, and returns the columns. */
async function storeExtremes(index: number): Promise<string[]> {
  const stored: string[] = []
  for (const [table, given] of Object.entries(columns))
    for (const [column, values] of Object.entries(given)) {
      const value = values[index % values.length]
      const update = `UPDATE ${table} SET ${column} = $1 WHERE id = $2`
      const failure: unknown = await api.pool.query(update, [value, ids[rowOf[table] ?? '']]).then(
        () => null,
        (error: unknown) => error,
      )
      // a value out of range, a violated constraint, or too deep for PostgreSQL
      if (failure !== null) expect(failure).toMatchObject({ code: expect.stringMatching(/^(22|23|54)/) as string })
      else stored.push(`${table}.${column}`)
      if (failure === null && column === 'agent_id') ids = { ...ids, agent: value ?? '' }
    }
  return stored
}

const rounds = Math.max(
  ...Object.values(columns).flatMap((given) => Object.values(given).map((values) => values.length)),
)

test.each(Array.from({ length: rounds }, (_, i) => i))(
  'the extreme values of round %i cause no internal error',
  async (index) => {
    expect(await storeExtremes(index)).not.toEqual([])
    expect(await runEverything()).toEqual([])
  },
)

test('a heartbeat that is not accepted has a result, even if the last heartbeat is at the end of the year 9999', async () => {
  await api.pool.query(
    `UPDATE supervisors SET heartbeat_sequence = 9223372036854775807, last_heartbeat = '9999-12-31 23:59:59.999' WHERE id = $1`,
    [id('odd')],
  )
  const { data, errors } = await api.request(
    `mutation ($id: ID!) { heartbeat(input: { supervisorId: $id, sequence: 1 }) { ... on HeartbeatPayload { accepted dueAt } } }`,
    { id: id('odd') },
  )
  expect({ data, errors }).toEqual({ data: { heartbeat: { accepted: false, dueAt: '9999-12-31T23:59:59.999Z' } } })
})
