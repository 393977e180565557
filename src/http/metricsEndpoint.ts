import { plugin } from './plugin.ts'
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Registry } from 'prom-client'
import { sendRefusal } from './refusal.ts'
import { shareInFlight } from './shareInFlight.ts'

export interface MetricsEndpointOptions {
  readonly registry: Registry
  /** Undefined: the metrics need no credentials. */
  readonly metricsToken: string | undefined
}

/** `GET /metrics`: the metrics in Prometheus's text format. */
export const metricsEndpoint = plugin<MetricsEndpointOptions>('metricsEndpoint', (app, { registry, metricsToken }) => {
  const readMetrics = shareInFlight(() => registry.metrics())
  app.get('/metrics', async ({ headers }, reply) => {
    if (metricsToken !== undefined && !isEqual(headers.authorization ?? '', `Bearer ${metricsToken}`))
      return sendRefusal(reply, {
        status: 401,
        code: 'UNAUTHENTICATED',
        message: 'The metrics require credentials. Send `Authorization: Bearer <METRICS_TOKEN>`.',
        headers: { 'www-authenticate': 'Bearer realm="metrics"' },
      })
    return reply.type(registry.contentType).send(await readMetrics())
  })
  return Promise.resolve()
})

/** Compares hashes in constant time, so that the duration discloses nothing about the texts. */
function isEqual(given: string, expected: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(given), hash(expected))
}
