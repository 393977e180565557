import { pino } from 'pino'
import { expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { createAuthentication } from '../../src/createAuthentication.ts'
import { createMetrics } from '../../src/observability/metrics.ts'
import { withApi } from '../support/api/withApi.ts'
import { givenToken } from '../support/api/withTokens.ts'

const api = withApi()

test.each([
  [{ HOST: '0.0.0.0' }, 1],
  [{ HOST: '0.0.0.0', METRICS_TOKEN: '0123456789abcdef' }, 0],
  [{}, 0],
])('with %j, the server logs %i warnings about /metrics without credentials', async (env, warnings) => {
  await givenToken(api.pool)
  const lines: string[] = []
  const logger = pino({ level: 'warn' }, { write: (line) => lines.push(line) })
  const authentication = createAuthentication({ config: readConfig(env), db: api.db, logger, metrics: createMetrics() })
  await authentication.start()
  await authentication.stop()
  expect(lines.filter((line) => line.includes('METRICS_TOKEN'))).toHaveLength(warnings)
})
