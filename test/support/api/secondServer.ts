import { pino } from 'pino'
import { beforeAll } from 'vitest'
import { readConfig } from '../../../src/config.ts'
import { createAuthentication } from '../../../src/createAuthentication.ts'
import { createServer } from '../../../src/createServer.ts'
import { openDatabase } from '../../../src/db/database.ts'
import { createMetrics } from '../../../src/observability/metrics.ts'
import { readLogLine } from '../secrets/outputWatch.ts'
import type { TestApi } from './withApi.ts'

/** Starts another server with authentication on the database of `api`. */
export function withSecondServer(api: TestApi): Pick<TestApi, 'app' | 'log'> {
  const log: Record<string, unknown>[] = []
  let app: TestApi['app'] | undefined
  beforeAll(async () => {
    const db = openDatabase({
      url: api.url,
      poolSize: 3,
      onConnectionError: () => undefined,
      onRetry: () => undefined,
    })
    const config = readConfig({})
    const logger = pino({ level: 'debug' }, { write: (line) => log.push(readLogLine(line)) })
    const metrics = createMetrics()
    const authentication = createAuthentication({ config, db, logger, metrics })
    const { authenticate, isRequired: credentialsRequired } = authentication
    app = await createServer({ config, db, logger, metrics, notReady: () => null, authenticate, credentialsRequired })
    await authentication.start()
    return async () => {
      await Promise.all([app?.close(), authentication.stop()])
      await db.close()
    }
  })
  return {
    log,
    get app() {
      if (!app) throw new Error('the server does not exist before beforeAll')
      return app
    },
  }
}
