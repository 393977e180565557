import pg from 'pg'
import type { Effect } from '../domain/effect.ts'
import { UnavailableError } from '../domain/errors.ts'
import { findCause } from './causes.ts'
import { errorCode } from './errorCode.ts'

const retryAfterMs = 1_000

/**
 * Converts an error whose statement can succeed later; returns any other error unchanged. The result does not mention
 * changes: a statement cannot know its effect. The transaction or the mutation adds the effect (see `UnavailableError.withEffect`).
 */
export function asUnavailable(error: unknown): unknown {
  const cause = error instanceof UnavailableError ? undefined : findCause(error)
  return cause === undefined ? error : new UnavailableError(cause.reason, retryAfterMs, { cause: error })
}

/**
 * Converts the error of a COMMIT, or of a statement that is its own transaction. Without a response of the database, it is unknown
 * whether the change was committed, so any error becomes an UnavailableError. An error that the database reported is returned
 * unchanged: the change was rolled back.
 * @param sentence the sentence about the change. Default: the sentence of the effect UNKNOWN
 */
export function asUncertain(error: unknown, sentence?: string, ids?: readonly string[]): unknown {
  if (!mayHaveCommitted(originalOf(error))) return error
  const unavailable =
    error instanceof UnavailableError
      ? error
      : new UnavailableError('The connection to the database broke.', retryAfterMs, { cause: error })
  return unavailable.withEffect('UNKNOWN', sentence, ids)
}

/** The error of a transaction whose last attempt also ended in a deadlock or a serialization failure. */
export function asContended(error: unknown): UnavailableError {
  return new UnavailableError('Conflicts with other transactions: all attempts failed.', retryAfterMs, { cause: error })
}

/** Adds the effect to an UnavailableError without an effect; returns any other error unchanged. */
export function withEffect(error: unknown, effect: Effect, sentence?: string): unknown {
  return error instanceof UnavailableError && error.effect === null ? error.withEffect(effect, sentence) : error
}

/** Returns the original error of the driver or of PostgreSQL for an UnavailableError; returns any other error unchanged. */
export function originalOf(error: unknown): unknown {
  return error instanceof UnavailableError && error.cause !== undefined ? originalOf(error.cause) : error
}

/** Whether a value of the statement made it fail (class 22, data exception), such as a timestamp out of range. */
export function isDataError(error: unknown): error is Error {
  return error instanceof Error && errorCode(error).startsWith('22')
}

/** Whether a statement was cancelled because it took too long. */
export function isStatementTimeout(error: Error): boolean {
  return error instanceof UnavailableError && error.cause instanceof Error && errorCode(error.cause) === '57014'
}

/** Whether a failed statement may have been committed: it was sent, and PostgreSQL did not report a rollback. */
function mayHaveCommitted(error: unknown): boolean {
  if (!(error instanceof Error)) return true
  // FATAL ends the session, possibly after the commit. The listed codes refuse a connection: nothing was sent.
  if (error instanceof pg.DatabaseError)
    return error.severity !== 'ERROR' && !/^(28|53300|57P03|3D)/.test(error.code ?? '')
  return !(unsentCodes.has(errorCode(error)) || /timeout exceeded when trying to connect/.test(error.message))
}
const unsentCodes = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENOENT', 'NO_TRIGGERS', 'OTHER_ROLE'])
