import { randomUUID } from 'node:crypto'
import { unwrapResolverError } from '@apollo/server/errors'
import { GraphQLError, type GraphQLFormattedError } from 'graphql'

/** A refusal that is meant to be read: it has a code of our own. */
export interface ReadableError {
  readonly message: string
  readonly code: string
}

/**
 * What a client is told of a top-level error. Readable ones keep their message; GraphQL's own keep theirs; all else is a
 * bug of ours: masked, and logged under the id that the client is shown.
 */
export function createErrorFormatter(
  isReadable: (error: unknown) => error is Error & ReadableError,
  log: (error: unknown, errorId: string) => void,
): (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError {
  return (formatted, error) => {
    const cause = unwrapResolverError(error)
    const place = {
      ...(formatted.locations && { locations: formatted.locations }),
      ...(formatted.path && { path: formatted.path }),
    }
    if (isReadable(cause)) {
      const code = cause.code === 'VALIDATION' ? 'BAD_USER_INPUT' : cause.code
      return { message: cause.message, ...place, extensions: { code } }
    }
    // a variable that may be null, and is, for an argument that may not: graphql says so where the field is
    if (cause instanceof GraphQLError && cause.message.startsWith('Argument "')) {
      return { message: cause.message, ...place, extensions: { code: 'BAD_USER_INPUT' } }
    }
    // no field threw it: graphql or Apollo, about the request itself
    if (formatted.path === undefined && formatted.extensions?.code !== 'INTERNAL_SERVER_ERROR') {
      return { message: formatted.message, ...place, extensions: { code: formatted.extensions?.code } }
    }
    const errorId = randomUUID()
    log(cause, errorId)
    return {
      message: 'Something went wrong on our side. The log has it under this id.',
      ...place,
      extensions: { code: 'INTERNAL_SERVER_ERROR', errorId },
    }
  }
}
