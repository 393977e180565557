import pg from 'pg'
import { ConfigError } from '../src/config.ts'
import { causeOfCode } from '../src/db/causes.ts'
import { commandName } from '../src/db/commandName.ts'
import { partsOf } from '../src/db/databaseUrl.ts'
import { EmbeddedError } from '../src/db/embedded.ts'
import { messageOf } from '../src/db/embedded/errors.ts'
import { EngineError, MigrationError } from '../src/db/migrate.ts'

/** The error of a command, for the operator: what failed, and what to do. */
export function explainFailure(error: unknown, url: string | undefined, usage: string): string {
  if ([ConfigError, MigrationError, EngineError, EmbeddedError].some((kind) => error instanceof kind))
    return messageOf(error)
  if (error instanceof pg.DatabaseError) return explainRefusal(error)
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  if (code === 'NO_TRIGGERS' || code === 'OTHER_ROLE')
    return `${causeOfCode(code).reason} ${causeOfCode(code).repair} (${error.message})`
  if (code.startsWith('ERR_PARSE_ARGS')) return `${error.message}\n\n${usage}`
  if (url !== undefined && ['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'EAI_AGAIN', 'EHOSTUNREACH'].includes(code)) {
    const { host, port } = partsOf(url)
    return `No PostgreSQL server responds at ${host}:${port} (${code}): start it, or set DATABASE_URL to another server.`
  }
  return error.stack ?? error.message
}

function explainRefusal(error: pg.DatabaseError): string {
  const lines = [`PostgreSQL: ${error.message} (${error.code ?? 'no code'})`, error.detail, error.hint]
  const isNotMigrated = (error.code === '42883' && error.message.includes('verify_hierarchy')) || error.code === '42P01'
  if (isNotMigrated) lines.push(`Run ${commandName('migrate')} first.`)
  if (error.code === '3D000') lines.push('Create the database: createdb, or CREATE DATABASE.')
  if (error.code === '42501') lines.push('The comparison needs a role with CREATEDB: it creates a temporary database.')
  return lines.filter(Boolean).join('\n')
}
