import type { Logger } from 'pino'
import { createLoop } from './background/loop.ts'
import type { Config } from './config.ts'
import type { Database } from './db/database.ts'
import { reportDemoHeartbeats } from './demo/reportDemoHeartbeats.ts'
import { createCountKeeper } from './events/createCountKeeper.ts'
import { createEventPruner } from './events/createEventPruner.ts'
import type { Metrics } from './observability/metrics.ts'
import type { Tracing } from './observability/tracing.ts'
import { createServerReporter } from './supervision/createServerReporter.ts'
import { createSweeper } from './supervision/createSweeper.ts'
import type { HeartbeatTrouble } from './supervision/heartbeatTrouble.ts'

export interface BackgroundJobsOptions {
  readonly config: Pick<Config, 'eventRetentionDays' | 'spawnTimeoutSeconds' | 'sweepIntervalMs'>
  readonly db: Database
  readonly logger: Logger
  readonly metrics: Metrics
  readonly tracing?: Tracing | undefined
  readonly heartbeatTrouble: HeartbeatTrouble
  /** Whether to send heartbeats for the demonstration fleet, which has no processes. */
  readonly demo: boolean
}

export interface BackgroundJobs {
  /** Resolves when the first sweep is over: from then on `/readyz` may report a stalled sweeper. */
  start(): Promise<void>
  /** Resolves when all jobs have ended. */
  stop(): Promise<void>
}

/** Milliseconds between two heartbeats of the demonstration fleet, whose shortest heartbeat interval is 10 s. */
const demoHeartbeatMs = 5_000

/** The work of a server besides its requests: reports, sweeps, pruning of the event log, kept counts, heartbeats of the demonstration fleet. */
export function createBackgroundJobs(options: BackgroundJobsOptions): BackgroundJobs {
  const { config, db, logger, metrics, tracing, heartbeatTrouble, demo } = options
  const reporter = createServerReporter({
    db,
    trouble: heartbeatTrouble,
    onTrouble: () => {
      logger.warn('heartbeats not recorded in time; supervisors have a grace period')
    },
    onTroubleReport: () => {
      metrics.troubleReports.inc()
    },
    onError: (error) => {
      logger.warn({ err: error }, 'server report failed; retrying')
    },
  })
  const pruner = createEventPruner({
    db: db.on('events'),
    retentionDays: config.eventRetentionDays,
    onPruned: (count) => {
      logger.info({ count }, 'pruned the event log')
    },
    onError: (error) => {
      logger.warn({ err: error }, 'pruning the event log failed; retrying in an hour')
    },
  })
  const sweeper = createSweeper({
    db,
    spawnTimeoutSeconds: config.spawnTimeoutSeconds,
    intervalMs: config.sweepIntervalMs,
    onSwept: ({ failed, restarted }, startedAt) => {
      tracing?.record('sweep', startedAt, { 'hierarchy.failed': failed, 'hierarchy.restarted': restarted })
      metrics.supervisorsFailed.inc(failed)
      metrics.supervisorsRestarted.inc(restarted)
      if (failed + restarted > 0) logger.info({ failed, restarted }, 'swept supervisors')
    },
    onError: (error) => {
      metrics.sweepErrors.inc()
      logger.warn({ err: error }, 'sweep failed; retrying')
    },
  })
  const countKeeper = createCountKeeper({
    db,
    onError: (error) => {
      logger.warn({ err: error }, 'keeping the counts failed; retrying')
    },
  })
  const demoHeartbeats = createLoop({
    run: async () => {
      await reportDemoHeartbeats(db.pools.heartbeat)
      return demoHeartbeatMs
    },
    onError: (error) => {
      logger.warn({ err: error }, 'heartbeats of the demonstration fleet failed; retrying')
    },
    pauseAfterErrorMs: demoHeartbeatMs,
  })
  return {
    async start() {
      if (demo) await demoHeartbeats.start()
      await reporter.start()
      await sweeper.start()
      void pruner.start()
      void countKeeper.start()
    },
    async stop() {
      await Promise.all([pruner.stop(), countKeeper.stop(), sweeper.stop(), reporter.stop(), demoHeartbeats.stop()])
    },
  }
}
