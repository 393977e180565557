import type pg from 'pg'
import { ConfigError } from '../src/config.ts'
import { commandName } from '../src/db/commandName.ts'
import { ignoreSessionVariables } from '../src/db/environment.ts'
import { withSession } from '../src/db/session.ts'
import { loadBulk } from '../prisma/seed/bulkLoad.ts'
import { loadDemoFleetIn } from '../src/demo/loadDemoFleet.ts'
import type { BulkSize } from '../prisma/seed/planBulkTree.ts'
import { HELP, parseSeedArguments, SeedArgumentsError } from '../prisma/seed/seedArguments.ts'
import { formatCount, showProgress } from '../prisma/seed/showProgress.ts'
import { withChosenDatabase } from './withChosenDatabase.ts'

async function seed(args: readonly string[]): Promise<number> {
  const request = parseSeedArguments(args)
  if (request.load === 'help') {
    process.stdout.write(HELP)
    return 0
  }
  ignoreSessionVariables()
  return withChosenDatabase({ url: request.url }, (url) =>
    withSession(url, async (session) => {
      await assertMigrated(session)
      return request.load === 'bulk' ? seedBulk(session, request.size) : seedDemo(session)
    }),
  )
}

async function assertMigrated(session: pg.ClientBase): Promise<void> {
  const { rows } = await session.query<{ migrated: boolean }>(
    `SELECT to_regclass('hierarchy_settings') IS NOT NULL AS migrated`,
  )
  if (!rows[0]?.migrated) throw new Error(`The database is not migrated. Run \`${commandName('migrate')}\` first.`)
}

async function seedDemo(session: pg.ClientBase): Promise<number> {
  if (!(await loadDemoFleetIn(session))) {
    throw new Error(
      'The demonstration fleet was not loaded: it needs a database without supervisors and a maximum level of at least 4. Pass --supervisors <n> to add a tree instead.',
    )
  }
  process.stdout.write('Loaded the demonstration fleet. Its root is mission-control.\n')
  return 0
}

async function seedBulk(session: pg.ClientBase, size: BulkSize): Promise<number> {
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
    if (outcome.supervisors === size.supervisors) return 0
    process.stderr.write('Interrupted: each loaded supervisor has all its teams and members.\n')
    return 130
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

/** Loads the demonstration fleet, or adds a large tree for load tests. Returns the exit code. */
export async function runSeed(args: readonly string[]): Promise<number> {
  try {
    return await seed(args)
  } catch (error) {
    process.stderr.write(`${describe(error)}\n`)
    return error instanceof SeedArgumentsError || error instanceof ConfigError ? 2 : 1
  }
}
