import { execFileSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import { describeReads } from './reads/describe.ts'
import { findNode, installPeers, startContestant, type Contestant } from './reads/contestants.ts'
import { documents, servers, type Server } from './reads/documents.ts'
import { assertSameData, buildBodies, measure, type Measured } from './reads/measure.ts'
import { parseCount, parseOptions, UsageError } from './support/options.ts'
import { describeMachine, progress } from './support/report.ts'
import { withTemporaryDatabase } from './support/temporaryDatabase.ts'

export const about = `queries of this server compared with PostGraphile, Mercurius, Apollo Server with Prisma, and with
one JSON-building statement for each request, without GraphQL. Installs them in bench/peers.`
export const options = `--documents <names>   comma-separated (default: all): ${documents.map(({ name }) => name).join(', ')}
--connections <n,…>   (default: 1,16,64)
--rounds <n>          (default: 5)
--seconds <n>         duration of each measurement (default: 3)
--supervisors <n>     (default: 111,111)
--quick               two minutes: row and tree, 16 and 64 connections, 3 rounds of 1 s, 11,111 supervisors, without Prisma
--node <path>         Node.js of the servers (default: Node.js 24 of bench/peers)
--profile <path>      write a CPU profile of this server to this directory`

export interface ReadOptions {
  readonly documents: readonly string[]
  readonly connections: readonly number[]
  readonly rounds: number
  readonly seconds: number
  readonly supervisors: number
  readonly servers: readonly Server[]
  readonly node?: string | undefined
  readonly profile?: string | undefined
}

export const quick: ReadOptions = {
  documents: ['row', 'tree'],
  connections: [16, 64],
  rounds: 3,
  seconds: 1,
  supervisors: 11_111,
  servers: servers.filter((server) => server !== 'Apollo + Prisma'), // by far the slowest
}

const full: ReadOptions = {
  documents: documents.map(({ name }) => name),
  connections: [1, 16, 64],
  rounds: 5,
  seconds: 3,
  supervisors: 111_111,
  servers,
}

export async function run(args: readonly string[]): Promise<void> {
  const given = parseOptions(
    args,
    ['documents', 'connections', 'rounds', 'seconds', 'supervisors', 'node', 'profile'],
    ['quick'],
  )
  const base = given.quick ? quick : full
  const { measured, machine } = await measureReads({
    documents: given.documents?.split(',') ?? base.documents,
    connections:
      given.connections?.split(',').map((each) => parseCount('connections', each, 1) ?? 1) ?? base.connections,
    rounds: parseCount('rounds', given.rounds, 1) ?? base.rounds,
    seconds: parseCount('seconds', given.seconds, 1) ?? base.seconds,
    supervisors: parseCount('supervisors', given.supervisors, 11_111) ?? base.supervisors,
    servers: base.servers,
    node: given.node,
    profile: given.profile,
  })
  process.stdout.write(`${machine}\n\n${describeReads(measured)}\n`)
}

/** Computed column of PostGraphile. */
const healthColumn = `CREATE FUNCTION supervisors_health_state(s supervisors) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT health_state(s.status, s.last_heartbeat,
    missed_heartbeats(s.config, s.last_heartbeat, s.status_changed_at, timezone('utc', clock_timestamp()))) $$`

/** PostGraphile cannot exclude the terminated ones. Without triggers, as they are never revived. */
const allLive = `SET session_replication_role = replica;
  UPDATE supervisors SET status = 'ACTIVE' WHERE status = 'TERMINATED';
  SET session_replication_role = origin`

/** Measures all servers on one temporary database. */
export async function measureReads(
  options: ReadOptions,
): Promise<{ readonly measured: readonly Measured[]; readonly machine: string }> {
  const chosen = documents.filter(({ name }) => options.documents.includes(name))
  if (chosen.length < options.documents.length)
    throw new UsageError(`--documents: expected names of documents, got "${options.documents.join(',')}"`)
  installPeers()
  const node = options.node ?? findNode()
  return withTemporaryDatabase(
    async (database) => {
      const session = await database.newSession()
      progress(`loading ${options.supervisors.toLocaleString('en')} supervisors`)
      execFileSync('npm', [
        'run',
        'seed',
        '--silent',
        '--',
        '--supervisors',
        String(options.supervisors),
        '--url',
        database.url,
      ])
      await session.query('CREATE EXTENSION pg_stat_statements')
      await session.query(healthColumn)
      await session.query(allLive)
      await session.query('VACUUM ANALYZE')
      await session.query('CHECKPOINT')
      const contestants: Contestant[] = []
      try {
        for (const server of options.servers) {
          const profile = server === 'this server' ? options.profile : undefined
          contestants.push(await startContestant(server, database.url, node, profile))
        }
        await untilCounted(session)
        const machine = `${await describeMachine(session)}; servers on Node ${versionOf(node)}`
        const measured: Measured[] = []
        for (const document of chosen) {
          const bodies = await buildBodies(session, document, contestants)
          await assertSameData(document, bodies, contestants)
          for (const connections of options.connections)
            measured.push(await measure(session, document, bodies, contestants, { ...options, connections }))
        }
        return { measured, machine }
      } finally {
        await Promise.all(contestants.map((contestant) => contestant.stop()))
      }
    },
    { shared_preload_libraries: 'pg_stat_statements' },
  )
}

/** Waits until this server has counted the new hierarchy. It does so once, and meanwhile takes the time of other work. */
async function untilCounted(session: Client): Promise<void> {
  for (;;) {
    const { rows } = await session.query<{ isBuilt: boolean }>('SELECT is_built AS "isBuilt" FROM count_progress')
    if (rows[0]?.isBuilt) return
    await sleep(500)
  }
}

const versionOf = (node: string): string => execFileSync(node, ['--version'], { encoding: 'utf8' }).trim().slice(1)
