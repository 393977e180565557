import { randomUUID } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import { graphql } from '../generated/index.ts'
import { givenMember, givenTeam } from '../support/database/givenRow.ts'
import { givenTree } from '../support/database/givenTree.ts'
import { withApi } from '../support/api/withApi.ts'

/** JSON as PostgreSQL prints it, with numbers of a writer that bypasses the API, which JavaScript would round. */
const written = '{"tiny": 0.1000000000000000055511151231257827, "small": 1, "account": 12345678901234567890}'

const api = withApi()
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
