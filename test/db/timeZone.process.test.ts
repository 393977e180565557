import { beforeAll, describe, expect, test } from 'vitest'
import { graphql } from '../generated/index.ts'
import { givenTree, type IdOf } from '../support/database/givenTree.ts'
import { type ServerProcess, withServers } from '../support/process/serverProcess.ts'
import { withDatabase } from '../support/database/withDatabase.ts'

const database = withDatabase()
const servers = withServers()

const readTimes = graphql(`
  query ReadTimes($id: ID!) {
    supervisor(id: $id) {
      createdAt
      updatedAt
      statusChangedAt
      lastHeartbeat
    }
  }
`)
const pageTimes = graphql(`
  query PageTimes($after: String, $before: String, $first: Int, $last: Int) {
    supervisors(
      filter: { rootsOnly: true }
      orderBy: { field: CREATED_AT }
      after: $after
      before: $before
      first: $first
      last: $last
    ) {
      edges {
        cursor
        node {
          name
          createdAt
        }
      }
    }
  }
`)
const membersAsOf = graphql(`
  query MembersAsOf($team: ID!, $asOf: DateTime!, $after: String) {
    node(id: $team) {
      __typename
      ... on SupervisorTeam {
        members(asOf: $asOf, first: 1, after: $after) {
          edges {
            cursor
            node {
              role
              joinedAt
              leftAt
            }
          }
        }
      }
    }
  }
`)
const spawnNow = graphql(`
  mutation SpawnNow($name: String!) {
    spawnSupervisor(input: { name: $name }) {
      ... on SpawnSupervisorPayload {
        supervisor {
          createdAt
        }
      }
    }
  }
`)

// around the hours that clocks with summer time skip in spring and repeat in autumn
const created = {
  first: '2025-03-30T00:59:59.999Z',
  second: '2025-03-30T01:00:00.000Z',
  third: '2025-03-30T01:00:00.001Z',
  fourth: '2025-10-26T00:30:00.123Z',
  fifth: '2025-10-26T01:30:00.123Z',
}
/** Fetches all edges, page by page. */
async function followCursors<Edge extends { cursor: string }>(
  fetchPage: (after: string | null) => Promise<readonly Edge[]>,
): Promise<Edge[]> {
  const edges: Edge[] = []
  for (;;) {
    const page = await fetchPage(edges.at(-1)?.cursor ?? null)
    if (page.length === 0) return edges
    edges.push(...page)
  }
}

let id: IdOf
let team = ''

beforeAll(async () => {
  const pool = database.pool
  // connections have an unusual default time zone, which must not matter
  await pool.query(
    `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET timezone = %L', current_database(), 'America/St_Johns'); END $$`,
  )
  id = await givenTree(pool, 'first, second, third, fourth, fifth')
  for (const [name, at] of Object.entries(created)) {
    const literal = at.replace('T', ' ').replace('Z', '')
    await pool.query(
      `UPDATE supervisors SET created_at = '${literal}', status_changed_at = '${literal}', last_heartbeat = '${literal}' WHERE id = $1`,
      [id(name)],
    )
  }
  const teams = await pool.query<{ id: string }>(
    `INSERT INTO supervisor_teams (supervisor_id, name) VALUES ($1, 'team') RETURNING id`,
    [id('first')],
  )
  team = teams.rows[0]?.id ?? ''
  await pool.query(
    `INSERT INTO supervisor_team_members (team_id, agent_id, role, joined_at, left_at) VALUES
       ($1, gen_random_uuid(), 'EARLY', '2025-03-30 00:59:59.999', '2025-03-30 01:00:00.001'),
       ($1, gen_random_uuid(), 'LATE', '2025-03-30 01:00:00', NULL)`,
    [team],
  )
})

describe.each(['Asia/Kolkata', 'Europe/Berlin', 'UTC'])('a server in the time zone %s', (TZ) => {
  let server: ServerProcess
  beforeAll(async () => {
    server = await servers.start({ DATABASE_URL: database.url, TZ, PGTZ: 'Asia/Kathmandu' })
  })

  test('returns times exactly as they are in the database', async () => {
    for (const [name, at] of Object.entries(created)) {
      const { supervisor } = await server.data(readTimes, { id: id(name) })
      expect(supervisor).toMatchObject({ createdAt: at, statusChangedAt: at, lastHeartbeat: at })
    }
  })

  test('stores the creation time of a new supervisor in UTC', async () => {
    const began = Date.now()
    const { spawnSupervisor } = await server.data(spawnNow, { name: `now in ${TZ}` })
    const at = 'supervisor' in spawnSupervisor ? Date.parse(spawnSupervisor.supervisor.createdAt) : NaN
    expect(at).toBeGreaterThanOrEqual(began - 1_000)
    expect(at).toBeLessThanOrEqual(Date.now() + 1_000)
  })

  test('pages by time without gaps and duplicates, forwards and backwards', async () => {
    const names = Object.keys(created)
    const forwards = await followCursors(async (after) => {
      const { supervisors } = await server.data(pageTimes, { after, first: 1 })
      return supervisors.edges
    })
    expect(forwards.map(({ node }) => node.name).slice(0, 5)).toEqual(names)
    const { supervisors } = await server.data(pageTimes, { first: 5 })
    const before = supervisors.edges[4]?.cursor
    const back = await server.data(pageTimes, { ...(before && { before }), last: 4 })
    expect(back.supervisors.edges.map(({ node }) => node.name)).toEqual(names.slice(0, 4))
  })

  test('filters by a time to the millisecond, in any time zone', async () => {
    const rolesAt = async (asOf: string): Promise<string[]> => {
      const edges = await followCursors(async (after) => {
        const { node } = await server.data(membersAsOf, { team, asOf, after })
        return node?.__typename === 'SupervisorTeam' ? node.members.edges : []
      })
      return edges.map(({ node }) => node.role)
    }
    expect(await rolesAt('2025-03-30T00:59:59.998Z')).toEqual([])
    expect(await rolesAt('2025-03-30T00:59:59.999Z')).toEqual(['EARLY'])
    expect(await rolesAt('2025-03-30T01:00:00.000Z')).toEqual(['EARLY', 'LATE'])
    expect(await rolesAt('2025-03-30T06:30:00.000+05:30')).toEqual(['EARLY', 'LATE'])
    expect(await rolesAt('2025-03-30T01:00:00.001Z')).toEqual(['LATE'])
  })
})
