import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { graphql } from '../../generated/index.ts'
import { givenMember, givenRow, givenTeam } from '../../support/database/givenRow.ts'
import { givenTree, type IdOf } from '../../support/database/givenTree.ts'
import { withApi } from '../../support/api/withApi.ts'

const api = withApi()

const stats = graphql(`
  query Stats($within: ID, $maxAgeSeconds: Int = 0) {
    stats(within: $within, maxAgeSeconds: $maxAgeSeconds) {
      ...AllStats
    }
  }
  fragment AllStats on HierarchyStats {
    supervisors
    byStatus {
      status
      count
    }
    byHealth {
      state
      count
    }
    teams
    activeMemberships
    activeAgents
    maxLevel
    computedAt
  }
`)

const empty = {
  supervisors: 0,
  byStatus: [
    { status: 'SPAWNING', count: 0 },
    { status: 'ACTIVE', count: 0 },
    { status: 'PAUSED', count: 0 },
    { status: 'FAILED', count: 0 },
    { status: 'TERMINATED', count: 0 },
  ],
  byHealth: [
    { state: 'NOT_MONITORED', count: 0 },
    { state: 'UNKNOWN', count: 0 },
    { state: 'HEALTHY', count: 0 },
    { state: 'LATE', count: 0 },
    { state: 'UNRESPONSIVE', count: 0 },
  ],
  teams: 0,
  activeMemberships: 0,
  activeAgents: 0,
  maxLevel: 0,
}

test('the statistics of an empty hierarchy list every status and health state with zero', async () => {
  expect((await api.data(stats, {})).stats).toEqual({ ...empty, computedAt: expect.any(String) as unknown })
})

test('the statistics of an unknown id are zero', async () => {
  expect((await api.data(stats, { within: randomUUID() })).stats).toMatchObject(empty)
})

describe('the statistics', () => {
  let id: IdOf
  beforeAll(async () => {
    id = await givenTree(
      api.pool,
      `root > [run > [leaf:SPAWNING > deep > deeper:TERMINATED, bad:FAILED], held:PAUSED, over:TERMINATED > over2:TERMINATED],
       second`,
    )
    const age = async (name: string, seconds: number): Promise<void> => {
      await api.pool.query(
        `UPDATE supervisors SET status_changed_at = timezone('utc', clock_timestamp()) - interval '1 day',
           last_heartbeat = timezone('utc', clock_timestamp()) - $2 * interval '1 second' WHERE id = $1`,
        [id(name), seconds],
      )
    }
    await age('root', 5)
    await age('run', 45)
    await age('bad', 500)
    await age('second', 1)

    const [one, two, three] = [randomUUID(), randomUUID(), randomUUID()]
    const ofRoot = await givenTeam(api.pool, id('root'), 'a')
    const ofRun = await givenTeam(api.pool, id('run'), 'a')
    await givenTeam(api.pool, id('run'), 'empty')
    const ofOver = await givenTeam(api.pool, id('over'), 'a')
    const ofSecond = await givenTeam(api.pool, id('second'), 'a')
    await givenMember(api.pool, ofRoot, one)
    await givenMember(api.pool, ofRun, one)
    await givenMember(api.pool, ofRun, two)
    await givenMember(api.pool, ofSecond, two)
    await givenRow(api.pool, 'supervisor_team_members', {
      team_id: ofRun,
      agent_id: three,
      joined_at: '2026-01-01T00:00:00.000',
      left_at: '2026-02-01T00:00:00.000',
    })
    await givenRow(api.pool, 'supervisor_team_members', {
      team_id: ofOver,
      agent_id: three,
      joined_at: '2026-01-01T00:00:00.000',
      left_at: '2026-02-01T00:00:00.000',
    })
  })

  const counts = (of: { count: number }[]) => of.map(({ count }) => count)

  test('count live supervisors, and TERMINATED ones only by status', async () => {
    const { stats: whole } = await api.data(stats, {})
    expect(whole).toMatchObject({ supervisors: 7, teams: 4, activeMemberships: 4, activeAgents: 2, maxLevel: 3 })
    expect(counts(whole.byStatus)).toEqual([1, 4, 1, 1, 3])
    expect(counts(whole.byHealth)).toEqual([1, 2, 2, 1, 1])
  })

  test('of a subtree include its top', async () => {
    const { stats: subtree } = await api.data(stats, { within: id('run') })
    expect(subtree).toMatchObject({ supervisors: 4, teams: 2, activeMemberships: 2, activeAgents: 2, maxLevel: 3 })
    expect(counts(subtree.byStatus)).toEqual([1, 2, 0, 1, 1])
    expect(counts(subtree.byHealth)).toEqual([0, 2, 0, 1, 1])
  })

  test('of a TERMINATED subtree count only its supervisors by status', async () => {
    const { stats: terminated } = await api.data(stats, { within: id('over') })
    expect({ ...terminated, byStatus: counts(terminated.byStatus) }).toMatchObject({
      ...empty,
      byStatus: [0, 0, 0, 0, 2],
    })
  })

  test('have the present time of the database as `computedAt`', async () => {
    const clock = async () => {
      const { rows } = await api.pool.query<{ now: Date }>('SELECT clock_timestamp() AS now')
      return rows[0]?.now.getTime() ?? 0
    }
    const before = await clock()
    const { computedAt } = (await api.data(stats, {})).stats
    expect(Date.parse(computedAt)).toBeGreaterThanOrEqual(before - 1)
    expect(Date.parse(computedAt)).toBeLessThanOrEqual(await clock())
  })

  test('are the same in the field `Supervisor.stats`', async () => {
    const statsOf = graphql(`
      query StatsOfSupervisors($filter: SupervisorFilter) {
        supervisors(filter: $filter) {
          nodes {
            id
            stats(maxAgeSeconds: 0) {
              ...AllStats
            }
          }
        }
      }
    `)
    const { supervisors } = await api.data(statsOf, { filter: { includeTerminated: true } })
    expect(supervisors.nodes).toHaveLength(10)
    for (const { id: within, stats: ofField } of supervisors.nodes) {
      const { stats: ofQuery } = await api.data(stats, { within })
      expect(ofField).toEqual({ ...ofQuery, computedAt: expect.any(String) as unknown })
    }
  })
})
