import { GraphQLError, type ExecutionResult, type GraphQLErrorExtensions, type GraphQLFormattedError } from 'graphql'

type Extensions = GraphQLErrorExtensions & { readonly code: string }

/** Maximum number of characters of a message. Messages of graphql-js repeat names and values of the client, which can be long. */
const maxMessageLength = 2_000

function shorten(message: string): string {
  return message.length > maxMessageLength ? `${message.slice(0, maxMessageLength)}…` : message
}

/** A top-level error as the client sees it: nothing in it is secret, and `extensions.code` is its kind. */
export class PublicError extends GraphQLError {
  declare readonly extensions: Extensions

  constructor(
    message: string,
    extensions: Extensions,
    place: Partial<Pick<GraphQLFormattedError, 'path' | 'locations'>> = {},
  ) {
    super(shorten(message), { extensions, ...(place.path && { path: place.path }) })
    // graphql-js derives locations from syntax nodes only, and errors of compiled operations have none
    if (place.locations) Object.assign(this, { locations: place.locations })
  }

  /** The same error with further extensions. */
  extendedBy(extensions: GraphQLErrorExtensions): PublicError {
    return new PublicError(this.message, { ...extensions, ...this.extensions }, this.toJSON())
  }
}

/** A result whose errors the client may see. */
export interface PublicResult extends ExecutionResult {
  readonly errors?: readonly PublicError[]
}
