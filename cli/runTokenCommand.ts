import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import pg from 'pg'
import sql from 'sql-template-tag'
import { onOneLine, printable } from '../clients/support/printable.ts'
import { DomainError } from '../src/domain/errors.ts'
import { roles } from '../src/domain/glossary.ts'
import { parseId, parseText } from '../src/domain/input.ts'
import { createSecret, hashSecret, parseExpiry, parseLifetime } from '../src/domain/token.ts'
import { parseActor } from '../src/domain/viewer.ts'
import { commandWith } from '../src/db/commandName.ts'
import type { Queryable } from '../src/db/database.ts'
import { ignoreSessionVariables } from '../src/db/environment.ts'
import { migrateDeploy } from '../src/db/migrate.ts'
import { utcTypes } from '../src/db/pools.ts'
import { select } from '../src/db/queries/fragments/rowShape.ts'
import { tokenRow, type TokenRow } from '../src/db/queries/rows.ts'
import { findTokenForUpdate, insertToken, revokeTokenRow } from '../src/db/queries/tokens.ts'
import { withSession } from '../src/db/session.ts'
import { explainFailure } from './explainFailure.ts'
import { withChosenDatabase } from './withChosenDatabase.ts'

const usage = `Usage: ${commandWith('token', '<command> [--url <url>]')}

  create --actor <name> --role <role>   create a token; print only its secret on standard output
    --within <id>                       limit the token to the subtree of a supervisor
    --expires <90d | 12h | never>       lifetime, at most ten years. Default: 90d
    --description <text>                purpose of the token
  list                                  list the tokens, newest first, without secrets
  revoke <id>                           revoke a token; servers refuse it within 5 s

Roles: ${roles.join(', ')}. npm also prints to standard output: use npm run --silent in scripts.
The command uses the database that --url names, otherwise the one in DATABASE_URL, otherwise the embedded one in DATA_DIR
(.data by default). If the embedded PostgreSQL is not running, the command starts it.

Exit codes: 0 on success, 1 if a value is invalid or the supervisor or token does not exist, 2 if the arguments are wrong or
the database cannot be used.`

/** A refusal, which ends with exit code 1. */
class RefusedError extends Error {}
/** Wrong arguments, which end with exit code 2. */
class UsageError extends Error {}

const options = {
  url: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  actor: { type: 'string' },
  role: { type: 'string' },
  within: { type: 'string' },
  expires: { type: 'string' },
  description: { type: 'string' },
} as const

type Values = ReturnType<typeof readArguments>['values']

/** Creates, lists or revokes tokens in the database. Returns the exit code. */
export async function runTokenCommand(args: readonly string[]): Promise<number> {
  ignoreSessionVariables()
  let url: string | undefined
  try {
    const { values, positionals } = readArguments(args)
    if (values.help) {
      process.stdout.write(`${usage}\n`)
      return 0
    }
    const run = choose(positionals, values)
    return await withChosenDatabase({ url: values.url, creates: true }, async (chosen, ownsServer) => {
      url = chosen
      if (ownsServer) await migrateDeploy(url, undefined, { retryFailed: true })
      await inDatabase(url, run)
      return 0
    })
  } catch (error) {
    const isRefused = error instanceof RefusedError || error instanceof DomainError
    complain(error instanceof UsageError || isRefused ? error.message : explainFailure(error, url, usage))
    return isRefused ? 1 : 2
  }
}

function readArguments(args: readonly string[]) {
  return parseArgs({ args: [...args], options, allowPositionals: true })
}

type Command = (db: Queryable) => Promise<void>

function choose([command, ...others]: string[], values: Values): Command {
  const [id] = others
  if (command === 'create' && id === undefined) return (db) => create(db, values)
  if (command === 'list' && id === undefined) return list
  if (command === 'revoke' && id !== undefined && others.length === 1) return (db) => revoke(db, id)
  throw new UsageError(`Expected create, list, or revoke <id>.\n\n${usage}`)
}

async function inDatabase(url: string, run: Command): Promise<void> {
  await withSession(url, (session) =>
    run({
      query: async <Row extends pg.QueryResultRow>({ text, values }: { text: string; values: unknown[] }) =>
        (await session.query<Row>({ text, values, types: utcTypes })).rows,
    }),
  )
}

async function create(db: Queryable, { actor, role: givenRole, within, expires, description }: Values): Promise<void> {
  const role = roles.find((each) => each === givenRole)
  if (!role) throw new UsageError(`--role: expected one of ${roles.join(', ')}, got ${givenRole ?? 'none'}.`)
  if (actor === undefined)
    throw new UsageError('--actor: expected a name for the callers that use the token, got none.')
  const now = new Date()
  const secret = createSecret()
  const token = {
    id: randomUUID(),
    hash: Buffer.from(hashSecret(secret), 'hex'),
    actor: parseActor(actor, ['--actor']),
    role,
    within: within === undefined ? null : parseId(within, ['--within']),
    description: parseText(description, ['--description']),
    expiresAt: parseExpiry(parseLifetime(expires, now, ['--expires']), now, ['--expires']),
  }
  if (token.within !== null) {
    const found = await db.query(sql`SELECT FROM supervisors WHERE id = ${token.within}`)
    if (found.length === 0) throw new RefusedError(`--within: no supervisor has the id ${token.within}.`)
  }
  await insertToken(db, token, null)
  process.stdout.write(`${secret}\n`)
  complain(
    `Created token ${token.id} for ${token.actor}: role ${role}, ${token.within === null ? 'the whole hierarchy' : `the subtree of ${token.within}`}, ${token.expiresAt ? `expires ${token.expiresAt.toISOString()}` : 'never expires'}.\nStore the secret now: it cannot be shown again.`,
  )
}

async function list(db: Queryable): Promise<void> {
  const rows = await db.query<TokenRow>(sql`${select(tokenRow)} ORDER BY a.created_at DESC, a.id DESC`)
  const lines = rows.map((row) => [
    row.id,
    stateOf(row),
    row.role,
    row.actor,
    row.within ?? '-',
    row.expiresAt?.toISOString() ?? 'never',
    row.lastUsedAt?.toISOString() ?? '-',
    row.description ?? '-',
  ])
  const heading = ['id', 'state', 'role', 'actor', 'within', 'expires', 'last used', 'description']
  for (const line of [heading, ...lines]) process.stdout.write(`${line.map(onOneLine).join('\t')}\n`)
}

function stateOf({ revokedAt, expiresAt }: TokenRow): string {
  if (revokedAt) return 'revoked'
  return expiresAt && expiresAt <= new Date() ? 'expired' : 'active'
}

async function revoke(db: Queryable, given: string): Promise<void> {
  const id = parseId(given, ['id'])
  if (!(await findTokenForUpdate(db, id, null)))
    throw new RefusedError(`No token has the id ${id}. Run ${commandWith('token', 'list')} to see all tokens.`)
  const isChanged = await revokeTokenRow(db, id)
  complain(isChanged ? `Revoked token ${id}. Servers refuse it within 5 s.` : `Token ${id} was already revoked.`)
}

function complain(line: string): void {
  process.stderr.write(`${printable(line)}\n`)
}
