import { randomUUID } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import { withApi } from '../../support/api/withApi.ts'
import { withFleets } from '../../support/api/withFleets.ts'

const api = withApi()
const fleets = withFleets(api)
const [ann, bob, policy] = [randomUUID(), randomUUID(), randomUUID()]
const described = {
  supervisors: [
    { key: 'a', name: 'a', fingerprint: 'fa' },
    {
      ...{ key: 'b', name: 'b', parentKey: 'a', description: 'd', config: { k: [1, 2] }, policyVersionId: policy },
      teams: [
        {
          key: 't',
          name: 't',
          description: 'd',
          objective: 'o',
          config: { k: 1 },
          members: [{ agentId: ann }, { agentId: bob }],
        },
        { key: 'u', name: 'u' },
      ],
      fingerprint: 'fb',
    },
    { key: 'c', name: 'c', parentKey: 'b', teams: [{ key: 't', name: 't', members: [] }], fingerprint: 'fc' },
  ],
}
const given = (...keys: string[]) => keys.map((key) => ({ key, fingerprint: `f${key}` }))
const compare = async (fingerprints = given('a', 'b', 'c')) =>
  (await fleets.applied({ fingerprints, dryRun: true })).comparison

beforeEach(async () => {
  await api.pool.query('TRUNCATE supervisors, supervisor_events, supervisor_restarts CASCADE')
  await fleets.applied(described)
})

const same = { missing: [], different: [], unlisted: [] }

test('nothing differs after an apply, in one statement', async () => {
  expect(await compare()).toEqual(same)
  expect(api.statements.filter((text) => text.includes('fingerprint'))).toHaveLength(1)
  expect((await fleets.applied({})).comparison).toBeNull()
})

test('names fingerprints of other texts, keys that are missing, and supervisors without a fingerprint', async () => {
  await api.pool.query(`UPDATE supervisors SET status = 'TERMINATED' WHERE name = 'c'`)
  expect(await compare([{ key: 'a', fingerprint: 'other' }, ...given('c', 'd', 'cafe\u0301')])).toEqual({
    missing: ['c', 'd', 'cafe\u0301'],
    different: ['a'],
    unlisted: [{ key: 'b', name: 'b', status: 'SPAWNING' }],
  })
})

test.each([
  ['a description', `UPDATE supervisors SET description = NULL WHERE name = 'b'`],
  ['a name', `UPDATE supervisors SET name = 'x' WHERE name = 'b'`],
  ['a nested value of a config', `UPDATE supervisors SET config = '{"k": [1, 3]}' WHERE name = 'b'`],
  ['an additional key of a config', `UPDATE supervisors SET config = '{"k": [1, 2], "l": 1}' WHERE name = 'b'`],
  ['a policy version', `UPDATE supervisors SET policy_version_id = NULL WHERE name = 'b'`],
  ['a parent', `UPDATE supervisors SET parent_id = NULL WHERE name = 'b'`],
  ['the description of a team', `UPDATE supervisor_teams SET description = '' WHERE description = 'd'`],
  ['the objective of a team', `UPDATE supervisor_teams SET objective = NULL WHERE objective = 'o'`],
  ['the config of a team', `UPDATE supervisor_teams SET config = '{}' WHERE name = 't'`],
  ['the name of a team', `UPDATE supervisor_teams SET name = 'x' WHERE name = 'u'`],
  ['a team that is gone', `DELETE FROM supervisor_teams WHERE name = 'u'`],
  ['a member that has left', `UPDATE supervisor_team_members SET left_at = joined_at WHERE agent_id = '${ann}'`],
  [
    'another member',
    `INSERT INTO supervisor_team_members (team_id, agent_id) SELECT id, '${randomUUID()}' FROM supervisor_teams WHERE objective = 'o'`,
  ],
  ['a role', `UPDATE supervisor_team_members SET role = 'LEAD' WHERE agent_id = '${bob}'`],
  ['the metadata of a member', `UPDATE supervisor_team_members SET metadata = '{"k": 1}' WHERE agent_id = '${bob}'`],
  [
    'a team whose key an earlier server has recorded',
    `UPDATE fleet_teams SET applied = applied - 'members' WHERE key = 'u'`,
  ],
])('names a supervisor after another writer has changed it: %s', async (_name, statement) => {
  await api.pool.query(statement)
  expect(await compare()).toEqual({ ...same, different: ['b'] })
  // until it is applied again
  await fleets.applied(described)
  expect(await compare()).toEqual(same)
})

test('a missing team is found although another team is unlisted', async () => {
  const supervisors = described.supervisors.map((each) => ({
    ...each,
    ...(each.teams && { teams: each.teams.slice(0, 1) }),
  }))
  await fleets.applied({ supervisors })
  expect(await compare()).toEqual({ ...same, different: ['b'] }) // the team that is no longer listed
  await api.pool.query(`DELETE FROM supervisor_teams WHERE objective = 'o'`)
  expect(await compare()).toEqual({ ...same, different: ['b'] })
})

test('a child differs if its parent has another key now', async () => {
  await api.pool.query(`UPDATE fleet_supervisors SET key = 'x' WHERE key = 'a'`)
  const unlisted = [{ key: 'x', name: 'a', status: 'SPAWNING' }]
  expect(await compare()).toEqual({ missing: ['a'], different: ['b'], unlisted })
})

test.each([
  ['a status', `UPDATE supervisors SET status = 'ACTIVE'`],
  ['a description that the fleet does not set', `UPDATE supervisors SET description = 'x' WHERE name = 'c'`],
  ['a team of another client', `INSERT INTO supervisor_teams (supervisor_id, name) SELECT id, 'mine' FROM supervisors`],
  [
    'a member of a team whose members the fleet does not set',
    `INSERT INTO supervisor_team_members (team_id, agent_id) SELECT id, '${ann}' FROM supervisor_teams WHERE name = 'u'`,
  ],
])('ignores %s', async (_name, statement) => {
  await api.pool.query(statement)
  expect(await compare()).toEqual(same)
})

test('refuses fingerprints without dryRun, and a key twice', async () => {
  expect(await fleets.apply({ fingerprints: given('a') })).toMatchObject({ path: ['input', 'fingerprints'] })
  expect(await fleets.apply({ fingerprints: given('a', 'a'), dryRun: true })).toMatchObject({
    path: ['input', 'fingerprints', '1', 'key'],
  })
})

test('marks the role and the metadata of a member as drift', async () => {
  await api.pool.query(`UPDATE supervisor_team_members SET role = 'LEAD' WHERE agent_id = $1`, [bob])
  const { changes } = await fleets.applied({ ...described, dryRun: true })
  expect(changes).toMatchObject([{ kind: 'UPDATE', object: 'MEMBER', before: { role: 'LEAD' }, drift: ['role'] }])
})
