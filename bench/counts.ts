import type pg from 'pg'
import { openDatabase, type Database } from '../src/db/database.ts'
import { fetchSubtreeCounts } from '../src/db/queries/counts.ts'
import { countGroups, type CountSet } from '../src/domain/counts.ts'
import { keepCounts } from '../src/events/createCountKeeper.ts'
import { parseCount, parseOptions } from './support/options.ts'
import { describeMachine, formatTable, median, progress } from './support/report.ts'
import { serveApi } from './support/serveApi.ts'
import { withTemporaryDatabase } from './support/temporaryDatabase.ts'

export const about = 'counts of the whole hierarchy, kept and computed'
export const options = `--supervisors <n>  number of supervisors, each with 2 teams of 5 members (default: 20,000)
--rounds <n>       number of measurements of each statement (default: 5)`

const hourMs = 3_600_000
const { supervisors, health, teams, members } = countGroups
const selections: readonly (readonly [name: string, groups: CountSet])[] = [
  ['supervisors, byStatus, maxLevel', supervisors],
  ['teams', teams],
  ['activeMemberships, activeAgents', members],
  ['all of these', supervisors | teams | members],
  ['byHealth, which is never kept', health],
]

export async function run(args: readonly string[]): Promise<void> {
  const given = parseOptions(args, ['supervisors', 'rounds'])
  const size = parseCount('supervisors', given.supervisors, 1) ?? 20_000
  const rounds = parseCount('rounds', given.rounds, 1) ?? 5
  await withTemporaryDatabase(async (database) => {
    const { url } = database
    const session = await database.newSession()
    progress(`loading ${size} supervisors`)
    await insertTree(session, size)
    const db = openDatabase({ url, poolSize: 2, onConnectionError: () => undefined, onRetry: () => undefined })
    try {
      process.stdout.write(`${await describeMachine(session)}\n\n`)
      process.stdout.write(`First run of the count keeper: ${((await keepAll(db)) / 1_000).toFixed(1)} s\n\n`)
      process.stdout.write(`${formatTable(['counts', 'kept', 'computed', 'ratio'], await compare(db, rounds))}\n\n`)
      await keepAll(db)
      process.stdout.write(`${await countSharedStatements(url)}\n`)
    } finally {
      await db.close()
    }
  })
}

/** A tree with ten children for each supervisor. Every second agent has one membership, the others have five. */
async function insertTree(session: pg.Client, size: number): Promise<void> {
  const insert = (text: string) => session.query(text, [size])
  await insert(`INSERT INTO supervisors (id, name, status, parent_id)
    SELECT md5('s' || i)::uuid, 's' || i, 'ACTIVE', CASE WHEN i > 0 THEN md5('s' || (i - 1) / 10)::uuid END FROM generate_series(0, $1::int - 1) i`)
  await insert(`INSERT INTO supervisor_teams (id, supervisor_id, name)
    SELECT md5('t' || t)::uuid, md5('s' || t / 2)::uuid, 't' || t % 2 FROM generate_series(0, $1::int * 2 - 1) t`)
  await insert(`INSERT INTO supervisor_team_members (team_id, agent_id)
    SELECT md5('t' || m / 5)::uuid, md5('a' || CASE m % 2 WHEN 0 THEN m ELSE -m % ($1::int * 2) END)::uuid FROM generate_series(0, $1::int * 10 - 1) m`)
  await session.query('VACUUM ANALYZE')
}

/** Counts everything. Returns the time in milliseconds. */
async function keepAll(db: Database): Promise<number> {
  const began = performance.now()
  while ((await keepCounts(db)) !== 'current');
  return performance.now() - began
}

/** Measures each statement in each round. */
async function compare(db: Database, rounds: number): Promise<string[][]> {
  const times = new Map<string, number[]>()
  for (let round = 1; round <= rounds; round++) {
    progress(`round ${round}`)
    for (const [name, groups] of selections)
      for (const maxAgeMs of [hourMs, 0]) {
        const began = performance.now()
        await fetchSubtreeCounts(db, [{ root: null, maxAgeMs }], groups)
        const key = `${name} ${maxAgeMs}`
        times.set(key, [...(times.get(key) ?? []), performance.now() - began])
      }
  }
  return selections.map(([name]) => {
    const [kept, computed] = [hourMs, 0].map((maxAgeMs) => median(times.get(`${name} ${maxAgeMs}`) ?? [])) as [
      number,
      number,
    ]
    return [name, `${kept.toFixed(1)} ms`, `${computed.toFixed(1)} ms`, (computed / kept).toFixed(1)]
  })
}

async function countSharedStatements(url: string): Promise<string> {
  const api = await serveApi(url)
  try {
    const query = '{ stats { supervisors byHealth { count } teams activeAgents } }'
    const began = performance.now()
    await Promise.all(Array.from({ length: 1_000 }, () => api.request(query, {})))
    const seconds = ((performance.now() - began) / 1_000).toFixed(1)
    const count = api.statements.filter(({ text }) => text.includes('"computedAt"')).length
    return `1,000 requests at once: ${seconds} s, ${count} statements`
  } finally {
    await api.close()
  }
}
