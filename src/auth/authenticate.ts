import type { IncomingHttpHeaders } from 'node:http'
import { ValidationError } from '../domain/errors.ts'
import { actingFor, localAdmin, type Viewer } from '../domain/viewer.ts'

/** What a client presents to say who it is: the headers of an HTTP request, or the payload of a `connection_init`. */
export type Credentials =
  | { readonly headers: IncomingHttpHeaders }
  | { readonly connectionParams: Readonly<Record<string, unknown>> | undefined }

/** Identifies the caller: for each HTTP request, and once for each WebSocket. */
export type Authenticate = (credentials: Credentials) => Promise<Viewer>

/**
 * There are no credentials yet: the server listens on loopback only, and every caller is the local administrator.
 * @throws {DomainError} if the caller may not act for the person or program that it names
 */
export const authenticate: Authenticate = (credentials) => {
  const name = readCredential(credentials, 'x-actor')
  return Promise.resolve(name === undefined ? localAdmin : actingFor(localAdmin, name))
}

/**
 * Returns a header, or the connection parameter of the same name, in any case.
 * @param name in lower case
 * @throws {ValidationError} if the value is no text
 */
function readCredential(credentials: Credentials, name: string): string | undefined {
  if ('headers' in credentials) {
    const value = credentials.headers[name]
    return value === undefined ? undefined : decodeHeader(String(value), name)
  }
  const params = Object.entries(credentials.connectionParams ?? {})
  const value = params.find(([key]) => key.toLowerCase() === name)?.[1]
  if (value === undefined || typeof value === 'string') return value
  throw new ValidationError([name], `expected a string, got ${value === null ? 'null' : typeof value}.`)
}

/** Node.js reads the bytes of headers as Latin-1. */
function decodeHeader(value: string, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'latin1'))
  } catch {
    throw new ValidationError([name], 'expected text in UTF-8, got other bytes.')
  }
}
