import pg from 'pg'
import { UnavailableError } from '../domain/errors.ts'

/**
 * Explanations of PostgreSQL's error codes that are worth a retry: timeouts, shutdown, startup, too many connections, a
 * failover. Failures that an operator must repair are not among them: they are internal errors, and so they are logged.
 */
const unavailableCodes: Readonly<Record<string, string>> = {
  '55P03': 'Lock timeout: another transaction held a lock for too long.',
  '57014': 'Statement timeout: the database cancelled a statement that took too long.',
  '25P03': 'Transaction timeout: the transaction was idle between statements for too long.',
  '57P01': 'The database is shutting down.',
  '57P02': 'The database is restarting after a crash.',
  '57P03': 'The database is starting up.',
  '53300': 'The database has no free connection.',
  '25006': 'The database is read-only: it is a standby, or a failover is in progress.',
}
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
])
/** Explanations of the driver's messages, for errors without a code. */
const driverMessages: readonly [RegExp, string][] = [
  [/timeout exceeded when trying to connect/, 'Connection timeout: no connection to the database was free in time.'],
  [/Query read timeout/, 'Query timeout: the database did not respond in time.'],
  [
    /Connection terminated|connection error and is not queryable|Client was closed/,
    'The connection to the database broke.',
  ],
]

const retryAfterMs = 1_000

/**
 * The error of a COMMIT without a response: it is unknown whether the change was committed. An error that the database reported
 * is a response, and stays as it is.
 */
export function asUncertain(error: unknown): unknown {
  const answered = error instanceof Error && error.cause instanceof pg.DatabaseError && error.cause.severity === 'ERROR'
  return error instanceof UnavailableError && !answered
    ? new UnavailableError(
        'The connection to the database broke during the commit: it is unknown whether the change was committed. Read the current state before you retry. A request with a client-chosen id is safe to retry.',
        retryAfterMs,
        { cause: error },
      )
    : error
}

/** The error of a transaction whose last attempt also ended in a deadlock or a serialization failure. */
export function asContended(error: Error): UnavailableError {
  return new UnavailableError(
    'Conflicts with other transactions: all attempts failed. Nothing was changed. Retry.',
    retryAfterMs,
    { cause: error },
  )
}

/** Converts an error that is worth a retry; returns any other error unchanged. */
export function asUnavailable(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const code = errorCode(error)
  const why =
    unavailableCodes[code] ??
    (networkCodes.has(code) || code.startsWith('08') ? 'The database cannot be reached.' : undefined) ??
    driverMessages.find(([pattern]) => pattern.test(error.message))?.[1]
  return why === undefined
    ? error
    : new UnavailableError(`${why} Nothing was changed. Retry.`, retryAfterMs, { cause: error })
}

/** The error code of PostgreSQL or Node.js; '' if there is none. */
export function errorCode(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}

/** Whether a value of the statement made it fail (class 22, data exception), such as a timestamp out of range. */
export function isDataError(error: unknown): error is Error {
  return error instanceof Error && errorCode(error).startsWith('22')
}

/** Whether a statement was cancelled because it took too long. */
export function isStatementTimeout(error: Error): boolean {
  return error instanceof UnavailableError && error.cause instanceof Error && errorCode(error.cause) === '57014'
}
