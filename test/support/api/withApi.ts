import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { authenticate } from '../../../src/auth/authenticate.ts'
import { createApp, type AppOptions } from '../../../src/http/createApp.ts'
import { createMetrics, watchSweepLag } from '../../../src/observability/metrics.ts'
import { openDatabase, type Database } from '../../../src/db/database.ts'
import type { TypedDocumentString } from '../../generated/graphql.ts'
import { withDatabase, type TestDatabase } from '../database/withDatabase.ts'

export interface GraphQLAnswer<Data> {
  data: Data | null
  errors?: { message: string; path?: (string | number)[]; extensions: { code: string; errorId?: string } }[]
}

export interface TestApi extends TestDatabase {
  readonly db: Database
  readonly app: FastifyInstance
  /** The statements of the current test, in order, those of transactions too. */
  readonly statements: string[]
  /** The lines that the server has logged in the current test. */
  readonly log: Record<string, unknown>[]
  /** Sends an operation through the whole server: HTTP, parsing, validation, execution, formatting of errors. */
  request<Data, Variables>(
    document: TypedDocumentString<Data, Variables> | string,
    variables?: Variables,
  ): Promise<GraphQLAnswer<Data>>
  /** As `request`, and fails the test where there are errors. */
  data<Data, Variables>(document: TypedDocumentString<Data, Variables>, variables?: Variables): Promise<Data>
}

export interface ApiOptions extends Pick<AppOptions, 'webSocket' | 'feed'> {
  readonly jit?: boolean
  readonly confirmAboveAgents?: number
  readonly production?: boolean
  readonly corsOrigins?: readonly string[]
  readonly notReady?: () => string | null
}

/** A server on a database of this file's own. */
export function withApi({
  jit = true,
  confirmAboveAgents = 10,
  production = false,
  corsOrigins = [],
  notReady = () => null,
  webSocket = {},
  feed = {},
}: ApiOptions = {}): TestApi {
  const database = withDatabase()
  const statements: string[] = []
  const log: Record<string, unknown>[] = []
  let db: Database | undefined
  let app: Awaited<ReturnType<typeof createApp>> | undefined

  beforeAll(async () => {
    const metrics = createMetrics()
    watchSweepLag(metrics, () => Promise.resolve(null))
    db = openDatabase({
      url: database.url,
      poolSize: 5,
      onConnectionError: () => undefined,
      onRetry: () => {
        metrics.retries.inc()
      },
      onStatement: (statement) => {
        statements.push(statement.text)
        metrics.onStatement(statement)
      },
    })
    const config = { jit, production, confirmAboveAgents, corsOrigins, sweepIntervalMs: 5_000 }
    app = await createApp({
      config,
      db,
      logger: pino({}, { write: (line) => log.push(JSON.parse(line) as Record<string, unknown>) }),
      metrics,
      notReady,
      authenticate,
      webSocket,
      feed,
    })
  })
  beforeEach(() => {
    statements.length = 0
    log.length = 0
  })
  afterAll(async () => {
    await app?.close()
    await db?.close()
  })

  async function request<Data, Variables>(
    document: TypedDocumentString<Data, Variables> | string,
    variables?: Variables,
  ): Promise<GraphQLAnswer<Data>> {
    if (!app) throw new Error('the server is there from beforeAll on')
    const response = await app.inject({
      method: 'POST',
      url: '/graphql',
      payload: { query: String(document), variables },
    })
    return response.json()
  }
  return Object.defineProperties(
    {
      statements,
      log,
      request,
      async data<Data, Variables>(
        document: TypedDocumentString<Data, Variables>,
        variables?: Variables,
      ): Promise<Data> {
        const { data, errors } = await request(document, variables)
        if (errors || !data) throw new Error(`expected no errors, got ${JSON.stringify(errors)}`)
        return data
      },
    },
    {
      ...Object.getOwnPropertyDescriptors(database), // getters: what they give is there from beforeAll on
      db: { get: () => db },
      app: { get: () => app },
    },
  ) as TestApi // which defineProperties does not follow
}
