import { GraphQLError, Kind } from 'graphql'
import { randomUUID } from 'node:crypto'
import { DomainError, LimitExceededError } from '../domain/errors.ts'
import { BudgetExceededError } from '../domain/requestBudget.ts'
import { PublicError } from './PublicError.ts'

/** An error as graphql-js, graphql-jit or Apollo Server gives it. */
export type RawError = Pick<GraphQLError, 'message' | 'path' | 'locations' | 'originalError'> &
  Partial<Pick<GraphQLError, 'nodes' | 'extensions'>>

export type MaskError = (error: RawError) => PublicError

/** Receives each internal error: a bug, or a failure that no domain error describes. */
export type OnInternalError = (error: unknown, errorId: string) => void

/**
 * Decides what a client sees of a top-level error:
 * - a domain error keeps its message and code (VALIDATION is called BAD_USER_INPUT, as everywhere in GraphQL);
 * - an error about the request itself, such as a syntax error, keeps its message and code;
 * - any other error is internal: it is logged under an id, and the client sees only the id.
 *
 * An error that is public already is returned unchanged, so an error may pass through more than once.
 */
export function createErrorMask(onInternalError: OnInternalError): MaskError {
  return (error) => {
    if (error instanceof PublicError) return error
    const cause = error.originalError ?? error
    if (cause instanceof PublicError) return cause
    const code = codeOfRequestError(error, cause)
    const place = {
      ...(error.path && { path: error.path }),
      ...(error.locations && { locations: error.locations }),
    }
    if (cause instanceof DomainError)
      return new PublicError(
        cause.message,
        { code: cause.code === 'VALIDATION' ? 'BAD_USER_INPUT' : cause.code, ...limitOf(cause) },
        place,
      )
    if (isTooLongToSend(cause))
      return new PublicError('The result is too large to send. Request fewer fields or smaller pages.', {
        code: 'LIMIT_EXCEEDED',
      })
    if (code !== null) return new PublicError(error.message, { code }, place)
    const errorId = randomUUID()
    onInternalError(cause, errorId)
    return new PublicError(
      'Internal error. Quote `errorId` when you report it.',
      { code: 'INTERNAL_SERVER_ERROR', errorId },
      place,
    )
  }
}

/** Returns which limit was exceeded, with its value and the actual value. */
function limitOf(error: DomainError): Record<string, unknown> {
  if (error instanceof BudgetExceededError) return { bound: error.bound, limit: error.limit, actual: error.actual }
  return error instanceof LimitExceededError ? { bound: 'listItems', limit: error.limit, actual: error.actual } : {}
}

/** The code of an error that the request itself caused; null for an error that a resolver threw. */
function codeOfRequestError({ path, nodes, extensions }: RawError, cause: RawError | Error): string | null {
  // a nullable variable that is null, used for a non-null argument: graphql-js reports it at the field
  if (cause instanceof GraphQLError && cause.message.startsWith('Argument "')) return 'BAD_USER_INPUT'
  if (path !== undefined) return null
  if (nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION) return 'BAD_USER_INPUT'
  const code = extensions?.code
  if (typeof code === 'string' && code !== 'INTERNAL_SERVER_ERROR') return code
  return isClientStatus(extensions?.http) ? 'BAD_REQUEST' : null
}

/** Whether only the HTTP status of an Apollo error shows that the client caused it, as for a persisted query with another hash. */
function isClientStatus(http: unknown): boolean {
  if (typeof http !== 'object' || http === null || !('status' in http)) return false
  return Number(http.status) >= 400 && Number(http.status) < 500
}

/** Whether a result as JSON is longer than the longest string of JavaScript. */
function isTooLongToSend(error: unknown): boolean {
  return error instanceof RangeError && error.message === 'Invalid string length'
}

/** Gives an error that was thrown outside of any field the form of a GraphQL error. */
export function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error
  return new GraphQLError('Execution failed', {
    originalError: error instanceof Error ? error : new Error(String(error)),
  })
}
