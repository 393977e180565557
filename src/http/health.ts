import { plugin } from './plugin.ts'
import { shareInFlight } from './shareInFlight.ts'

export interface HealthOptions {
  /** Why the server does not serve operations now; null while it does. */
  readonly checkReadiness: () => Promise<string | null>
}

/** `GET /livez`: 200 while the process runs. `GET /readyz`: 200 while it can serve operations, else 503 with the reason. */
export const health = plugin<HealthOptions>('health', (app, { checkReadiness }) => {
  const check = shareInFlight(checkReadiness)
  app.get('/livez', () => ({ status: 'live' }))
  app.get('/readyz', async (_request, reply) => {
    const reason = await check()
    return reason === null ? { status: 'ready' } : reply.code(503).send({ status: 'not ready', reason })
  })
  return Promise.resolve()
})
