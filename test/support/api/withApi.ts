import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { authenticateLocally, type Authenticate } from '../../../src/auth/authenticate.ts'
import { readConfig, type Config, type Environment } from '../../../src/config.ts'
import { createAuthentication, type Authentication } from '../../../src/createAuthentication.ts'
import { createServer, type ServerOptions } from '../../../src/createServer.ts'
import { loadManifest } from '../../../src/loadManifest.ts'
import { createMetrics, watchSweepLag, type Metrics } from '../../../src/observability/metrics.ts'
import { openDatabase, type Database, type DatabaseOptions } from '../../../src/db/database.ts'
import { createHeartbeatTrouble } from '../../../src/supervision/heartbeatTrouble.ts'
import type { TypedDocumentString } from '../../generated/graphql.ts'
import { withDatabase, type TestDatabase } from '../database/withDatabase.ts'
import { readLogLine, watchOutput } from '../secrets/outputWatch.ts'

export interface GraphQLAnswer<Data> {
  data: Data | null
  errors?: {
    message: string
    path?: (string | number)[]
    extensions: { code: string; errorId?: string; completed?: Record<string, Record<string, unknown>> }
  }[]
}

export interface TestApi extends TestDatabase {
  readonly db: Database
  readonly app: FastifyInstance
  /** The SQL statements of the current test in order, including those in transactions. */
  readonly statements: string[]
  /** Log lines of the server in the current test. */
  readonly log: Record<string, unknown>[]
  /**
   * Sends an operation through the whole server: HTTP, parsing, validation, execution and error formatting. Returns the response
   * without its `extensions`: the cost of the operation.
   */
  request<Data, Variables>(
    document: TypedDocumentString<Data, Variables> | string,
    variables?: Variables,
  ): Promise<GraphQLAnswer<Data>>
  /** Like `request`, but fails the test if the response has errors. */
  data<Data, Variables>(document: TypedDocumentString<Data, Variables>, variables?: Variables): Promise<Data>
}

export interface ApiOptions extends Pick<ServerOptions, 'webSocket' | 'feed' | 'timeouts' | 'heartbeatTrouble'> {
  /** Default: every caller is the local administrator. */
  readonly authenticate?: Authenticate
  readonly jit?: boolean
  readonly confirmAboveAgents?: number
  readonly production?: boolean
  readonly corsOrigins?: readonly string[]
  readonly notReady?: () => string | null
  /** The URL that the server uses to reach the database of the test. Default: directly. */
  readonly through?: (url: string) => Promise<string>
  readonly onStatement?: NonNullable<DatabaseOptions['onStatement']>
  readonly limits?: Partial<
    Pick<Config, 'maxConnections' | 'maxWebSockets' | 'maxUnreadMegabytes' | 'maxRunningOperations'>
  >
  /** Whether API tokens and JSON Web Tokens are checked. Default: every caller is the local administrator. */
  readonly authentication?: boolean
  /** Environment variables of the settings that have no option here. */
  readonly env?: Environment
}

/** Starts a server in this process. The test file has its own database. */
export function withApi({
  jit = true,
  confirmAboveAgents = 10,
  production = false,
  corsOrigins = [],
  notReady = () => null,
  limits = {},
  timeouts = {},
  webSocket = {},
  feed = {},
  through = (url) => Promise.resolve(url),
  onStatement = () => undefined,
  env = {},
  authentication: isAuthenticating = false,
  heartbeatTrouble = createHeartbeatTrouble(),
  authenticate = authenticateLocally,
}: ApiOptions = {}): TestApi {
  const database = withDatabase()
  const statements: string[] = []
  const log: Record<string, unknown>[] = []
  let db: Database | undefined
  let authentication: Authentication | undefined
  let registry: Metrics['registry'] | undefined
  let app: Awaited<ReturnType<typeof createServer>> | undefined

  beforeAll(async () => {
    const metrics = createMetrics()
    registry = metrics.registry
    watchSweepLag(metrics, () => Promise.resolve(null))
    db = openDatabase({
      url: await through(database.url),
      poolSize: 5,
      onConnectionError: () => undefined,
      onRetry: () => {
        metrics.retries.inc()
      },
      onCancel: metrics.onCancel,
      onStatement: (statement) => {
        statements.push(statement.text)
        metrics.onStatement(statement)
        onStatement(statement)
      },
    })
    const config = { ...readConfig(env), jit, production, confirmAboveAgents, corsOrigins, ...limits }
    const logger = pino({ level: 'debug' }, { write: (line) => log.push(readLogLine(line)) })
    authentication = isAuthenticating ? createAuthentication({ config, db, logger, metrics }) : undefined
    app = await createServer({
      config,
      db,
      logger,
      metrics,
      notReady,
      authenticate: authentication?.authenticate ?? authenticate,
      ...(authentication && { credentialsRequired: authentication.isRequired }),
      manifest: await loadManifest(config),
      timeouts,
      heartbeatTrouble,
      webSocket,
      feed,
    })
    await authentication?.start()
  })
  beforeEach(() => {
    statements.length = 0
    log.length = 0
  })
  afterAll(async () => {
    await Promise.all([app?.close(), authentication?.stop()])
    watchOutput('metrics', (await registry?.metrics()) ?? '')
    await db?.close()
  })

  async function request<Data, Variables>(
    document: TypedDocumentString<Data, Variables> | string,
    variables?: Variables,
  ): Promise<GraphQLAnswer<Data>> {
    if (!app) throw new Error('the server does not exist before beforeAll')
    const response = await app.inject({
      method: 'POST',
      url: '/graphql',
      payload: { query: String(document), variables },
    })
    const answer = response.json<GraphQLAnswer<Data> & { extensions?: unknown }>()
    watchOutput('errors of a response', JSON.stringify(answer.errors ?? []))
    delete answer.extensions
    return answer
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
      ...Object.getOwnPropertyDescriptors(database), // keeps the getters: their values exist only after beforeAll
      db: { get: () => db },
      app: { get: () => app },
    },
  ) as TestApi // TypeScript does not infer the properties that defineProperties adds
}
