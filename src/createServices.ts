import type { Context, CreateContext, UseCaseSettings } from './context.ts'
import type { Database } from './db/database.ts'
import { NodeBudget } from './domain/budget.ts'
import { createEventFeed, type EventFeed, type EventFeedOptions } from './events/createEventFeed.ts'
import { createFeedPosition } from './events/feedPosition.ts'
import type { OnBatch } from './loaders/batchLoader.ts'
import { createLoaders } from './loaders/createLoaders.ts'
import { createLoaderBinder } from './loaders/requestLoaders.ts'
import { OperationOutcome } from './observability/operationOutcome.ts'
import { createHeartbeatRecorder } from './supervision/createHeartbeatRecorder.ts'
import { createHeartbeatTrouble, type HeartbeatTrouble } from './supervision/heartbeatTrouble.ts'

export interface ServicesOptions {
  readonly db: Database
  readonly settings: UseCaseSettings
  /** Receives what goes wrong with heartbeats. Default: it is not reported. */
  readonly heartbeatTrouble?: HeartbeatTrouble | undefined
  readonly feed?: Omit<EventFeedOptions, 'db' | 'onError'> | undefined
  /** Receives the error of a failed read of the event log. The event feed retries. */
  readonly onFeedError: (error: unknown) => void
  readonly onBatch?: OnBatch | undefined
}

/** What exists once per process and serves all requests. */
export interface Services {
  readonly feed: EventFeed
  readonly createContext: CreateContext
}

/** Creates the loaders, the heartbeat recorder and the event feed of a process. `feed.stop()` ends them. */
export function createServices({
  db,
  settings,
  heartbeatTrouble = createHeartbeatTrouble(),
  feed: feedOptions,
  onFeedError,
  onBatch,
}: ServicesOptions): Services {
  const bindLoaders = createLoaderBinder(createLoaders(db, onBatch))
  const heartbeats = createHeartbeatRecorder(db, heartbeatTrouble, onBatch)
  const feed = createEventFeed({ ...feedOptions, db: db.on('events'), onError: onFeedError })
  return {
    feed,
    createContext({ viewer }): Context {
      const budget = new NodeBudget()
      const loaders = bindLoaders(budget)
      return {
        viewer,
        db,
        settings,
        budget,
        loaders,
        heartbeats,
        feed,
        feedPosition: createFeedPosition(() => loaders.newestSequence.load()),
        outcome: new OperationOutcome(),
      }
    },
  }
}
