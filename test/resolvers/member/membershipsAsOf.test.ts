import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { graphql } from '../../generated/index.ts'
import { givenTeam } from '../../support/database/givenRow.ts'
import { givenTree, type IdOf } from '../../support/database/givenTree.ts'
import { withApi } from '../../support/api/withApi.ts'

const api = withApi()

const membersDocument = graphql(`
  query MembersAtMoment($id: ID!, $active: Boolean, $asOf: DateTime) {
    team(id: $id) {
      members(first: 100, active: $active, asOf: $asOf) {
        totalCount
        nodes {
          id
          joinedAt
          leftAt
        }
      }
    }
  }
`)
const membershipsDocument = graphql(`
  query MembershipsAtMoment($id: ID!, $active: Boolean, $asOf: DateTime) {
    agent(id: $id) {
      memberships(first: 100, active: $active, asOf: $asOf) {
        totalCount
        nodes {
          id
          joinedAt
          leftAt
        }
      }
    }
  }
`)
type Which = { readonly active?: boolean | null; readonly asOf?: string }
const membersOf = async (id: string, which: Which) =>
  (await api.data(membersDocument, { id, ...which })).team?.members ?? { totalCount: -1, nodes: [] }
const membershipsOf = async (id: string, which: Which) =>
  (await api.data(membershipsDocument, { id, ...which })).agent.memberships

const transfer = graphql(`
  mutation TransferAt($id: ID!, $toTeamId: ID!) {
    transferTeamMember(input: { id: $id, toTeamId: $toTeamId }) {
      ... on TransferTeamMemberPayload {
        joined {
          id
        }
      }
    }
  }
`)
const join = graphql(`
  mutation JoinAt($teamId: ID!, $agentId: ID!) {
    addTeamMember(input: { teamId: $teamId, agentId: $agentId }) {
      ... on AddTeamMemberPayload {
        member {
          id
        }
      }
    }
  }
`)
const leave = graphql(`
  mutation LeaveAt($teamId: ID!, $agentId: ID!) {
    removeTeamMember(input: { teamId: $teamId, agentId: $agentId }) {
      ... on RemoveTeamMemberPayload {
        changed
      }
    }
  }
`)
const terminate = graphql(`
  mutation TerminateStaffed($id: ID!) {
    terminateSupervisor(input: { id: $id, childPolicy: CASCADE }) {
      ... on TerminateSupervisorPayload {
        changed
      }
    }
  }
`)

async function joined(teamId: string, agentId: string): Promise<string> {
  const { addTeamMember } = await api.data(join, { teamId, agentId })
  return 'member' in addTeamMember ? addTeamMember.member.id : expect.fail('the agent could not join')
}
async function transferred(id: string, toTeamId: string): Promise<string> {
  const { transferTeamMember } = await api.data(transfer, { id, toTeamId })
  return 'joined' in transferTeamMember ? transferTeamMember.joined.id : expect.fail('the agent was not transferred')
}
async function left(teamId: string, agentId: string): Promise<void> {
  expect(await api.data(leave, { teamId, agentId })).toEqual({ removeTeamMember: { changed: true } })
}

/** Waits until the database clock shows a later millisecond, and returns that time. */
async function nextMoment(): Promise<string> {
  const clock = async () => {
    const { rows } = await api.pool.query<{ now: number }>(
      'SELECT extract(epoch FROM clock_timestamp())::float8 AS now',
    )
    return (rows[0]?.now ?? 0) * 1_000
  }
  // the time of a row that is written now may be rounded up to the next millisecond
  const first = Math.ceil(await clock())
  while ((await clock()) <= first + 1);
  return new Date(first).toISOString()
}
const shifted = (moment: string, ms: number) => new Date(Date.parse(moment) + ms).toISOString()

describe('with a history of joins, transfers, departures, a rejoin and a termination', () => {
  let id: IdOf
  const [ann, ben, cyd] = [randomUUID(), randomUUID(), randomUUID()]
  const agents = [ann, ben, cyd, randomUUID()]
  let teams: string[] = []
  const readActive = async (asOf: string | null) => {
    const which = asOf === null ? { active: true } : { asOf }
    const lists = await Promise.all([
      ...teams.map((each) => membersOf(each, which)),
      ...agents.map((each) => membershipsOf(each, which)),
    ])
    for (const { totalCount, nodes } of lists) expect(totalCount).toBe(nodes.length)
    return lists.map(({ nodes }) => nodes.map((membership) => membership.id))
  }
  /** The active memberships after each change, as they were read at that time. */
  const observations: { at: string; active: string[][] }[] = []

  beforeAll(async () => {
    id = await givenTree(api.pool, 'root > [a > b, c]')
    const [upper, lower, beside] = [
      await givenTeam(api.pool, id('a'), 'upper'),
      await givenTeam(api.pool, id('b'), 'lower'),
      await givenTeam(api.pool, id('c'), 'beside'),
    ]
    teams = [upper, lower, beside]
    const observe = async () => {
      const active = await readActive(null)
      observations.push({ at: await nextMoment(), active })
    }
    await observe()
    const first = await joined(upper, ann)
    await observe()
    await joined(upper, ben)
    await observe()
    const second = await transferred(first, beside)
    await observe()
    await joined(upper, ann)
    await observe()
    await left(upper, ben)
    await observe()
    await joined(lower, cyd)
    await observe()
    await joined(upper, ben)
    await observe()
    await transferred(second, lower)
    await observe()
    expect(await api.data(terminate, { id: id('a') })).toEqual({ terminateSupervisor: { changed: true } })
    await observe()
    await joined(beside, ann)
    await observe()
  })

  test('the lists with `asOf` have the memberships that were active at that time', async () => {
    expect(observations.map(({ active }) => active.flat().length / 2)).toEqual([0, 1, 2, 2, 3, 2, 3, 4, 4, 0, 1])
    for (const { at, active } of observations) expect([at, await readActive(at)]).toEqual([at, active])
  })

  test('a change takes effect at its own millisecond, and not one millisecond earlier', async () => {
    const lists = await Promise.all(teams.map((each) => membersOf(each, { active: null })))
    const all = lists.flatMap(({ nodes }) => nodes)
    expect(all).toHaveLength(8)
    const moments = new Set(all.flatMap(({ joinedAt, leftAt }) => [joinedAt, leftAt ?? joinedAt]))
    // a transfer changes two memberships at the same moment, and the termination all four
    expect(moments.size).toBe(observations.length - 1)
    for (const [i, moment] of [...moments].sort().entries()) {
      expect([moment, await readActive(shifted(moment, -1))]).toEqual([moment, observations[i]?.active])
      expect([moment, await readActive(moment)]).toEqual([moment, observations[i + 1]?.active])
    }
  })

  test('the lists are empty before the first change, and keep the last state after the last change', async () => {
    const none = [...teams, ...agents].map(() => [])
    expect(await readActive('0001-01-01T00:00:00.000Z')).toEqual(none)
    expect(await readActive('9999-12-31T23:59:59.999Z')).toEqual(observations.at(-1)?.active)
  })

  test('`asOf` takes precedence over `active`', async () => {
    const { at } = observations[3] ?? { at: '' }
    for (const agent of agents)
      for (const active of [true, false, null])
        expect(await membershipsOf(agent, { active, asOf: at })).toEqual(await membershipsOf(agent, { asOf: at }))
  })
})

test('an agent that is transferred repeatedly is in exactly one team at any moment', async () => {
  const id = await givenTree(api.pool, 'one, other')
  const pair = [await givenTeam(api.pool, id('one'), 'here'), await givenTeam(api.pool, id('other'), 'there')]
  const agent = randomUUID()
  let membership = await joined(pair[0] ?? '', agent)
  for (let turn = 1; turn <= 12; turn++) membership = await transferred(membership, pair[turn % 2] ?? '')

  const { nodes } = await membershipsOf(agent, { active: null })
  expect(nodes).toHaveLength(13)
  const [first = ''] = nodes.map(({ joinedAt }) => joinedAt).sort()
  expect((await membershipsOf(agent, { asOf: shifted(first, -1) })).nodes).toEqual([])
  for (const moment of new Set(nodes.flatMap(({ joinedAt }) => [joinedAt, shifted(joinedAt, 1)]))) {
    const now = (await membershipsOf(agent, { asOf: moment })).nodes
    expect(now).toHaveLength(1)
    const inTeams = await Promise.all(pair.map((each) => membersOf(each, { asOf: moment })))
    expect(inTeams.flatMap((members) => members.nodes)).toEqual(now)
  }
})
