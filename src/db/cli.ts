// npm run db:migrate, db:status, db:rollback, db:drift, db:verify
import { parseArgs } from 'node:util'
import pg from 'pg'
import { EngineError } from '../../prisma/engine/engine.mjs'
import { causeOfCode } from './causes.ts'
import { findDrift } from './drift.ts'
import { runningEmbeddedUrl } from './embedded.ts'
import { ignoreSessionVariables } from './environment.ts'
import { MigrationError, migrateDeploy, pendingMigrations } from './migrate.ts'
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
    url = values.url ?? (await databaseUrl())
    if (url === undefined) {
      complain(
        'No database: set DATABASE_URL or pass --url, for example postgresql://user:password@localhost:5432/supervisors, or start the embedded server with npm start and retry.',
      )
      return 2
    }
    return await command.run(url)
  } catch (error) {
    complain(explain(error, url))
    return 2
  }
}

async function databaseUrl(): Promise<string | undefined> {
  const given = process.env.DATABASE_URL
  // shells and compose files pass an unset variable as an empty one
  if (given !== undefined && given !== '') return given
  return (await runningEmbeddedUrl(process.env.DATA_DIR || '.data')) ?? undefined
}

function explain(error: unknown, url: string | undefined): string {
  if (error instanceof MigrationError || error instanceof EngineError) return error.message
  if (error instanceof pg.DatabaseError) {
    const lines = [`PostgreSQL: ${error.message} (${error.code ?? 'no code'})`, error.detail, error.hint]
    if (error.code === '42883' && error.message.includes('verify_hierarchy'))
      lines.push('Run npm run db:migrate first.')
    if (error.code === '3D000')
      lines.push('Create the database, or run `npx prisma migrate deploy`, which creates and migrates it.')
    if (error.code === '42501')
      lines.push('The comparison needs a role with CREATEDB: it creates a temporary database.')
    return lines.filter(Boolean).join('\n')
  }
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  if (code === 'NO_TRIGGERS' || code === 'OTHER_ROLE')
    return `${causeOfCode(code).reason} ${causeOfCode(code).repair} (${error.message})`
  if (code === 'ERR_INVALID_URL')
    return 'The database URL is invalid: expected postgresql://user:password@host:port/database.'
  if (code.startsWith('ERR_PARSE_ARGS')) return `${error.message}\n\n${USAGE}`
  if (url !== undefined && ['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'EAI_AGAIN', 'EHOSTUNREACH'].includes(code)) {
    return `No PostgreSQL server responds at ${new URL(url).host} (${code}): start it, or set DATABASE_URL to another server.`
  }
  return error.stack ?? error.message
}

function listed(names: readonly string[]): string {
  return names.map((name) => `\n- ${name}`).join('')
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

function complain(line: string): void {
  process.stderr.write(`${line}\n`)
}
