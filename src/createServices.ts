import type { Audit, Context, CreateContext, UseCaseSettings } from './context.ts'
import type { Database } from './db/database.ts'
import type { PoolSizes } from './db/pools.ts'
import { createFairQueue, type FairQueue } from './domain/fairQueue.ts'
import { defaultLimits, RequestBudget, type RequestLimits } from './domain/requestBudget.ts'
import { remoteTrace, type Trace } from './domain/trace.ts'
import { createEventFeed, type EventFeed, type EventFeedOptions } from './events/createEventFeed.ts'
import { createFeedPosition } from './events/feedPosition.ts'
import type { OnBatch } from './loaders/batchLoader.ts'
import { createLoaders } from './loaders/createLoaders.ts'
import { createLoaderBinder } from './loaders/requestLoaders.ts'
import { RequestTurns } from './loaders/requestTurns.ts'
import { processQueue } from './loaders/turnQueue.ts'
import { OperationOutcome } from './observability/operationOutcome.ts'
import { createHeartbeatRecorder } from './supervision/createHeartbeatRecorder.ts'
import { createHeartbeatTrouble, type HeartbeatTrouble } from './supervision/heartbeatTrouble.ts'

export interface ServicesOptions {
  readonly db: Database
  readonly settings: UseCaseSettings
  /** @default defaultLimits */
  readonly limits?: RequestLimits
  /** Receives trouble with heartbeats. Default: trouble is not reported. */
  readonly heartbeatTrouble?: HeartbeatTrouble | undefined
  readonly feed?: Omit<EventFeedOptions, 'db' | 'onError'> | undefined
  /** Receives the error of a failed read of the event log. The event feed retries. */
  readonly onFeedError: (error: unknown) => void
  readonly onBatch?: OnBatch | undefined
  /** Begins the trace of a request. Default: the trace id of `traceparent`, without spans. */
  readonly startTrace?: ((traceparent: string | null) => Trace) | undefined
  /** Receives changes that the event log does not contain. Default: they are not recorded. */
  readonly audit?: Audit | undefined
}

/** What exists once per process and serves all requests. */
export interface Services {
  readonly feed: EventFeed
  readonly queues: ReadQueues
  readonly createContext: CreateContext
}

/** Creates the loaders, the heartbeat recorder and the event feed of a process. `feed.stop()` ends them. */
export function createServices(options: ServicesOptions): Services {
  const { db, settings, limits = defaultLimits, heartbeatTrouble = createHeartbeatTrouble(), onBatch } = options
  const { audit = () => undefined, startTrace = remoteTrace } = options
  const queues = createReadQueues(db.options)
  const bindLoaders = createLoaderBinder(createLoaders({ db, onBatch, ...queues }))
  const heartbeats = createHeartbeatRecorder(db, heartbeatTrouble, onBatch)
  const feed = createEventFeed({ ...options.feed, db: db.on('events'), onError: options.onFeedError })
  return {
    feed,
    queues,
    createContext({ viewer, connection, traceparent }): Context {
      const trace = traceparent === undefined ? null : startTrace(traceparent)
      const budget = new RequestBudget(limits, trace?.span)
      const turns = new RequestTurns(budget, connection)
      const loaders = bindLoaders({ budget, turns, boundary: viewer.within })
      return {
        viewer,
        db,
        settings,
        budget,
        turns,
        loaders,
        heartbeats,
        feed,
        feedPosition: createFeedPosition(() => loaders.eventHorizon.load()),
        outcome: new OperationOutcome(),
        audit,
        trace,
      }
    },
  }
}

/** The queues of statements that wait for their share of the connections for reads. */
export interface ReadQueues {
  readonly large: FairQueue
  readonly scans: FairQueue
}

/**
 * Shares the connections for reads. Statements that scan tables use at most half of them, and together with the statements of
 * large requests at most four fifths. The others remain for small requests. While memory is scarce, large requests load one after
 * the other.
 */
function createReadQueues({ poolSize }: PoolSizes): ReadQueues {
  const maxLarge = Math.max(1, Math.floor(poolSize * 0.8))
  const maxScans = Math.max(1, Math.floor(poolSize / 2))
  const large = createFairQueue(() => (processQueue.isMemoryScarce ? 1 : maxLarge))
  const scans = createFairQueue(() => maxScans)
  return {
    large,
    scans: {
      run: (queuedFor, work) => scans.run(queuedFor, () => large.run(queuedFor, work)),
      get waiting() {
        return scans.waiting
      },
    },
  }
}
