import pg from 'pg'
import { UnavailableError } from '../domain/errors.ts'

/** PostgreSQL's codes for "not now": shutting down, starting up, too many connections, a time-out of ours. */
const unavailableCodes: Readonly<Record<string, string>> = {
  '55P03': 'Another change of the hierarchy held its lock for too long.',
  '57014': 'The database took too long, and the statement was cancelled.',
  '25P03': 'The transaction was idle for too long.',
  '57P01': 'The database is shutting down.',
  '57P02': 'The database is restarting after a crash.',
  '57P03': 'The database is starting up.',
  '53300': 'The database has no connection to spare.',
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
/** What the driver says without a code. */
const driverMessages: readonly [RegExp, string][] = [
  [/timeout exceeded when trying to connect/, 'All connections to the database were busy for too long.'],
  [/Query read timeout/, 'The database did not answer in time.'],
  [
    /Connection terminated|connection error and is not queryable|Client was closed/,
    'The connection to the database broke.',
  ],
]

const retryAfterMs = 1_000

/** For a COMMIT whose answer did not come: nobody can tell what became of it. An error of the server is an answer. */
export function asUncertain(error: unknown): unknown {
  const answered = error instanceof Error && error.cause instanceof pg.DatabaseError && error.cause.severity === 'ERROR'
  return error instanceof UnavailableError && !answered
    ? new UnavailableError(
        'The connection to the database broke while the change was being committed, and it may have been. Look before you try again; what has an id of your choice is safe to repeat.',
        retryAfterMs,
        { cause: error },
      )
    : error
}

/** For a deadlock or serialization failure that came again with each attempt. */
export function asContended(error: Error): UnavailableError {
  return new UnavailableError(
    'Other changes got in the way, each time that this one was tried. Nothing was changed; try again.',
    retryAfterMs,
    { cause: error },
  )
}

/** An error that says "try again" where that is what a failure means; any other error as it is. */
export function asUnavailable(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const code = errorCode(error)
  const why =
    unavailableCodes[code] ??
    (networkCodes.has(code) || code.startsWith('08') ? 'The database cannot be reached.' : undefined) ??
    driverMessages.find(([pattern]) => pattern.test(error.message))?.[1]
  return why === undefined
    ? error
    : new UnavailableError(`${why} Nothing was changed; try again.`, retryAfterMs, { cause: error })
}

/** The code that PostgreSQL or Node gave an error, '' for none. */
export function errorCode(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}
