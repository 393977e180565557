import { setTimeout as sleep } from 'node:timers/promises'
import { pino, type Logger } from 'pino'
import { loadDemoFleet } from '../prisma/seed/demoFleet.ts'
import { beatForDemoFleet } from '../prisma/seed/demoPulse.ts'
import { createApp } from './app.ts'
import { createLoop } from './background/loop.ts'
import { ConfigError, type Config } from './config.ts'
import { openDatabase, type Database } from './db/database.ts'
import { EmbeddedError, startEmbedded, type EmbeddedPostgres } from './db/embedded.ts'
import { MigrationError } from './db/migrate.ts'
import { DatabaseRefusedError, prepareDatabase } from './db/prepareDatabase.ts'
import { fetchSweepLag } from './db/queries/sweepRounds.ts'
import { createEventPruner } from './events/createEventPruner.ts'
import { createMetrics, observeProcess } from './observability/metrics.ts'
import { createSweeper } from './supervision/createSweeper.ts'

const drainMs = 9_000
const sameSignalMs = 1_000
const retryMs = 1_000
const demoBeatMs = 5_000

/** What an operator has to mend: told in one line, without a stack. */
function isForOperator(error: unknown): error is Error {
  return [ConfigError, EmbeddedError, MigrationError, DatabaseRefusedError].some((kind) => error instanceof kind)
}

/** Brings up the server, with its database where it is to have one; resolves when it is ready. */
export async function serve(config: Config): Promise<void> {
  const logger = pino({ level: config.logLevel })
  const exitAfter = (error: unknown): void => {
    fail(error, logger)
  }

  const embedded =
    config.databaseUrl === undefined
      ? await startEmbedded({
          dataDir: config.dataDir,
          onExit: (detail) => {
            exitAfter(new Error(`PostgreSQL ended: ${detail}`))
          },
        })
      : undefined
  const url = config.databaseUrl ?? embedded?.url() ?? ''
  const metrics = createMetrics(() => fetchSweepLag(db))
  observeProcess(metrics)
  let retries = 0
  const db = openDatabase({
    url,
    poolSize: config.databasePoolSize,
    onConnectionError: (error) => {
      logger.warn({ err: error }, 'a connection to the database broke')
    },
    onStatement: metrics.onStatement,
    onRetry: (error, attempt) => {
      metrics.retries.inc()
      logger.info(
        { reason: error.message, attempt, retries: ++retries },
        'a transaction met a conflict, and is run again',
      )
    },
  })
  const pruner = createEventPruner({
    db,
    retentionDays: config.eventRetentionDays,
    onPruned: (count) => {
      logger.info({ count }, 'deleted events that were too old')
    },
    onError: (error) => {
      logger.warn({ err: error }, 'old events could not be deleted; tried again in an hour')
    },
  })
  let waitingFor: string | null = 'The server is starting.'
  let isDraining = false
  const sweeper = createSweeper({
    db,
    spawnTimeoutSeconds: config.spawnTimeoutSeconds,
    intervalMs: config.sweepIntervalMs,
    onSwept: ({ failed, restarted }) => {
      metrics.supervisorsFailed.inc(failed)
      metrics.supervisorsRestarted.inc(restarted)
      if (failed + restarted > 0) logger.info({ failed, restarted }, 'found dead supervisors, or restarted some')
    },
    onError: (error) => {
      metrics.sweepErrors.inc()
      logger.warn({ err: error }, 'a round that looks for dead supervisors failed; the next one tries again')
    },
  })
  const demo = createLoop({
    round: async () => {
      await beatForDemoFleet(db.pool)
      return demoBeatMs
    },
    onError: (error) => {
      logger.warn({ err: error }, 'the demonstration fleet could not report')
    },
    pauseAfterErrorMs: demoBeatMs,
  })
  const app = await createApp({
    config,
    db,
    logger,
    metrics,
    notReady: () => (isDraining ? 'The server is shutting down.' : waitingFor),
  })
  drainOnSignals(async () => {
    isDraining = true
    await Promise.all([app.close(), pruner.stop(), sweeper.stop(), demo.stop()])
    await db.close()
    await embedded?.stop()
  }, logger)
  await app.listen({ host: config.host, port: config.port }).catch((error: unknown) => {
    throw explainListening(error, config)
  })

  await bringUp(config, url, db, embedded, logger, (reason) => {
    waitingFor = reason
  })
  if (embedded && config.demo) await demo.start()
  await sweeper.start()
  waitingFor = null
  void pruner.start()
  const { host } = config
  const address = app.server.address()
  const port = typeof address === 'object' && address ? address.port : config.port // PORT=0 means any
  process.stderr.write(
    `\nOpen http://${host.includes(':') ? `[${host}]` : host}:${port}/graphql in a browser.${embedded ? ` The data are in ${config.dataDir}.` : ''} Stop with Ctrl-C.\n\n`,
  )
}

/** Until the database is there and fit: live, and not ready. */
async function bringUp(
  config: Config,
  url: string,
  db: Database,
  embedded: EmbeddedPostgres | undefined,
  logger: Logger,
  onWait: (reason: string) => void,
): Promise<void> {
  for (;;) {
    try {
      const applied = await prepareDatabase({
        url,
        migrate: config.migrate,
        maxLevel: config.hierarchyMaxLevel,
        exclusive: embedded !== undefined,
      })
      if (applied.length > 0) logger.info({ applied }, 'migrated the database')
      if (embedded && config.demo && (await loadDemoFleet(db.pool))) logger.info('loaded the demonstration fleet')
      return
    } catch (error) {
      if (isForOperator(error)) throw error
      logger.warn({ err: error }, 'the database is not there yet')
      onWait('The database is not there yet.')
      await sleep(retryMs)
    }
  }
}

function explainListening(error: unknown, { host, port }: Config): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE')
    return new ConfigError(`PORT: ${port} is in use on ${host}. Stop what listens there, or set PORT to another one.`)
  if (code === 'EACCES')
    return new ConfigError(`PORT: this user may not listen on ${port}. Set PORT to one of 1024 or above.`)
  return error
}

/** SIGTERM and SIGINT let running requests finish, for at most 9 s; a second one ends the process at once. */
function drainOnSignals(drain: () => Promise<void>, logger: Logger): void {
  let drainingSince: number | undefined
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (drainingSince !== undefined) {
        // a Ctrl-C comes twice under `npm start`: from the terminal, and handed on by npm
        if (performance.now() - drainingSince < sameSignalMs) return
        process.exit(1)
      }
      drainingSince = performance.now()
      logger.info({ signal }, 'draining')
      setTimeout(() => {
        logger.error('requests were still running after 9 s; they are cut off')
        process.exit(1)
      }, drainMs).unref()
      drain().then(
        () => process.exit(0),
        (error: unknown) => {
          fail(error, logger)
        },
      )
    })
  }
}

/** Ends the process, and says why. */
export function fail(error: unknown, logger?: Logger): never {
  if (isForOperator(error)) process.stderr.write(`${error.message}\n`)
  else if (logger) logger.fatal({ err: error }, 'the server cannot go on')
  else process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  process.exit(1)
}
