import { writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { destination, pino, type DestinationStream, type Logger } from 'pino'
import { ConfigError, type Config } from './config.ts'
import { pause } from './background/loop.ts'
import { createAuthentication } from './createAuthentication.ts'
import { createBackgroundJobs } from './createBackgroundJobs.ts'
import { createSchemaWatch } from './createSchemaWatch.ts'
import { createServer } from './createServer.ts'
import { openDatabase, type Database } from './db/database.ts'
import { describeDatabase } from './db/databaseUrl.ts'
import { creationNotice, EmbeddedError, startEmbedded, type EmbeddedPostgres } from './db/embedded.ts'
import { ignoreSessionVariables } from './db/environment.ts'
import { MigrationError } from './db/migrate.ts'
import { assertRights, DatabaseRefusedError, prepareDatabase, requireHealing } from './db/prepareDatabase.ts'
import { fetchFleetCounts } from './db/queries/fleetCounts.ts'
import { fetchSweepLag } from './db/queries/sweeps.ts'
import { loadDemoFleet } from './demo/loadDemoFleet.ts'
import { isHeapTooSmall, readHeap } from './heap.ts'
import { endQueriesWhenMemoryIsShort } from './loaders/turnQueue.ts'
import { loadManifest } from './loadManifest.ts'
import { shutdownOnSignals } from './http/shutdownOnSignals.ts'
import { createMetrics, observeProcess, watchSweepLag, type Metrics } from './observability/metrics.ts'
import type { Tracing } from './observability/tracing.ts'
import { watchFleet } from './observability/watchFleet.ts'
import { createHeartbeatTrouble } from './supervision/heartbeatTrouble.ts'
import { readVersion } from './version.ts'

const prepareRetryMs = 1_000

/**
 * Composes and starts the server, with an embedded PostgreSQL where no other database is set. Resolves when it is ready.
 * It listens before its database is prepared: until then it is live but not ready.
 */
export async function serve(config: Config): Promise<void> {
  const logger = pino({ level: config.logLevel }, openLog(config.logFd))
  ignoreSessionVariables()
  const manifest = await loadManifest(config)
  const embedded = await startDatabase(config, logger)
  const url = config.databaseUrl ?? embedded?.url() ?? ''
  const database = describeDatabase(url, embedded && config.dataDir)
  logger.info({ database }, 'using database')
  const metrics = createMetrics()
  observeProcess(metrics)
  endQueriesWhenMemoryIsShort()
  if (isHeapTooSmall) logger.warn(readHeap(), 'the heap limit is below 256 MB: hostile clients can crash the server')
  const db = connect(url, config, logger, metrics)
  watchSweepLag(metrics, () => fetchSweepLag(db.on('probe')))
  watchFleet(metrics, {
    read: () => fetchFleetCounts(db.on('main')),
    onError: (error) => {
      logger.warn({ err: error }, 'counting the fleet for /metrics failed')
    },
  })

  let notReady: string | null = 'The server is starting.'
  const heartbeatTrouble = createHeartbeatTrouble()
  let isShuttingDown = false
  let isAnnounced = false
  const incompatible = new AbortController()
  const authentication = createAuthentication({ config, db, logger, metrics })
  const tracing = await openTracing(config, logger)
  const app = await createServer({
    config,
    db,
    logger,
    metrics,
    tracing,
    authenticate: authentication.authenticate,
    credentialsRequired: authentication.isRequired,
    manifest,
    heartbeatTrouble,
    notReady: () => notReady,
    isDraining: () => isShuttingDown,
  })
  const demo = embedded !== undefined && config.demo
  const jobs = createBackgroundJobs({ config, db, logger, metrics, tracing, heartbeatTrouble, demo })
  const shutDown = async (): Promise<void> => {
    isShuttingDown = true
    if (isAnnounced) process.stderr.write('Stopping: requests in flight end first. Press Ctrl-C again to stop now.\n')
    // meanwhile, a proxy that polls /readyz stops sending requests
    await pause(config.shutdownDelayMs, incompatible.signal)
    notReady = 'The server is shutting down.'
    await Promise.all([app.close(), jobs.stop(), authentication.stop(), schemaWatch.stop()])
    await db.close()
    await Promise.all([embedded?.stop(), tracing?.stop()])
    if (isAnnounced) process.stderr.write('Stopped.\n')
  }
  const onError = (error: unknown): never => fail(error, logger)
  const exit = shutdownOnSignals({ shutDown, delayMs: config.shutdownDelayMs, logger, onError })
  const schemaWatch = createSchemaWatch({
    db,
    onIncompatible: ({ message }) => {
      if (incompatible.signal.aborted) return
      incompatible.abort()
      logger.fatal({ reason: message }, 'the database is too new')
      process.stderr.write(`${message}\n`)
      exit(1)
    },
    onError: (error) => {
      logger.warn({ err: error }, 'reading the migrations failed; retrying')
    },
  })
  const setNotReady = (reason: string | null): void => {
    if (!isShuttingDown) notReady = reason
  }

  await app.listen({ host: config.host, port: config.port }).catch((error: unknown) => {
    throw explainListening(error, config)
  })
  await prepareUntilDone(config, url, db, embedded, logger, setNotReady)
  await authentication.start()
  await jobs.start()
  await schemaWatch.start()
  setNotReady(null)
  const address = app.server.address()
  const port = typeof address === 'object' && address ? address.port : config.port // PORT=0 takes any free port
  announce(config.host, port, database)
  isAnnounced = true
}

async function startDatabase(config: Config, logger: Logger): Promise<EmbeddedPostgres | undefined> {
  if (config.databaseUrl !== undefined) return undefined
  return startEmbedded({
    dataDir: config.dataDir,
    onCreate: () => process.stderr.write(creationNotice(config.dataDir)),
    onExit: (detail) => fail(new Error(detail), logger),
  })
}

/** @throws {ConfigError} if the descriptor is not open for writing */
function openLog(fd: number): DestinationStream {
  try {
    writeSync(fd, '')
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error)
    throw new ConfigError(`LOG_FD: descriptor ${fd} is not open for writing (${detail}). Redirect it: ${fd}>server.log`)
  }
  return destination({ dest: fd, sync: true })
}

/** Loads the packages of OpenTelemetry only if they are used: they take time at the start. */
async function openTracing(config: Config, logger: Logger): Promise<Tracing | undefined> {
  const { otlpEndpoint, otlpTracesEndpoint, otelDisabled } = config
  if (otelDisabled || (otlpEndpoint ?? otlpTracesEndpoint) === undefined) return undefined
  const { startTracing } = await import('./observability/openTelemetry.ts')
  return startTracing(readVersion(), logger)
}

function connect(url: string, config: Config, logger: Logger, metrics: Metrics): Database {
  let retries = 0
  return openDatabase({
    url,
    poolSize: config.databasePoolSize,
    changePoolSize: config.changePoolSize,
    heartbeatPoolSize: config.heartbeatPoolSize,
    onConnectionError: (error) => {
      logger.warn({ err: error }, 'idle database connection failed')
    },
    onStatement: (statement) => {
      metrics.onStatement(statement)
      const { milliseconds, text } = statement
      if (milliseconds >= config.slowStatementMs)
        logger.warn({ durationMs: Math.round(milliseconds), statement: text.slice(0, 500) }, 'slow statement')
    },
    onCancel: metrics.onCancel,
    onFault: ({ cause, detail }) => {
      logger.error({ ...cause, detail }, 'the database needs repair')
    },
    onRetry: (error, attempt) => {
      metrics.retries.inc()
      logger.info({ reason: error.message, attempt, retries: ++retries }, 'retrying transaction')
    },
  })
}

/**
 * Migrates the database and loads the demonstration fleet. Retries while the database may become available without a repair.
 * @throws {DatabaseRefusedError} if waiting does not help
 */
async function prepareUntilDone(
  config: Config,
  url: string,
  db: Database,
  embedded: EmbeddedPostgres | undefined,
  logger: Logger,
  setNotReady: (reason: string) => void,
): Promise<void> {
  for (;;) {
    try {
      const applied = await prepareDatabase({
        url,
        migrate: config.migrate,
        maxLevel: config.hierarchyMaxLevel,
        exclusive: embedded !== undefined,
      })
      if (applied.length > 0) logger.info({ applied }, 'applied migrations')
      await assertRights(db)
      if (embedded && config.demo && (await loadDemoFleet(db.pools.main))) logger.info('loaded the demonstration fleet')
      return
    } catch (error) {
      const cause = requireHealing(error)
      logger.warn({ err: error, ...cause }, 'database not available; retrying')
      setNotReady(cause?.reason ?? 'The database is not available yet.')
      await sleep(prepareRetryMs)
    }
  }
}

function announce(host: string, port: number, database: string): void {
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`
  process.stderr.write(`\nOpen http://${authority} in a browser. Stop with Ctrl-C.\nUsing ${database}.\n\n`)
}

function explainListening(error: unknown, { host, port }: Config): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE')
    return new ConfigError(
      `PORT: ${port} is in use on ${host}. Stop the process that listens there, or set another PORT.`,
    )
  if (code === 'EACCES') return new ConfigError(`PORT: this user may not listen on ${port}. Set PORT to 1024 or above.`)
  return error
}

/** Whether an operator can fix the error: it is reported in one line, without a stack. */
function isForOperator(error: unknown): error is Error {
  return [ConfigError, EmbeddedError, MigrationError, DatabaseRefusedError].some((kind) => error instanceof kind)
}

/** Reports an error and ends the process. */
export function fail(error: unknown, logger?: Logger): never {
  if (isForOperator(error)) process.stderr.write(`${error.message}\n`)
  else if (logger) logger.fatal({ err: error }, 'server failed')
  else process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  process.exit(1)
}
