// npm run db:migrate, db:status, db:rollback, db:drift, db:verify
import { parseArgs } from 'node:util'
import { explainFailure, findDatabaseUrl, printable } from './commandLine.ts'
import { findDrift } from './drift.ts'
import { ignoreSessionVariables } from './environment.ts'
import { migrateDeploy, pendingMigrations } from './migrate.ts'
import { rollback } from './rollback.ts'
import { findViolations } from './verify.ts'

/** The commands: a line for --help, and the work, which returns the exit code. */
const COMMANDS: Readonly<Record<string, { about: string; run: (url: string) => Promise<number> }>> = {
  migrate: {
    about: 'apply all pending migrations',
    async run(url) {
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
    about: 'list the pending migrations; exit code 1 if there are any',
    async run(url) {
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
    about: 'undo the newest migration with its down.sql, whose comments say which data is lost',
    async run(url) {
      print(`Rolled back ${await rollback(url)}`)
      return 0
    },
  },
  drift: {
    about: 'compare the database with schema.prisma and the migrations; exit code 1 if they differ',
    async run(url) {
      const differences = await findDrift(url)
      if (differences.length === 0) print('No drift: the database matches schema.prisma and the migrations.')
      for (const difference of differences) print(`- ${difference.replaceAll('\n', '\n  ')}`)
      return differences.length === 0 ? 0 : 1
    },
  },
  verify: {
    about: 'find rows that violate an invariant of the hierarchy; exit code 1 if there are any',
    async run(url) {
      const violations = await findViolations(url)
      if (violations.length === 0) print('No violations: all rows satisfy the invariants.')
      for (const { tableName, rowId, invariant, detail } of violations) {
        print(`- ${tableName} ${rowId ?? '(whole table)'} violates: ${invariant} (${detail})`)
      }
      return violations.length === 0 ? 0 : 1
    },
  },
}

const USAGE = `Usage: npm run db:<command> [-- --url <url>]

${Object.entries(COMMANDS)
  .map(([name, { about }]) => `  ${name.padEnd(10)}${about}`)
  .join('\n')}

The command uses the database of --url, otherwise of DATABASE_URL, otherwise the running embedded server of DATA_DIR
(.data by default).`

ignoreSessionVariables()
process.exitCode = await main(process.argv.slice(2))

async function main(args: string[]): Promise<number> {
  let url: string | undefined
  try {
    const options = { url: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
    const [name = '', ...others] = positionals
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
    if (values.help || !command || others.length > 0) {
      if (values.help) print(USAGE)
      else
        complain(
          `Expected one command, got ${positionals.length === 0 ? 'none' : `"${positionals.join(' ')}"`}.\n\n${USAGE}`,
        )
      return values.help ? 0 : 2
    }
    url = values.url ?? (await findDatabaseUrl())
    if (url === undefined) {
      complain(
        'No database: set DATABASE_URL or pass --url, for example postgresql://user:password@localhost:5432/supervisors, or start the embedded server with npm start and retry.',
      )
      return 2
    }
    return await command.run(url)
  } catch (error) {
    complain(explainFailure(error, url, USAGE))
    return 2
  }
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
