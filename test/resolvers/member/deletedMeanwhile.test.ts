import { randomUUID } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import { graphql } from '../../generated/index.ts'
import { givenMember, givenTeam } from '../../support/database/givenRow.ts'
import { givenTree } from '../../support/database/givenTree.ts'
import { untilBlocked } from '../../support/database/untilBlocked.ts'
import { withApi } from '../../support/api/withApi.ts'

const api = withApi()
afterEach(async () => {
  expect(await api.violations()).toEqual([])
})

const add = graphql(`
  mutation AddToDeleted($input: AddTeamMemberInput!) {
    result: addTeamMember(input: $input) {
      __typename
      ... on NotFoundError {
        path
        id
      }
    }
  }
`)
const transfer = graphql(`
  mutation TransferToDeleted($input: TransferTeamMemberInput!) {
    result: transferTeamMember(input: $input) {
      __typename
      ... on NotFoundError {
        path
        id
      }
    }
  }
`)
const remove = graphql(`
  mutation RemoveFromDeleted($input: RemoveTeamMemberInput!) {
    result: removeTeamMember(input: $input) {
      __typename
      ... on NotFoundError {
        path
        id
      }
    }
  }
`)

interface Given {
  readonly team: string
  readonly agentId: string
  readonly inTeam: string
  readonly elsewhere: string
}

test.each<[string, (given: Given) => Promise<{ result: unknown }>, string, keyof Given]>([
  [
    'adding a member',
    ({ team }) => api.data(add, { input: { teamId: team, agentId: randomUUID() } }),
    'teamId',
    'team',
  ],
  [
    'a transfer to the team',
    ({ team, elsewhere }) => api.data(transfer, { input: { id: elsewhere, toTeamId: team } }),
    'toTeamId',
    'team',
  ],
  [
    'a transfer from the team',
    async ({ inTeam }) => {
      const other = await givenTeam(api.pool, (await givenTree(api.pool, 'other'))('other'), 'other')
      return api.data(transfer, { input: { id: inTeam, toTeamId: other } })
    },
    'id',
    'inTeam',
  ],
  ['removing a membership by id', ({ inTeam }) => api.data(remove, { input: { id: inTeam } }), 'id', 'inTeam'],
  [
    'removing a member by team and agent',
    ({ team, agentId }) => api.data(remove, { input: { teamId: team, agentId } }),
    'agentId',
    'agentId',
  ],
])(
  '%s waits for the deletion of the team, and then returns NotFoundError with the input path',
  async (_, send, field, id) => {
    await api.pool.query('TRUNCATE supervisors CASCADE')
    const [supervisor, agentId] = [(await givenTree(api.pool, 'a'))('a'), randomUUID()]
    const team = await givenTeam(api.pool, supervisor, 'deleted')
    const inTeam = await givenMember(api.pool, team, agentId)
    const elsewhere = await givenMember(api.pool, await givenTeam(api.pool, supervisor, 'kept'), randomUUID())
    const given = { team, agentId, inTeam, elsewhere }

    const deleting = await api.session()
    await deleting.query('BEGIN')
    await deleting.query('DELETE FROM supervisor_teams WHERE id = $1', [team])
    const sent = send(given)
    await untilBlocked(api.pool, deleting)
    await deleting.query('COMMIT')
    expect((await sent).result).toEqual({ __typename: 'NotFoundError', path: ['input', field], id: given[id] })
    const { rows } = await api.pool.query('SELECT id FROM supervisor_team_members WHERE left_at IS NULL')
    expect(rows).toEqual([{ id: elsewhere }])
  },
)
