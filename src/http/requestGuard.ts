import type { FastifyInstance } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import type { IncomingHttpHeaders } from 'node:http'
import { isLoopback } from '../config.ts'

/** Why a request is refused before any of it is processed. */
export interface Refusal {
  readonly status: number
  readonly code: string
  readonly message: string
}

/** The body of a refusal, in the form of a GraphQL result. */
function refusalBody({ code, message }: Pick<Refusal, 'code' | 'message'>) {
  return { errors: [{ message, extensions: { code } }] }
}

/**
 * Refuses requests whose `Host` header names another machine. Without this, any web page whose name resolves to the
 * loopback address (DNS rebinding) would act as the local administrator.
 */
export const hostGuard = fastifyPlugin((app: FastifyInstance) => {
  app.addHook('onRequest', (request, reply, done) => {
    const refusal = checkHost(request.host)
    if (refusal) void reply.code(refusal.status).send(refusalBody(refusal))
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
