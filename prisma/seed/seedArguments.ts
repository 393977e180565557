import { parseArgs } from 'node:util'
import { commandWith } from '../../src/db/commandName.ts'
import type { BulkSize } from './planBulkTree.ts'

/** What to load. `url` overrides the database of the environment. */
export type SeedRequest = ({ load: 'help' } | { load: 'demo' } | { load: 'bulk'; size: BulkSize }) & { url?: string }

/** Invalid arguments. The message says in one line what was given and what is accepted. */
export class SeedArgumentsError extends Error {
  override name = 'SeedArgumentsError'
}

const USAGE = commandWith('seed', '[--supervisors <n> [--teams <n>] [--members <n>]] [--url <connection string>]')

export const HELP = `Usage: ${USAGE}

Without --supervisors, loads the demonstration fleet into a database without supervisors.
With --supervisors, adds a tree of that size under a new root named load-<supervisors>-<n>.

  --supervisors <n>  number of supervisors, including the root: 1 to 10000000
  --teams <n>        teams per supervisor: 0 to 100 (default: 2)
  --members <n>      members per team: 0 to 1000 (default: 5)
  --url <url>        the database (default: DATABASE_URL, otherwise the server running on DATA_DIR, .data by default)
  --help             show this text

Exit codes: 0 on success, 1 if nothing was loaded, 2 if the arguments are wrong, 130 after Ctrl-C.
`

const LIMITS = { supervisors: [1, 10_000_000], teams: [0, 100], members: [0, 1000] } as const
const MAX_MEMBERS = 1_000_000_000

/** @throws {SeedArgumentsError} */
export function parseSeedArguments(args: readonly string[]): SeedRequest {
  const values = parseOptions(args)
  if (values.help) return { load: 'help' }
  const where = values.url === undefined ? {} : { url: values.url }
  if (values.supervisors === undefined) {
    const lone = values.teams === undefined ? values.members && '--members' : '--teams'
    if (lone) throw new SeedArgumentsError(`${lone} requires --supervisors <n>: ${USAGE}`)
    return { load: 'demo', ...where }
  }
  const size = {
    supervisors: countOf('supervisors', values.supervisors),
    teams: countOf('teams', values.teams ?? '2'),
    members: countOf('members', values.members ?? '5'),
  }
  const memberships = size.supervisors * size.teams * size.members
  if (memberships > MAX_MEMBERS) {
    throw new SeedArgumentsError(`expected at most ${MAX_MEMBERS} members in total, got ${memberships}`)
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
    // only the first sentence: Node.js adds advice about positional arguments, which this command does not have
    const problem = error instanceof Error ? error.message.split(/[.\n]/, 1).join() : String(error)
    throw new SeedArgumentsError(`${problem}: ${USAGE}`)
  }
}

function countOf(option: keyof typeof LIMITS, given: string): number {
  const [min, max] = LIMITS[option]
  const count = Number(given)
  if (!/^\d+$/.test(given) || count < min || count > max) {
    throw new SeedArgumentsError(`--${option}: expected a whole number from ${min} to ${max}, got "${given}"`)
  }
  return count
}
