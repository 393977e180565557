import pg from 'pg'
import { EngineError } from '../../prisma/engine/engine.mjs'
import { causeOfCode } from './causes.ts'
import { commandName } from './commandName.ts'
import { EmbeddedError, runningEmbeddedUrl } from './embedded.ts'
import { messageOf } from './embedded/errors.ts'
import { MigrationError } from './migrate.ts'

/** The directory of the embedded server, for commands as for the server. */
export function dataDir(): string {
  return process.env.DATA_DIR || '.data'
}

/** The database of a command: the one in DATABASE_URL, otherwise the running embedded server of DATA_DIR. */
export async function findDatabaseUrl(): Promise<string | undefined> {
  const given = process.env.DATABASE_URL
  // shells and compose files pass an unset variable as an empty one
  if (given !== undefined && given !== '') return given
  return (await runningEmbeddedUrl(dataDir())) ?? undefined
}

/** Text of the database for the terminal, on one line: without characters that could send commands to the terminal. */
export function onOneLine(text: string): string {
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ')
}

/** Text for the terminal, as `onOneLine` but with its own line breaks. */
export function printable(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' '))
    .join('\n')
}

/** The error of a command, for the operator: what failed, and what to do. */
export function explainFailure(error: unknown, url: string | undefined, usage: string): string {
  if ([MigrationError, EngineError, EmbeddedError].some((kind) => error instanceof kind)) return messageOf(error)
  if (error instanceof pg.DatabaseError) return explainRefusal(error)
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  if (code === 'NO_TRIGGERS' || code === 'OTHER_ROLE')
    return `${causeOfCode(code).reason} ${causeOfCode(code).repair} (${error.message})`
  if (code === 'ERR_INVALID_URL')
    return 'The database URL is invalid: expected postgresql://user:password@host:port/database.'
  if (code.startsWith('ERR_PARSE_ARGS')) return `${error.message}\n\n${usage}`
  if (url !== undefined && ['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'EAI_AGAIN', 'EHOSTUNREACH'].includes(code)) {
    return `No PostgreSQL server responds at ${new URL(url).host} (${code}): start it, or set DATABASE_URL to another server.`
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
