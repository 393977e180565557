import type { IncomingHttpHeaders } from 'node:http'
import { ValidationError } from '../domain/errors.ts'

/** Where a client sends its credentials: the headers of an HTTP request, or the payload of a `connection_init`. */
export type Credentials =
  | { readonly headers: IncomingHttpHeaders }
  | { readonly connectionParams: Readonly<Record<string, unknown>> | undefined }

/**
 * Returns a header, or the connection parameter of the same name, in any case.
 * @param name in lower case
 * @throws {ValidationError} if the value is not a string
 */
export function readCredential(credentials: Credentials, name: string): string | undefined {
  if ('headers' in credentials) {
    const value = credentials.headers[name]
    return value === undefined ? undefined : String(value)
  }
  const params = Object.entries(credentials.connectionParams ?? {})
  const value = params.find(([key]) => key.toLowerCase() === name)?.[1]
  if (value === undefined || typeof value === 'string') return value
  throw new ValidationError([name], `expected a string, got ${value === null ? 'null' : typeof value}.`)
}

/** The person or program on whose behalf the caller acts. @throws {ValidationError} if the header is not UTF-8 */
export function readOnBehalfOf(credentials: Credentials): string | undefined {
  const value = readCredential(credentials, 'x-actor')
  if (value === undefined || !('headers' in credentials)) return value
  try {
    // Node.js reads the bytes of headers as Latin-1
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'latin1'))
  } catch {
    throw new ValidationError(['x-actor'], 'expected text in UTF-8, got other bytes.')
  }
}
