import type { FastifyInstance } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import type { IncomingHttpHeaders } from 'node:http'
import { isLoopback } from '../config.ts'
import { badRequest, sendRefusal, type Refusal } from './refusal.ts'

/**
 * Refuses requests whose `Host` header names another machine. Without this, any web page whose name resolves to the
 * loopback address (DNS rebinding) would act as the local administrator. Also refuses bodies that the server cannot read.
 */
export const requestGuard = fastifyPlugin((app: FastifyInstance) => {
  app.addHook('onRequest', (request, reply, done) => {
    const refusal = checkHost(request.host) ?? checkEncoding(request.headers)
    if (refusal) void sendRefusal(reply, refusal)
    else done()
  })
  return Promise.resolve()
})

/** Null if the host is this machine. */
export function checkHost(host: string): Refusal | null {
  const hostname = host.replace(/:\d*$/, '')
  if (isLoopback(hostname)) return null
  return {
    status: 403,
    code: 'FORBIDDEN',
    message: `Host ${hostname} is not allowed: the server answers requests to localhost only. Use http://localhost or http://127.0.0.1.`,
  }
}

/** Null if the headers declare a body in UTF-8 without compression. */
function checkEncoding(headers: IncomingHttpHeaders): Refusal | null {
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
 * one of `allowed`, and for clients that are no browsers.
 */
export function checkOrigin({ origin, host }: IncomingHttpHeaders, allowed: readonly string[]): Refusal | null {
  if (origin === undefined || origin === `http://${host}` || origin === `https://${host}` || allowed.includes(origin))
    return null
  return {
    status: 403,
    code: 'FORBIDDEN',
    message: `Origin ${origin} is not allowed to connect. Add it to CORS_ORIGINS.`,
  }
}
