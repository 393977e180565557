import type { FastifyReply } from 'fastify'
import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ConnectionBound, Excess } from '../graphql/limitError.ts'

/** Refusal of a request before its operation runs. */
export interface Refusal {
  readonly status: number
  readonly code: string
  readonly message: string
  readonly headers?: Readonly<Record<string, string>>
  /** The limit that the request, or its connection, exceeds. */
  readonly excess?: Excess<ConnectionBound>
}

/** Called for each request that is refused, and each connection that is closed, because of a limit. */
export type OnExceeded = (bound: ConnectionBound) => void

/** Refusal of a request that the client must change. */
export function badRequest(status: number, message: string, headers?: Refusal['headers']): Refusal {
  return { status, code: 'BAD_REQUEST', message, ...(headers && { headers }) }
}

export function unavailable(message: string): Refusal {
  return { status: 503, code: 'UNAVAILABLE', message, headers: { 'retry-after': '1' } }
}

/** The status and the headers of a GraphQL result without data, by the extensions of its first error. */
export function headOfRefusal({ code, retryAfter }: Readonly<Record<string, unknown>> = {}): Required<
  Pick<Refusal, 'status' | 'headers'>
> {
  switch (code) {
    case 'UNAVAILABLE':
    case 'TOO_MANY_OPERATIONS':
      return { status: 503, headers: { 'retry-after': '1' } }
    case 'RATE_LIMITED':
      return { status: 429, headers: { 'retry-after': String(retryAfter) } }
    case 'DOCUMENT_NOT_ALLOWED':
      return { status: 403, headers: {} }
    case 'INTERNAL_SERVER_ERROR':
      return { status: 500, headers: {} }
    default:
      return { status: 400, headers: {} }
  }
}

/** The body of a refusal, in the form of a GraphQL result. */
function bodyOf({ code, message, excess }: Refusal): { errors: object[] } {
  return { errors: [{ message, extensions: { code, ...excess } }] }
}

/** The media type that says that the body is a GraphQL result, whatever the status is. Without it, clients read only the status. */
export const resultType = 'application/graphql-response+json'

export function sendRefusal(reply: FastifyReply, refusal: Refusal): FastifyReply {
  if (reply.request.headers.accept?.includes(resultType)) void reply.type(`${resultType}; charset=utf-8`)
  return reply
    .code(refusal.status)
    .headers(refusal.headers ?? {})
    .send(bodyOf(refusal))
}

/** Sends a refusal on a connection without a request that Fastify could answer, and closes the connection. */
export function writeRefusal(socket: Duplex, refusal: Refusal): void {
  const body = JSON.stringify(bodyOf(refusal))
  const headers = {
    connection: 'close',
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    ...refusal.headers,
  }
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.on('error', () => undefined)
  socket.once('finish', () => socket.destroy()) // whether or not the client closes its side
  socket.end(`HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\n${head.join('')}\r\n${body}`)
}
