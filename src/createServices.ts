import type { Audit, Context, CreateContext, UseCaseSettings } from './context.ts'
import type { Database } from './db/database.ts'
import { columnGroups } from './domain/columns.ts'
import { createFairQueue } from './domain/fairQueue.ts'
import { defaultLimits, RequestBudget, type RequestLimits } from './domain/requestBudget.ts'
import { createEventFeed, type EventFeed, type EventFeedOptions } from './events/createEventFeed.ts'
import { createFeedPosition } from './events/feedPosition.ts'
import type { OnBatch } from './loaders/batchLoader.ts'
import { createLoaders } from './loaders/createLoaders.ts'
import { createLoaderBinder } from './loaders/requestLoaders.ts'
import { RequestTurns } from './loaders/requestTurns.ts'
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
  /** Receives changes that the event log does not contain. Default: they are not recorded. */
  readonly audit?: Audit | undefined
}

/** What exists once per process and serves all requests. */
export interface Services {
  readonly feed: EventFeed
  readonly createContext: CreateContext
}

/** Creates the loaders, the heartbeat recorder and the event feed of a process. `feed.stop()` ends them. */
export function createServices(options: ServicesOptions): Services {
  const { db, settings, limits = defaultLimits, heartbeatTrouble = createHeartbeatTrouble(), onBatch } = options
  const { audit = () => undefined } = options
  // the other connections remain for the statements that find their rows by an index
  const scans = createFairQueue(Math.max(1, Math.floor(db.options.poolSize / 2)))
  const bindLoaders = createLoaderBinder(createLoaders({ db, onBatch, scans }))
  const heartbeats = createHeartbeatRecorder(db, heartbeatTrouble, onBatch)
  const feed = createEventFeed({ ...options.feed, db: db.on('events'), onError: options.onFeedError })
  return {
    feed,
    createContext({ viewer, client }): Context {
      const budget = new RequestBudget(limits)
      const turns = new RequestTurns(budget, client)
      // a bounded viewer sees a row by its path
      const loaders = bindLoaders(budget, turns, viewer.within === null ? 0 : columnGroups.path)
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
      }
    },
  }
}
