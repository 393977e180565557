import { pino } from 'pino'
import { authenticateLocally } from '../../src/auth/authenticate.ts'
import { readConfig } from '../../src/config.ts'
import { createServer } from '../../src/createServer.ts'
import { createMetrics } from '../../src/observability/metrics.ts'
import { openDatabase, type StatementEvent } from '../../src/db/database.ts'

export interface ServedApi {
  /** All statements of the server; the caller may clear the array. */
  readonly statements: StatementEvent[]
  /** Sends an operation over HTTP and returns its data. @throws {Error} if it has errors */
  request(query: string, variables: Readonly<Record<string, unknown>>): Promise<unknown>
  close(): Promise<void>
}

/** Starts the whole server in this process, on a free port of 127.0.0.1. */
export async function serveApi(url: string): Promise<ServedApi> {
  const statements: StatementEvent[] = []
  const db = openDatabase({
    url,
    poolSize: 10,
    onConnectionError: () => undefined,
    onRetry: () => undefined,
    onStatement: (event) => statements.push(event),
  })
  const config = { ...readConfig({}), production: true }
  const app = await createServer({
    config,
    db,
    logger: pino({ level: 'error' }), // slow operations would be logged to stdout, into the table
    metrics: createMetrics(),
    notReady: () => null,
    authenticate: authenticateLocally,
  })
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    statements,
    async request(query, variables) {
      const response = await fetch(`${address}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      })
      const { data, errors } = (await response.json()) as { data?: unknown; errors?: unknown } // GraphQL over HTTP
      if (errors !== undefined) throw new Error(`the API returned errors: ${JSON.stringify(errors)}`)
      return data
    },
    async close() {
      await app.close()
      await db.close()
    },
  }
}
