import { parseArgs } from 'node:util'
import { printable } from '../clients/support/printable.ts'
import { askToContinue } from './askToContinue.ts'
import { explainFailure } from './explainFailure.ts'
import { withChosenDatabase } from './withChosenDatabase.ts'
import { commandWith } from '../src/db/commandName.ts'
import { findDrift } from '../src/db/drift.ts'
import { ignoreSessionVariables } from '../src/db/environment.ts'
import { migrateDeploy, pendingMigrations } from '../src/db/migrate.ts'
import { isIncompatible } from '../src/db/migrations.ts'
import { planRollback, rollback } from '../src/db/rollback.ts'
import { describeServers } from '../src/db/runningServers.ts'
import { findViolations } from '../src/db/verify.ts'

interface Flags {
  readonly yes: boolean
  readonly force: boolean
}

interface DatabaseCommand {
  /** What it does, for --help. */
  readonly about: string
  /** What exit code 1 means; null if the command has none. */
  readonly failure: string | null
  /** Does the work, and returns the exit code. */
  readonly run: (url: string, flags: Flags) => Promise<number>
  /** Its options other than `--url`. */
  readonly flags?: string
}

const commands = {
  migrate: {
    about: 'Applies all pending migrations.',
    failure: null,
    async run(url: string) {
      const applied = await migrateDeploy(url)
      print(
        applied.length === 0
          ? 'The database is up to date: no migration is pending.'
          : `Applied migrations: ${listed(applied)}`,
      )
      return 0
    },
  },
  status: {
    about: 'Lists the pending migrations.',
    failure: 'migrations are pending',
    async run(url: string) {
      const pending = await pendingMigrations(url)
      print(
        pending.length === 0
          ? 'The database is up to date: no migration is pending.'
          : `Pending migrations: ${listed(pending.map((name) => (isIncompatible(name) ? `${name} (stop all servers first)` : name)))}`,
      )
      return pending.length === 0 ? 0 : 1
    },
  },
  rollback: {
    about: 'Undoes the newest migration with its down.sql. First says which data is lost, and asks for a confirmation.',
    failure: null,
    flags: `  --yes    do not ask for a confirmation; required without a terminal
  --force  roll back even if servers run; they may need what the migration created
`,
    async run(url: string, { yes, force }: Flags) {
      const { name, loss, runningServers } = await planRollback(url)
      complain(`Rolling back ${name}. ${loss}`)
      if (runningServers > 0 && force) complain(`${describeServers(runningServers)} this database.`)
      const isWanted = yes || (runningServers > 0 && !force) || (await askToContinue('Continue?'))
      if (!isWanted) {
        complain('Nothing was changed. Pass --yes to roll back without a confirmation.')
        return 2
      }
      print(`Rolled back ${await rollback(url, undefined, { expected: name, force })}`)
      return 0
    },
  },
  drift: {
    about: 'Compares the database with schema.prisma and the migrations.',
    failure: 'the database differs',
    async run(url: string) {
      const differences = await findDrift(url)
      if (differences.length === 0) print('No drift: the database matches schema.prisma and the migrations.')
      for (const difference of differences) print(`- ${difference.replaceAll('\n', '\n  ')}`)
      return differences.length === 0 ? 0 : 1
    },
  },
  verify: {
    about: 'Finds rows that violate an invariant of the hierarchy.',
    failure: 'there are such rows',
    async run(url: string) {
      const violations = await findViolations(url)
      if (violations.length === 0) print('No violations: all rows satisfy the invariants.')
      for (const { tableName, rowId, invariant, detail } of violations) {
        print(`- ${tableName} ${rowId ?? '(whole table)'} violates: ${invariant} (${detail})`)
      }
      return violations.length === 0 ? 0 : 1
    },
  },
} satisfies Record<string, DatabaseCommand>

type CommandName = keyof typeof commands

/** Runs a command on the database, and returns the exit code. */
export async function runDatabaseCommand(name: CommandName, args: readonly string[]): Promise<number> {
  ignoreSessionVariables()
  const usage = usageOf(name)
  let url: string | undefined
  try {
    const { help, yes = false, force = false, url: given } = parse(name, args)
    if (help) {
      print(usage)
      return 0
    }
    return await withChosenDatabase({ url: given }, (chosen) => commands[name].run((url = chosen), { yes, force }))
  } catch (error) {
    complain(explainFailure(error, url, usage))
    return 2
  }
}

interface Values extends Partial<Flags> {
  readonly url?: string
  readonly help?: boolean
}

function parse(name: CommandName, args: readonly string[]): Values {
  const flag = { type: 'boolean' } as const
  const options = { url: { type: 'string' }, help: { ...flag, short: 'h' } } as const
  const flags = { yes: flag, force: flag }
  return parseArgs({ args: [...args], options: 'flags' in commands[name] ? { ...options, ...flags } : options }).values
}

function usageOf(name: CommandName): string {
  const { about, failure, flags = '' }: DatabaseCommand = commands[name]
  return `Usage: ${commandWith(name, `[--url <url>]${flags === '' ? '' : ' [--yes] [--force]'}`)}

${about}

${flags}The command uses the database that --url names, otherwise the one in DATABASE_URL, otherwise the embedded one in DATA_DIR
(.data by default). It prints the name of the database first.

Exit codes: 0 on success, ${failure === null ? '' : `1 if ${failure}, `}2 if the arguments are wrong or the command failed.`
}

function listed(names: readonly string[]): string {
  return names.map((name) => `\n- ${name}`).join('')
}

function print(line: string): void {
  process.stdout.write(`${printable(line)}\n`)
}

function complain(line: string): void {
  process.stderr.write(`${printable(line)}\n`)
}
