import pg from 'pg'
import { errorCode } from './errorCode.ts'

/** Why the database cannot execute a correct statement. */
export interface Cause {
  /** The text for clients, `/readyz` and the log: whole sentences without secrets, which do not mention changes. */
  readonly reason: string
  /** The remedy for an operator; null if waiting is enough. */
  readonly repair: string | null
  /** Whether waiting never helps: a server that is starting exits. Such a cause has a `repair`. */
  readonly isFinal: boolean
}

const waiting = (reason: string): Cause => ({ reason, repair: null, isFinal: false })
const repairable = (reason: string, repair: string): Cause => ({ reason, repair, isFinal: false })
const final = (reason: string, repair: string): Cause => ({ reason, repair, isFinal: true })

const unreachable = waiting('The database cannot be reached.')
const refusedLogin = final(
  'The database refuses the login of the server.',
  'Check the user and the password in DATABASE_URL, the LOGIN attribute of the role, and pg_hba.conf.',
)
const refusedTls = final(
  'The TLS connection to the database is refused.',
  'Check sslmode and sslrootcert in DATABASE_URL, and the certificate of the database server.',
)
const poolerDropsSettings = final(
  'A connection pooler in front of the database refuses session settings.',
  'Set DATABASE_URL to PostgreSQL itself, or to a pooler in session mode that accepts the startup parameters of the server.',
)
const poolerSharesSessions = final(
  'A connection pooler in front of the database shares sessions between clients.',
  'Set DATABASE_URL to PostgreSQL itself, or set `pool_mode = session` in PgBouncer.',
)

/** By the error code of PostgreSQL, Node.js or OpenSSL, or of the checks of this project. */
const causesByCode = {
  '25P03': waiting('Transaction timeout: the transaction was idle between statements for too long.'),
  '25P04': waiting('Transaction timeout: the transaction took too long.'),
  '40001': waiting('Other transactions changed the same rows.'),
  '40P01': waiting('Other transactions locked the same rows in another order.'),
  '53300': waiting('The database has no free connection.'),
  '57014': waiting('Statement timeout: the database cancelled a statement that took too long.'),
  '57P01': waiting('The database is shutting down.'),
  '57P02': waiting('The database is restarting after a crash.'),
  '57P03': waiting('The database is starting up.'),
  '57P05': waiting('The database closed an idle connection.'),
  '25006': repairable(
    'The database is read-only: it is a standby, or a failover is in progress.',
    'Set DATABASE_URL to the primary server, and set default_transaction_read_only to off.',
  ),
  '53100': repairable('The disk of the database is full.', 'Free space on the disk of the database.'),
  '53200': repairable('The database is out of memory.', 'Give the database more memory, or fewer connections.'),
  '58030': repairable('The database cannot read or write its files.', 'Read the log of the database.'),
  '3D000': final('The database does not exist.', 'Create it with CREATE DATABASE, or correct DATABASE_URL.'),
  '42501': final(
    'The role of the server lacks privileges in the database.',
    'Make the role the owner of the database and its tables, or grant it the missing privileges.',
  ),
  '57P04': final('The database was dropped.', 'Restore it, or correct DATABASE_URL.'),
  SHARED_SESSION: poolerSharesSessions,
  NO_TRIGGERS: final(
    'The sessions in the database run no triggers, which protect the hierarchy.',
    'Reset session_replication_role with ALTER ROLE … RESET and ALTER DATABASE … RESET.',
  ),
  OTHER_ROLE: final(
    'The sessions in the database have another role than the login.',
    'Reset role with ALTER ROLE … RESET role, and let DATABASE_URL name the role itself.',
  ),
  ECONNREFUSED: unreachable,
  ECONNRESET: unreachable,
  EPIPE: unreachable,
  ETIMEDOUT: unreachable,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  ENOTFOUND: waiting('The host name of the database is unknown.'),
  EAI_AGAIN: waiting('The host name of the database cannot be resolved at the moment.'),
} as const satisfies Readonly<Record<string, Cause>>

export function causeOfCode(code: keyof typeof causesByCode): Cause {
  return causesByCode[code]
}

type CausesByMessage = readonly (readonly [RegExp, Cause])[]

/** By the message of a pooler, whose errors have a code of class 08. */
const poolerMessages: CausesByMessage = [
  [/unsupported startup parameter/, poolerDropsSettings],
  [/statement pooling/, poolerSharesSessions],
]

/** By the message of the driver, for errors without a specific code. */
const driverMessages: CausesByMessage = [
  [
    /timeout exceeded when trying to connect|^timeout expired$/,
    waiting('Connection timeout: no connection to the database was free in time.'),
  ],
  [/Query read timeout/, waiting('Query timeout: the database did not respond in time.')],
  [
    /Connection terminated|Connection ended|connection error and is not queryable|Client was closed/,
    waiting('The connection to the database broke.'),
  ],
  [/Cannot use a pool after calling end/, waiting('The server is shutting down.')],
  [/does not support SSL connections|SSL negotiation|certificate|sslmode/i, refusedTls],
  [/SASL|client password must be a string/, refusedLogin],
]

/**
 * Returns the cause of an error of the driver or of PostgreSQL; undefined for an error of the statement or a defect. The cause
 * of a lock timeout names the lock.
 */
export function findCause(error: unknown): Cause | undefined {
  if (!(error instanceof Error)) return undefined
  const code = errorCode(error)
  if (code === '55P03') return waiting(`Lock timeout: another transaction held ${nameLock(error)} for too long.`)
  // the messages of PostgreSQL contain values of the statement, so that only the driver and a pooler are known by theirs
  const isPostgres = error instanceof pg.DatabaseError
  const poolerCause = !isPostgres || code.startsWith('08') ? findByMessage(poolerMessages, error) : undefined
  return (
    poolerCause ??
    (Object.hasOwn(causesByCode, code) ? causeOfCode(code as keyof typeof causesByCode) : undefined) ??
    (code.startsWith('28') ? refusedLogin : undefined) ??
    (code.startsWith('08') ? unreachable : undefined) ??
    (isTlsCode(code) ? refusedTls : undefined) ??
    missingFile(error, code) ??
    (isPostgres ? undefined : findByMessage(driverMessages, error))
  )
}

function findByMessage(causes: CausesByMessage, { message }: Error): Cause | undefined {
  return causes.find(([pattern]) => pattern.test(message))?.[1]
}

function isTlsCode(code: string): boolean {
  return /^(ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|EPROTO$|HOSTNAME_MISMATCH)/.test(code)
}

/**
 * The driver reads the files that DATABASE_URL names whenever it connects. A missing Unix socket is temporary: its server
 * may not have started yet.
 */
function missingFile(error: Error, code: string): Cause | undefined {
  if (!['ENOENT', 'EACCES', 'EISDIR', 'ENOTDIR'].includes(code) || !('syscall' in error)) return undefined
  if (error.syscall === 'connect') return unreachable
  const path = 'path' in error && typeof error.path === 'string' ? ` ${error.path}` : ''
  return final(
    `The certificate file${path} cannot be read (${code}).`,
    'Correct sslrootcert, sslcert or sslkey in DATABASE_URL, or make the file readable.',
  )
}

/** The keys of the advisory locks, as the functions of the migrations take them. */
const advisoryLocks: readonly (readonly [string, string])[] = [
  ['6014125519', 'the hierarchy lock'],
  ['6014125520', 'the lock of the event log'],
]

/** PostgreSQL reports where it waited: in a call that takes an advisory lock, at a tuple such as `(0,1)` of a table, or neither. */
function nameLock(error: Error): string {
  const where = 'where' in error && typeof error.where === 'string' ? error.where : ''
  const advisory = advisoryLocks.find(([key]) => where.includes(key))
  if (advisory) return advisory[1]
  const [, table] = /\(\d+,\d+\)[^"\n]*"([^"]+)"/.exec(where) ?? []
  return table === undefined ? 'a lock on a table' : `a row of the table ${table}`
}
