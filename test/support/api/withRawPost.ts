import { pino } from 'pino'
import { afterAll, beforeAll } from 'vitest'
import { authenticateLocally } from '../../../src/auth/authenticate.ts'
import { readConfig } from '../../../src/config.ts'
import { createServer } from '../../../src/createServer.ts'
import { createMetrics } from '../../../src/observability/metrics.ts'
import type { GraphQLAnswer, TestApi } from './withApi.ts'

/**
 * Sends request bodies unchanged, even those that JSON.stringify never produces. The server uses the database of `api`. Results
 * are returned without their `extensions`: the cost of the operation.
 */
export function withRawPost(
  api: TestApi,
  { jit = true } = {},
): (body: string) => Promise<GraphQLAnswer<Record<string, unknown>>> {
  let app: Awaited<ReturnType<typeof createServer>> | undefined
  beforeAll(async () => {
    const config = { ...readConfig({}), jit }
    app = await createServer({
      config,
      db: api.db,
      logger: pino({ level: 'silent' }),
      metrics: createMetrics(),
      notReady: () => null,
      authenticate: authenticateLocally,
    })
  })
  afterAll(() => app?.close())
  return async (body) => {
    if (!app) throw new Error('the server does not exist before beforeAll')
    const headers = { 'content-type': 'application/json' }
    const response = await app.inject({ method: 'POST', url: '/graphql', headers, payload: body })
    const answer = response.json<GraphQLAnswer<Record<string, unknown>> & { extensions?: unknown }>()
    delete answer.extensions
    return answer
  }
}
