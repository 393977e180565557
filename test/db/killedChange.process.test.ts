import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { SpawnHierarchyInput, SpawnNodeInput } from '../generated/graphql.ts'
import { graphql } from '../generated/index.ts'
import { type ServerProcess, withServers } from '../support/process/serverProcess.ts'
import { fetchImpactToken } from '../support/process/serverRace.ts'
import { emptyDatabase } from '../support/database/emptyDatabase.ts'
import { withDatabase } from '../support/database/withDatabase.ts'

const serverKills = Number(process.env.KILLED_CHANGES ?? 3)
/** Kills of each change: of the server KILLED_CHANGES times (by default 3), and of its session once for each five of those. */
const kills = { server: serverKills, session: Math.ceil(serverKills / 5) }
/** Latest kill as a share of the duration of the change. Above 1, so that some kills come after the change. */
const latestKill = 1.2
const settleTimeoutMs = 20_000

const db = withDatabase()
const servers = withServers()

/** A change of many rows by one mutation, in a database without other rows. */
interface Change {
  /** Sends the mutation. @returns 'changed', 'unchanged' if it was done before, or another result */
  readonly send: (server: ServerProcess) => Promise<string>
  /** Counts the changed rows and the recorded events. */
  readonly countDone: () => Promise<Record<string, number>>
  /** The counts after the complete change. */
  readonly whole: Record<string, number>
}

interface NamedServer {
  readonly server: ServerProcess
  /** Also the application name of its sessions in PostgreSQL. */
  readonly name: string
}

let started = 0
async function startServer(): Promise<NamedServer> {
  const name = `server ${++started}`
  const url = new URL(db.url)
  url.searchParams.set('application_name', name)
  return { server: await servers.start({ DATABASE_URL: url.href }), name }
}

/** Waits for the sessions of a killed server. Each continues until its current statement ends, which can be a COMMIT. */
async function untilSessionsAreGone(name: string): Promise<void> {
  const deadline = Date.now() + settleTimeoutMs
  while ((await count('pg_stat_activity', `datname = current_database() AND application_name = '${name}'`)) > 0) {
    if (Date.now() > deadline) throw new Error(`sessions of ${name} still exist after ${settleTimeoutMs} ms`)
    await delay(5)
  }
}

async function count(table: string, condition = 'true'): Promise<number> {
  const { rows } = await db.pool.query<{ count: number }>(`SELECT count(*)::integer FROM ${table} WHERE ${condition}`)
  return rows[0]?.count ?? 0
}

async function killTransactions(name: string): Promise<void> {
  await db.pool.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1 AND xact_start IS NOT NULL',
    [name],
  )
}

type Victim = keyof typeof kills

/** Outcome of the kills. */
interface Tally {
  readonly killed: Record<Victim, number>
  /** Number of kills after which nothing of the change was committed, and after which everything was. */
  readonly found: { nothing: number; everything: number }
}

/**
 * Kills the server that makes a change, or its session, and then sends the change to another server. Checks the rows
 * after both. The kills are spread over the duration of the change, each at a random time in its own part.
 */
async function killDuringChange(given: (server: ServerProcess) => Promise<Change>): Promise<Tally> {
  const onEmptyDatabase = async (server: ServerProcess): Promise<Change> => {
    await emptyDatabase(db.pool)
    return given(server)
  }
  const tally: Tally = { killed: { server: 0, session: 0 }, found: { nothing: 0, everything: 0 } }
  let current = await startServer()
  const rehearse = async (): Promise<number> => {
    const change = await onEmptyDatabase(current.server)
    const began = performance.now()
    expect(await change.send(current.server)).toBe('changed')
    return performance.now() - began
  }
  await rehearse() // warms up the server, since the first change takes longer
  const duration = await rehearse()

  const kill = async (victim: Victim, nth: number): Promise<void> => {
    const { server, name } = current
    const change = await onEmptyDatabase(server)
    const answering = change.send(server).catch(() => 'nothing')
    await delay(((nth + Math.random()) / kills[victim]) * latestKill * duration)
    if (victim === 'server') server.process.kill('SIGKILL')
    else await killTransactions(name)
    tally.killed[victim]++
    const answer = await answering
    if (victim === 'session') {
      expect(['changed', 'UnavailableError']).toContain(answer)
      expect((await server.stop()).code).toBe(0)
    }
    const starting = startServer()
    await server.exited
    await untilSessionsAreGone(name)

    const done = await change.countDone()
    const found = Object.values(done).every((rows) => rows === 0) ? 'nothing' : 'everything'
    tally.found[found]++
    if (found === 'everything') expect(done).toEqual(change.whole)
    else expect(answer).not.toBe('changed')
    expect(await db.violations()).toEqual([])

    current = await starting
    expect(await change.send(current.server)).toBe(found === 'everything' ? 'unchanged' : 'changed')
    expect(await change.countDone()).toEqual(change.whole)
    expect(await db.violations()).toEqual([])
  }
  for (const victim of ['server', 'session'] as const)
    for (let nth = 0; nth < kills[victim]; nth++) await kill(victim, nth)
  expect((await current.server.stop()).code).toBe(0)
  return tally
}

function report(what: string, { killed, found }: Tally): void {
  console.info(
    `kill: ${what}: killed the server ${killed.server} times and its session ${killed.session} times, ` +
      `before the commit ${found.nothing} times and after it ${found.everything} times, in the middle of it never`,
  )
}

const timeout = 60_000 + (kills.server + kills.session) * 10_000

const spawnThenKill = graphql(`
  mutation SpawnThenKill($input: SpawnHierarchyInput!) {
    spawnHierarchy(input: $input) {
      __typename
      ... on SpawnHierarchyPayload {
        created
        existing
      }
    }
  }
`)
const hierarchy = { supervisors: 300, teams: 300, members: 600, events: 1_200 }

/** A tree with ten children each, a team in each supervisor, and two members in each team. */
function newHierarchy(): SpawnHierarchyInput {
  const nodes = Array.from({ length: hierarchy.supervisors }, (_, i) => ({
    id: randomUUID(),
    name: `supervisor ${i}`,
    teams: [{ id: randomUUID(), name: 'crew', members: [{ agentId: randomUUID() }, { agentId: randomUUID() }] }],
    children: [] as SpawnNodeInput[],
  }))
  for (const [i, node] of nodes.entries()) if (i > 0) nodes[Math.floor((i - 1) / 10)]?.children.push(node)
  return { supervisors: nodes.slice(0, 1) }
}

test(
  `a kill while ${hierarchy.supervisors} supervisors are spawned leaves all of them or none`,
  { timeout },
  async () => {
    const tally = await killDuringChange(() => {
      const input = newHierarchy()
      return Promise.resolve({
        whole: hierarchy,
        async send(server) {
          const { spawnHierarchy } = await server.data(spawnThenKill, { input })
          if (spawnHierarchy.__typename !== 'SpawnHierarchyPayload') return spawnHierarchy.__typename
          const { created, existing } = spawnHierarchy
          if (created === hierarchy.supervisors && existing === 0) return 'changed'
          if (created === 0 && existing === hierarchy.supervisors) return 'unchanged'
          return `${created} created, ${existing} existing`
        },
        countDone: async () => ({
          supervisors: await count('supervisors'),
          teams: await count('supervisor_teams'),
          members: await count('supervisor_team_members'),
          events: await count('supervisor_events'),
        }),
      })
    })
    report(`spawnHierarchy of ${hierarchy.supervisors} supervisors, with ${hierarchy.members} members`, tally)
    expect(tally.killed).toEqual(kills)
    expect(tally.found.nothing).toBeGreaterThan(0)
  },
)

const terminateThenKill = graphql(`
  mutation TerminateThenKill($id: ID!, $impactToken: String!) {
    terminateSupervisor(input: { id: $id, childPolicy: CASCADE, impactToken: $impactToken }) {
      __typename
      ... on TerminateSupervisorPayload {
        changed
      }
    }
  }
`)
const cascade = { terminated: 300, ended: 900, events: 1_200 }

/** A tree with ten children each, a team in each supervisor, and three active members in each team. */
async function givenStaffedTree(): Promise<string> {
  const ids = Array.from({ length: cascade.terminated }, () => randomUUID())
  const parentIds = ids.map((_, i) => (i === 0 ? null : ids[Math.floor((i - 1) / 10)]))
  await db.pool.query(
    `INSERT INTO supervisors (id, parent_id, name, status) SELECT id, parent_id, id::text, 'ACTIVE' FROM unnest($1::uuid[], $2::uuid[]) AS t (id, parent_id)`,
    [ids, parentIds],
  )
  await db.pool.query(`INSERT INTO supervisor_teams (supervisor_id, name) SELECT id, 'crew' FROM supervisors`)
  await db.pool.query(
    'INSERT INTO supervisor_team_members (team_id, agent_id) SELECT id, gen_random_uuid() FROM supervisor_teams, generate_series(1, 3)',
  )
  return ids[0] ?? ''
}

test(
  `a kill during a cascade over ${cascade.terminated} supervisors leaves all of them terminated or none`,
  { timeout },
  async () => {
    const tally = await killDuringChange(async (server) => {
      const id = await givenStaffedTree()
      const impactToken = await fetchImpactToken(server, id)
      return {
        whole: cascade,
        async send(server) {
          const { terminateSupervisor } = await server.data(terminateThenKill, { id, impactToken })
          if (terminateSupervisor.__typename !== 'TerminateSupervisorPayload') return terminateSupervisor.__typename
          return terminateSupervisor.changed ? 'changed' : 'unchanged'
        },
        countDone: async () => ({
          terminated: await count('supervisors', `status = 'TERMINATED'`),
          ended: await count('supervisor_team_members', 'left_at IS NOT NULL'),
          events: await count('supervisor_events', `type IN ('SUPERVISOR_STATUS_CHANGED', 'MEMBER_LEFT')`),
        }),
      }
    })
    report(`a cascade over ${cascade.terminated} supervisors, with ${cascade.ended} members`, tally)
    expect(tally.killed).toEqual(kills)
    expect(tally.found.nothing).toBeGreaterThan(0)
  },
)
