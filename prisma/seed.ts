// `npm run seed -- --help`: loads the demonstration fleet, or adds a large tree for load tests.
import type pg from 'pg'
import { runningEmbeddedUrl } from '../src/db/embedded.ts'
import { ignoreSessionVariables } from '../src/db/environment.ts'
import { withSession } from '../src/db/session.ts'
import { loadBulk } from './seed/bulkLoad.ts'
import { loadDemoFleetIn } from '../src/demo/loadDemoFleet.ts'
import type { BulkSize } from './seed/planBulkTree.ts'
import { assertUrl, HELP, parseSeedArguments, SeedArgumentsError } from './seed/seedArguments.ts'
import { formatCount, showProgress } from './seed/showProgress.ts'

async function main(args: readonly string[]): Promise<void> {
  const request = parseSeedArguments(args)
  if (request.load === 'help') {
    process.stdout.write(HELP)
    return
  }
  ignoreSessionVariables()
  const url = request.url ?? (await findUrl())
  await withSession(url, async (session) => {
    await assertMigrated(session)
    if (request.load === 'bulk') await seedBulk(session, request.size)
    else await seedDemo(session)
  })
}

async function findUrl(): Promise<string> {
  const given = process.env.DATABASE_URL
  if (given) return assertUrl('DATABASE_URL', given)
  const dataDir = process.env.DATA_DIR ?? '.data'
  const running = await runningEmbeddedUrl(dataDir)
  if (running !== null) return running
  throw new Error(
    `No database: DATABASE_URL is not set, and no server runs on ${dataDir}. Set DATABASE_URL, pass --url, or start the server first (npm start).`,
  )
}

async function assertMigrated(session: pg.ClientBase): Promise<void> {
  const { rows } = await session.query<{ migrated: boolean }>(
    `SELECT to_regclass('hierarchy_settings') IS NOT NULL AS migrated`,
  )
  if (!rows[0]?.migrated) throw new Error('The database is not migrated. Run `npm run db:migrate` first.')
}

async function seedDemo(session: pg.ClientBase): Promise<void> {
  if (!(await loadDemoFleetIn(session))) {
    throw new Error(
      'The demonstration fleet was not loaded: it needs a database without supervisors and a maximum level of at least 4. Pass --supervisors <n> to add a tree instead.',
    )
  }
  process.stdout.write('Loaded the demonstration fleet. Its root is mission-control.\n')
}

async function seedBulk(session: pg.ClientBase, size: BulkSize): Promise<void> {
  const interruption = new AbortController()
  process.once('SIGINT', () => {
    interruption.abort() // a second Ctrl-C ends the process immediately
  })
  const display = showProgress(process.stderr, size.supervisors)
  const started = Date.now()
  try {
    const outcome = await loadBulk(session, size, { onProgress: display.update, signal: interruption.signal })
    display.end()
    const { teams, members } = size
    const counts = [outcome.supervisors, outcome.supervisors * teams, outcome.supervisors * teams * members]
    const [supervisors, allTeams, allMembers] = counts.map(formatCount)
    process.stdout.write(
      `${outcome.name} (${outcome.rootId}): ${supervisors} supervisors, ${allTeams} teams, ${allMembers} members, ` +
        `${outcome.tree.depth + 1} levels, in ${((Date.now() - started) / 1000).toFixed(1)} s\n`,
    )
    if (outcome.supervisors < size.supervisors) {
      process.stderr.write('Interrupted: each loaded supervisor has all its teams and members.\n')
      process.exitCode = 130
    }
  } catch (error) {
    display.end()
    throw error
  }
}

function describe(error: unknown): string {
  // if several addresses refuse a connection, Node.js throws an AggregateError with an empty message
  if (error instanceof AggregateError) return error.errors.map(describe).join('; ')
  return error instanceof Error ? error.message : String(error)
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  process.stderr.write(`${describe(error)}\n`)
  process.exitCode = error instanceof SeedArgumentsError ? 2 : 1
}
