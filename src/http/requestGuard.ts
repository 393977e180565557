import { plugin } from './plugin.ts'
import type { IncomingHttpHeaders } from 'node:http'
import { isLoopback } from '../loopback.ts'
import { graphqlPath } from './endpoint.ts'
import { badRequest, sendRefusal, type Refusal } from './refusal.ts'
import { pathOf } from './requestErrors.ts'

export interface HostRules {
  /** Whether callers need credentials; undefined while it is not known. */
  readonly credentialsRequired: () => boolean | undefined
  /** The origin at which clients reach the server, such as `https://hierarchy.example.com`. Undefined: any. */
  readonly publicUrl: string | undefined
}

/** Refuses requests whose `Host` header is not accepted, and bodies that the server cannot read. */
export const requestGuard = plugin<HostRules>('requestGuard', (app, rules) => {
  app.addHook('onRequest', (request, reply, done) => {
    const { headers, host } = request
    const path = pathOf(request.url)
    const isOld = request.raw.httpVersion === '1.0'
    const refusal = checkHost({ host, headers, path, isOld }, rules) ?? checkEncoding(headers)
    if (refusal) void sendRefusal(reply, refusal)
    else done()
  })
  return Promise.resolve()
})

/** Headers that proxies add. */
const proxyHeaders = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'forwarded', 'via']

interface CheckedRequest {
  readonly host: string
  readonly headers: IncomingHttpHeaders
  readonly path: string
  /** Whether it uses HTTP/1.0. Clients do not, but nginx does by default, without any header of a proxy. */
  readonly isOld?: boolean
}

/**
 * Null if the `Host` header is accepted. While every caller is the local administrator, the header must name this machine.
 * Otherwise, a web page whose name resolves to the loopback address (DNS rebinding) could act as the administrator. So could
 * every client of a proxy on this machine.
 */
export function checkHost(
  { host, headers, path, isOld }: CheckedRequest,
  { credentialsRequired, publicUrl }: HostRules,
): Refusal | null {
  const hostname = host.replace(/:\d*$/, '')
  if (!credentialsRequired()) {
    if (!isLoopback(hostname))
      return forbidden(
        `Host ${hostname} is not allowed: the server accepts only requests to localhost. Use http://localhost or http://127.0.0.1.`,
      )
    const isForwarded = proxyHeaders.some((name) => headers[name] !== undefined) || (isOld && path === graphqlPath)
    return !isForwarded
      ? null
      : forbidden(
          'The request comes through a proxy, and the server does not check credentials yet. Create an API token first.',
        )
  }
  // probes and scrapes use the address of the server
  if (publicUrl === undefined || path !== graphqlPath || isLoopback(hostname)) return null
  return host.toLowerCase() === new URL(publicUrl).host
    ? null
    : forbidden(`Host ${host} is not allowed. Use ${publicUrl}${graphqlPath}.`)
}

function forbidden(message: string): Refusal {
  return { status: 403, code: 'FORBIDDEN', message }
}

/** Maximum number of characters of a media type. Apollo's parser takes 200 ms for one of 14 KiB that consists of spaces. */
const maxMediaTypeLength = 255

/** Null if the headers declare a body in UTF-8 without compression. */
function checkEncoding(headers: IncomingHttpHeaders): Refusal | null {
  const { length } = headers['content-type'] ?? ''
  if (length > maxMediaTypeLength)
    return badRequest(
      415,
      `The header content-type has ${length} characters; at most ${maxMediaTypeLength} are allowed. Use application/json.`,
    )
  const encoding = headers['content-encoding'] ?? 'identity'
  if (encoding.toLowerCase() !== 'identity')
    return badRequest(415, `Content-Encoding ${encoding} is not supported. Send the body without compression.`, {
      'accept-encoding': 'identity',
    })
  const charset = /;\s*charset\s*=\s*"?([^\s";]*)/i.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8'
  return /^(utf-?8|us-ascii)$/i.test(charset)
    ? null
    : badRequest(415, `The charset ${charset} is not supported. Send the body in UTF-8.`)
}

/**
 * Browsers let any page open a WebSocket, and send the page's origin with it. Null if the origin is the server's own or
 * one of `allowed`, and for clients other than browsers.
 * @param host the value of the `Host` header
 */
export function checkOrigin(origin: string | undefined, host: string, allowed: readonly string[]): Refusal | null {
  if (origin === undefined || origin === `http://${host}` || origin === `https://${host}` || allowed.includes(origin))
    return null
  return forbidden(`Origin ${origin} is not allowed. Add it to the setting CORS_ORIGINS of the server.`)
}
