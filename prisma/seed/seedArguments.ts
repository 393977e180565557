import { parseArgs } from 'node:util'
import type { BulkSize } from './planBulkTree.ts'

/** What to load, and where to if not the environment's database. */
export type SeedRequest = ({ load: 'help' } | { load: 'demo' } | { load: 'bulk'; size: BulkSize }) & { url?: string }

/** Arguments that are not understood; the message says in one line what was given and what is taken. */
export class SeedArgumentsError extends Error {
  override name = 'SeedArgumentsError'
}

const USAGE = 'npm run seed -- [--supervisors <n> [--teams <n>] [--members <n>]] [--url <connection string>]'

export const HELP = `Usage: ${USAGE}

Without --supervisors, loads the demonstration fleet into a database that has no supervisors yet.
With it, adds a tree of that many supervisors under a new root, load-<supervisors>-<n>.

  --supervisors <n>  how many supervisors, the root included: 1 to 10000000
  --teams <n>        teams for each supervisor: 0 to 100 (default 2)
  --members <n>      members for each team: 0 to 1000 (default 5)
  --url <url>        the database (default: DATABASE_URL, else the server running on DATA_DIR, .data by default)
  --help             this text
`

const LIMITS = { supervisors: [1, 10_000_000], teams: [0, 100], members: [0, 1000] } as const
const MOST_MEMBERS = 1_000_000_000

/** @throws {SeedArgumentsError} */
export function parseSeedArguments(args: readonly string[]): SeedRequest {
  const values = parseOptions(args)
  if (values.help) return { load: 'help' }
  const where = values.url === undefined ? {} : { url: assertUrl('--url', values.url) }
  if (values.supervisors === undefined) {
    const lone = values.teams === undefined ? values.members && '--members' : '--teams'
    if (lone) throw new SeedArgumentsError(`${lone} goes with --supervisors <n>: ${USAGE}`)
    return { load: 'demo', ...where }
  }
  const size = {
    supervisors: countOf('supervisors', values.supervisors),
    teams: countOf('teams', values.teams ?? '2'),
    members: countOf('members', values.members ?? '5'),
  }
  const memberships = size.supervisors * size.teams * size.members
  if (memberships > MOST_MEMBERS) {
    throw new SeedArgumentsError(`at most ${MOST_MEMBERS} members in all, and this would make ${memberships}`)
  }
  return { load: 'bulk', size, ...where }
}

function parseOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        supervisors: { type: 'string' },
        teams: { type: 'string' },
        members: { type: 'string' },
        url: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    // node adds advice on how to write a positional argument, which nobody wants here
    const problem = error instanceof Error ? error.message.split(/[.\n]/, 1).join() : String(error)
    throw new SeedArgumentsError(`${problem}: ${USAGE}`)
  }
}

function countOf(option: keyof typeof LIMITS, given: string): number {
  const [least, most] = LIMITS[option]
  const count = Number(given)
  if (!/^\d+$/.test(given) || count < least || count > most) {
    throw new SeedArgumentsError(`--${option} takes a whole number from ${least} to ${most}, not '${given}'`)
  }
  return count
}

/** @throws {SeedArgumentsError} where it is no connection string; the message leaves out what may hold a password. */
export function assertUrl(source: string, given: string): string {
  const protocol = URL.canParse(given) ? new URL(given).protocol : undefined
  if (protocol !== 'postgresql:' && protocol !== 'postgres:') {
    throw new SeedArgumentsError(
      `${source} takes a connection string such as postgresql://user:password@localhost:5432/database`,
    )
  }
  return given
}
