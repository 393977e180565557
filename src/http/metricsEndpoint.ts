import type { FastifyInstance } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import type { Registry } from 'prom-client'

export interface MetricsEndpointOptions {
  readonly registry: Registry
}

/** `GET /metrics`: the metrics in Prometheus's text format. */
export const metricsEndpoint = fastifyPlugin<MetricsEndpointOptions>((app: FastifyInstance, { registry }) => {
  app.get('/metrics', async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()))
  return Promise.resolve()
})
