import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { RemoveTeamMemberInput } from '../../generated/graphql.ts'
import { graphql } from '../../generated/index.ts'
import { dumpTables } from '../../support/database/dumpTables.ts'
import { givenMember, givenTeam } from '../../support/database/givenRow.ts'
import { givenTree, type IdOf } from '../../support/database/givenTree.ts'
import { withApi } from '../../support/api/withApi.ts'

const api = withApi()
let id: IdOf
let team = ''

beforeAll(async () => {
  id = await givenTree(api.pool, 'root > [failed:FAILED, terminated:TERMINATED]')
  team = await givenTeam(api.pool, id('root'), 'team')
})
afterEach(async () => {
  expect(await api.violations()).toEqual([])
})

const removeDocument = graphql(`
  mutation RemoveTeamMember($input: RemoveTeamMemberInput!) {
    removeTeamMember(input: $input) {
      __typename
      ... on RemoveTeamMemberPayload {
        changed
        member {
          id
          active
          joinedAt
          leftAt
          version
          team {
            memberCount
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
    }
  }
`)
const remove = async (input: RemoveTeamMemberInput) => (await api.data(removeDocument, { input })).removeTeamMember

async function removed(input: RemoveTeamMemberInput) {
  const result = await remove(input)
  if (result.__typename !== 'RemoveTeamMemberPayload') throw new Error(result.message)
  return result
}
/** Sends a request that is refused or changes nothing, and fails the test if it wrote anything. */
async function unchanged(input: RemoveTeamMemberInput) {
  const before = await dumpTables(api.pool)
  const result = await remove(input)
  expect(await dumpTables(api.pool)).toEqual(before)
  return result
}

test.each(['by its id', 'by team and agent'])(
  'removing a member %s ends the membership now and keeps it as history',
  async (by) => {
    const agentId = randomUUID()
    const member = await givenMember(api.pool, team, agentId, { joined_at: '2026-01-01T00:00:00.000' })
    const input = by === 'by its id' ? { id: member.toUpperCase() } : { teamId: team, agentId: agentId.toUpperCase() }
    const { changed, member: ended } = await removed({ ...input, reason: 'rotation' })
    expect(changed).toBe(true)
    expect(ended).toMatchObject({ id: member, active: false, joinedAt: '2026-01-01T00:00:00.000Z', version: 2 })
    expect(Math.abs(Date.parse(ended.leftAt ?? '') - Date.now())).toBeLessThan(10_000)

    expect(await unchanged(input)).toMatchObject({ changed: false, member: { id: member, leftAt: ended.leftAt } })
  },
)

test('a membership that begins in the future ends at the time it begins', async () => {
  const future = await givenMember(api.pool, team, randomUUID(), { joined_at: '2999-01-01T00:00:00.000' })
  expect(await removed({ id: future })).toMatchObject({ changed: true, member: { leftAt: '2999-01-01T00:00:00.000Z' } })
})

test('removal by team and agent ends the active membership and no earlier one', async () => {
  const agentId = randomUUID()
  const past = (month: number) => ({
    joined_at: `2026-0${month}-01T00:00:00.000`,
    left_at: `2026-0${month}-02T00:00:00.000`,
  })
  const first = await givenMember(api.pool, team, agentId, past(1))
  const second = await givenMember(api.pool, team, agentId, past(2))
  expect(await unchanged({ teamId: team, agentId })).toMatchObject({ changed: false, member: { id: second } })

  const active = await givenMember(api.pool, team, agentId, { joined_at: '2025-01-01T00:00:00.000' })
  expect(await removed({ teamId: team, agentId })).toMatchObject({ changed: true, member: { id: active } })
  expect(await unchanged({ id: first })).toMatchObject({ changed: false, member: { id: first } })
})

test('a member of a team whose supervisor is FAILED can leave', async () => {
  const stranded = await givenMember(api.pool, await givenTeam(api.pool, id('failed'), 'stranded'), randomUUID())
  expect(await removed({ id: stranded })).toMatchObject({ changed: true })
})

test('one of 20 concurrent requests ends the membership', async () => {
  const member = await givenMember(api.pool, team, randomUUID())
  const results = await Promise.all(Array.from({ length: 20 }, () => removed({ id: member })))
  expect(results.filter(({ changed }) => changed)).toHaveLength(1)
  expect(new Set(results.map((result) => result.member.leftAt)).size).toBe(1)
})

describe('refuses the removal', () => {
  test('with NotFoundError if the membership does not exist', async () => {
    const unknownId = randomUUID()
    expect(await unchanged({ id: unknownId })).toMatchObject({
      __typename: 'NotFoundError',
      code: 'NOT_FOUND',
      path: ['input', 'id'],
      id: unknownId,
    })
    expect(await unchanged({ teamId: team, agentId: unknownId })).toMatchObject({
      __typename: 'NotFoundError',
      path: ['input', 'agentId'],
      id: unknownId,
    })
  })

  test.each<[string, () => RemoveTeamMemberInput]>([
    ['no id', () => ({})],
    ['only a team', () => ({ teamId: team })],
    ['only an agent', () => ({ agentId: randomUUID() })],
    ['an id, a team and an agent', () => ({ id: randomUUID(), teamId: team, agentId: randomUUID() })],
    ['an id and a team', () => ({ id: randomUUID(), teamId: team })],
    ['only nulls', () => ({ id: null, teamId: null, agentId: null })],
  ])('with ValidationError if the input has %s', async (_name, input) => {
    expect(await unchanged(input())).toMatchObject({
      __typename: 'ValidationError',
      code: 'VALIDATION',
      path: ['input'],
    })
  })
})
