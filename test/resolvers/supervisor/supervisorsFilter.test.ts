import fc from 'fast-check'
import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { healthStates, supervisorStatuses } from '../../../src/domain/glossary.ts'
import type { SupervisorFilter } from '../../generated/graphql.ts'
import { graphql } from '../../generated/index.ts'
import { givenMember, givenTeam } from '../../support/database/givenRow.ts'
import { givenTree, type IdOf } from '../../support/database/givenTree.ts'
import { withApi } from '../../support/api/withApi.ts'

const api = withApi()
const agent = randomUUID()
const formerAgent = randomUUID()
let id: IdOf
let rows: Row[] = []

interface Row {
  id: string
  name: string
  status: string
  health: string
  path: string[]
  parent_id: string | null
  hierarchy_level: number
  agents: string[] | null
  fleet: string | null
  key: string | null
  names: string[]
}

const list = graphql(`
  query FilteredSupervisors($filter: SupervisorFilter) {
    supervisors(filter: $filter, first: 100) {
      totalCount
      nodes {
        id
        name
      }
    }
  }
`)

async function namesWith(filter: SupervisorFilter | null | undefined): Promise<string[]> {
  const { supervisors } = await api.data(list, filter === undefined ? {} : { filter })
  expect(supervisors.totalCount).toBe(supervisors.nodes.length)
  return supervisors.nodes.map(({ name }) => name).sort()
}

beforeAll(async () => {
  id = await givenTree(
    api.pool,
    `root > [billing > [Billing-EU:PAUSED > invoices, billing-us:SPAWNING, old-billing:TERMINATED > older:TERMINATED],
             search:FAILED > [crawler, ranker:SPAWNING]],
     lab > [alpha, beta:PAUSED]`,
  )
  for (const name of ['100%', '100 percent', 'snake_case', 'snakeXcase', 'back\\slash', 'backslash', 'ÄRGER', "quo'te"])
    await api.pool.query(`INSERT INTO supervisors (name, status, parent_id) VALUES ($1, 'ACTIVE', $2)`, [
      name,
      id('lab'),
    ])
  const age = async (name: string, seconds: number): Promise<void> => {
    await api.pool.query(
      `UPDATE supervisors SET status_changed_at = timezone('utc', clock_timestamp()) - interval '1 day',
         last_heartbeat = timezone('utc', clock_timestamp()) - $2 * interval '1 second' WHERE id = $1`,
      [id(name), seconds],
    )
  }
  await age('root', 3)
  await age('billing', 40)
  await age('crawler', 1_000)
  await age('invoices', 2)
  const teams = await Promise.all(
    ['billing', 'billing', 'ranker'].map((name, i) => givenTeam(api.pool, id(name), `t${i}`)),
  )
  for (const team of teams) await givenMember(api.pool, team, agent)
  const past = { joined_at: '2026-01-01T00:00:00.000', left_at: '2026-02-01T00:00:00.000' }
  await givenMember(api.pool, teams[0] ?? '', formerAgent, past)
  await api.pool.query(
    `INSERT INTO fleet_supervisors (supervisor_id, scope, fleet, key)
     SELECT id, '00000000-0000-0000-0000-000000000000', CASE name WHEN 'lab' THEN 'labs' ELSE 'main' END, 'key of ' || name
     FROM supervisors WHERE name IN ('lab', 'billing', 'old-billing')`,
  )
  rows = (
    await api.pool.query<Row>(
      `SELECT id, name, status, path, parent_id, hierarchy_level, health_state(status, last_heartbeat,
         missed_heartbeats(config, last_heartbeat, status_changed_at, timezone('utc', clock_timestamp()))) AS health,
         (SELECT array_agg(m.agent_id::text) FROM supervisor_teams t JOIN supervisor_team_members m ON m.team_id = t.id
          WHERE t.supervisor_id = s.id AND m.left_at IS NULL) AS agents, f.fleet, f.key,
         (SELECT array_agg(a.name::text ORDER BY a.hierarchy_level) FROM supervisors a WHERE a.id = ANY (s.path)) AS names
       FROM supervisors s LEFT JOIN fleet_supervisors f ON f.supervisor_id = s.id`,
    )
  ).rows
})

test('without a filter, all live supervisors are listed', async () => {
  const live = rows.filter(({ status }) => status !== 'TERMINATED').map(({ name }) => name)
  for (const filter of [undefined, null, {}, { includeTerminated: false }, { includeTerminated: null }])
    expect(await namesWith(filter)).toEqual(live.sort())
})

test.each<[SupervisorFilter, string[]]>([
  [{ status: ['PAUSED'] }, ['Billing-EU', 'beta']],
  [{ status: ['FAILED', 'SPAWNING'] }, ['billing-us', 'ranker', 'search']],
  [{ status: ['TERMINATED'] }, ['old-billing', 'older']],
  [{ status: ['TERMINATED', 'FAILED'], includeTerminated: false }, ['old-billing', 'older', 'search']],
  [{ status: ['FAILED'], includeTerminated: true }, ['search']],
  [{ status: [] }, []],
  [{ health: ['HEALTHY'] }, ['invoices', 'root']],
  [{ health: ['LATE', 'UNRESPONSIVE'] }, ['billing', 'crawler']],
  [{ health: ['NOT_MONITORED'] }, ['Billing-EU', 'beta']],
  [{ health: ['NOT_MONITORED'], includeTerminated: true }, ['Billing-EU', 'beta', 'old-billing', 'older']],
  [{ health: [] }, []],
  [{ rootsOnly: true }, ['lab', 'root']],
  [{ rootsOnly: false, maxLevel: 0 }, ['lab', 'root']],
  [{ minLevel: 3 }, ['invoices']],
  [{ minLevel: 3, includeTerminated: true }, ['invoices', 'older']],
  [{ minLevel: 2, maxLevel: 2 }, ['Billing-EU', 'billing-us', 'crawler', 'ranker']],
  [{ minLevel: 5, maxLevel: 1 }, []],
  [{ problemsOnly: true }, ['Billing-EU', 'crawler', 'search']],
  [{ problemsOnly: true, status: ['FAILED'] }, ['search']],
  [{ problemsOnly: false, maxLevel: 0 }, ['lab', 'root']],
  [{ maxLevel: -1 }, []],
  [{ fleet: 'main' }, ['billing']],
  [{ fleet: 'main', includeTerminated: true }, ['billing', 'old-billing']],
  [{ fleet: 'Main' }, []],
  [{ key: 'key of lab' }, ['lab']],
  [{ key: 'key of lab', fleet: 'main' }, []],
  [{ path: 'root' }, ['root']],
  [{ path: 'root/billing/Billing-EU/invoices' }, ['invoices']],
  [{ path: 'root/billing/billing-eu' }, []],
  [{ path: 'billing' }, []],
  [{ path: 'root/billing/old-billing' }, []],
  [{ path: 'root/billing/old-billing', includeTerminated: true }, ['old-billing']],
  [{ path: 'lab/back\\\\slash' }, ['back\\slash']],
])('the filter %j lists %j', async (filter, expected) => {
  expect(await namesWith(filter)).toEqual(expected)
})

test('`within` lists the subtree of a supervisor, with the supervisor itself', async () => {
  expect(await namesWith({ within: id('search') })).toEqual(['crawler', 'ranker', 'search'])
  expect(await namesWith({ within: id('crawler').toUpperCase() })).toEqual(['crawler'])
  expect(await namesWith({ within: id('old-billing') })).toEqual([])
  expect(await namesWith({ within: id('old-billing'), includeTerminated: true })).toEqual(['old-billing', 'older'])
  expect(await namesWith({ within: randomUUID() })).toEqual([])
})

test('`parentId` lists only the children of a supervisor', async () => {
  expect(await namesWith({ parentId: id('billing') })).toEqual(['Billing-EU', 'billing-us'])
  expect(await namesWith({ parentId: id('billing'), rootsOnly: true })).toEqual([])
  expect(await namesWith({ parentId: randomUUID() })).toEqual([])
})

test('`agentId` lists each supervisor once that has the agent as an active member', async () => {
  expect(await namesWith({ agentId: agent })).toEqual(['billing', 'ranker'])
  expect(await namesWith({ agentId: formerAgent })).toEqual([])
  expect(await namesWith({ agentId: randomUUID() })).toEqual([])
})

describe('`nameContains`', () => {
  test.each([
    ['BILLING', ['Billing-EU', 'billing', 'billing-us']],
    ['ing-', ['Billing-EU', 'billing-us']],
    ['%', ['100%']],
    ['0%', ['100%']],
    ['_', ['snake_case']],
    ['\\', ['back\\slash']],
    ['\\s', ['back\\slash']],
    ['e_c', ['snake_case']],
    ["'", ["quo'te"]],
    ['.*', []],
    ['%%', []],
  ])('with %j is matched literally, also where it is a wildcard in SQL', async (nameContains, expected) => {
    expect(await namesWith({ nameContains })).toEqual(expected)
  })

  test('matches nothing if it is as long as the longest name, and everything if it is empty or blank', async () => {
    expect(await namesWith({ nameContains: 'x'.repeat(255) })).toEqual([])
    expect(await namesWith({ nameContains: '' })).toEqual(await namesWith({}))
    expect(await namesWith({ nameContains: ' \u200b' })).toEqual(await namesWith({}))
  })

  test.each([' 100%', '100%\u00a0', '1\u200b00%', '100\ufeff%'])(
    'finds a name that looks like %j',
    async (nameContains) => {
      expect(await namesWith({ nameContains })).toEqual(['100%'])
    },
  )
})

test('any combination of conditions lists the supervisors that meet all of them', async () => {
  const ids = fc.constantFrom(...rows.map((row) => row.id), randomUUID())
  const filters = fc.record(
    {
      status: fc.subarray([...supervisorStatuses], { minLength: 1 }),
      health: fc.subarray([...healthStates], { minLength: 2 }),
      within: ids,
      parentId: ids,
      rootsOnly: fc.boolean(),
      minLevel: fc.integer({ min: 0, max: 3 }),
      maxLevel: fc.integer({ min: 0, max: 3 }),
      nameContains: fc.constantFrom('a', 'BILL', 'e', '%', '_'),
      agentId: fc.constantFrom(agent, formerAgent),
      problemsOnly: fc.boolean(),
      fleet: fc.constantFrom('main', 'labs'),
      key: fc.constantFrom('key of billing', 'key of lab'),
      path: fc.constantFrom('root/billing', 'lab', 'root/search/ranker'),
      includeTerminated: fc.boolean(),
    },
    { requiredKeys: [] },
  )
  const hasProblem = ({ id: paused, status, health }: Row): boolean =>
    status === 'FAILED' ||
    (status === 'ACTIVE' && health === 'UNRESPONSIVE') ||
    (status === 'PAUSED' && rows.some((child) => child.parent_id === paused && child.status !== 'TERMINATED'))
  const meets = (row: Row, filter: SupervisorFilter): boolean =>
    (filter.status
      ? (filter.status as string[]).includes(row.status)
      : filter.includeTerminated === true || row.status !== 'TERMINATED') &&
    (!filter.health || (filter.health as string[]).includes(row.health)) &&
    (!filter.within || row.path.includes(String(filter.within))) &&
    (!filter.parentId || row.parent_id === filter.parentId) &&
    (!filter.rootsOnly || row.parent_id === null) &&
    row.hierarchy_level >= (filter.minLevel ?? 0) &&
    row.hierarchy_level <= (filter.maxLevel ?? 100) &&
    (!filter.nameContains || row.name.toLowerCase().includes(filter.nameContains.toLowerCase())) &&
    (!filter.problemsOnly || hasProblem(row)) &&
    (!filter.fleet || row.fleet === filter.fleet) &&
    (!filter.key || row.key === filter.key) &&
    (!filter.path || row.names.join('/') === filter.path) &&
    (!filter.agentId || (row.agents ?? []).includes(String(filter.agentId)))
  await fc.assert(
    fc.asyncProperty(filters, async (filter) => {
      const expected = rows.filter((row) => meets(row, filter)).map(({ name }) => name)
      expect(await namesWith(filter)).toEqual(expected.sort())
    }),
    { numRuns: 150 },
  )
})
