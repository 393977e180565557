import cors from '@fastify/cors'
import { plugin } from './plugin.ts'
import { sendRefusal } from './refusal.ts'
import { checkOrigin } from './requestGuard.ts'

export interface CrossOriginOptions {
  /** Origins of web pages that may call the API, besides the server's own. */
  readonly corsOrigins: readonly string[]
}

/** Headers that a page of another origin may read, besides those that it always may. */
const exposedHeaders = ['x-request-id', 'retry-after', 'ratelimit', 'ratelimit-policy']
/** How long a browser may keep the response to a preflight, in seconds. Chromium keeps it for two hours at most. */
const maxAge = 7_200

/**
 * Cross-origin resource sharing. Callers send their credentials in a header that the page sets, so browsers need to send no cookies:
 * `Access-Control-Allow-Credentials` is never sent. A refused preflight names the setting, because the browser shows only that
 * it was refused.
 */
export const crossOrigin = plugin<CrossOriginOptions>('crossOrigin', async (app, { corsOrigins }) => {
  app.addHook('onRequest', (request, reply, done) => {
    const isPreflight = request.method === 'OPTIONS' && 'access-control-request-method' in request.headers
    const refusal = isPreflight ? checkOrigin(request.headers.origin, request.host, corsOrigins) : null
    if (refusal) void sendRefusal(reply, refusal)
    else done()
  })
  if (corsOrigins.length > 0) await app.register(cors, { origin: [...corsOrigins], exposedHeaders, maxAge })
})
