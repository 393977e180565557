import { parseArgs } from 'node:util'
import { explainFailure, findDatabaseUrl, printable } from './commandLine.ts'
import { commandName, commandWith } from './commandName.ts'
import { findDrift } from './drift.ts'
import { ignoreSessionVariables } from './environment.ts'
import { migrateDeploy, pendingMigrations } from './migrate.ts'
import { rollback } from './rollback.ts'
import { findViolations } from './verify.ts'

interface DatabaseCommand {
  /** What it does, for --help. */
  readonly about: string
  /** What exit code 1 means; null if the command has none. */
  readonly failure: string | null
  /** Does the work, and returns the exit code. */
  readonly run: (url: string) => Promise<number>
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
          : `Pending migrations: ${listed(pending)}`,
      )
      return pending.length === 0 ? 0 : 1
    },
  },
  rollback: {
    about: 'Undoes the newest migration with its down.sql, whose comments say which data is lost.',
    failure: null,
    async run(url: string) {
      print(`Rolled back ${await rollback(url)}`)
      return 0
    },
  },
  drift: {
    about: 'Compares the database with schema.prisma and the migrations.',
    failure: 'they differ',
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

/** Runs a command on the database, and returns the exit code. */
export async function runDatabaseCommand(name: keyof typeof commands, args: readonly string[]): Promise<number> {
  ignoreSessionVariables()
  const usage = usageOf(name)
  let url: string | undefined
  try {
    const options = { url: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const
    const { values } = parseArgs({ args: [...args], options })
    if (values.help) {
      print(usage)
      return 0
    }
    url = values.url ?? (await findDatabaseUrl())
    if (url === undefined) {
      complain(
        `No database: set DATABASE_URL or pass --url, for example postgresql://user:password@localhost:5432/supervisors, or start the embedded server with ${commandName('serve')} and retry.`,
      )
      return 2
    }
    return await commands[name].run(url)
  } catch (error) {
    complain(explainFailure(error, url, usage))
    return 2
  }
}

function usageOf(name: keyof typeof commands): string {
  const { about, failure } = commands[name]
  return `Usage: ${commandWith(name, '[--url <url>]')}

${about} It uses the database of --url, otherwise of DATABASE_URL, otherwise the running embedded server of DATA_DIR (.data by
default).

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
