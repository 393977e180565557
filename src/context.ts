import type { Database } from './db/database.ts'
import { NodeBudget } from './domain/budget.ts'
import type { Viewer } from './domain/viewer.ts'
import { createEventFeed, type EventFeed, type EventFeedOptions } from './events/createEventFeed.ts'
import { createFeedPosition, type FeedPosition } from './events/feedPosition.ts'
import { createHeartbeatRecorder, type HeartbeatRecorder } from './supervision/createHeartbeatRecorder.ts'
import { createLoaders } from './loaders/createLoaders.ts'
import type { OnBatch } from './loaders/batchLoader.ts'
import { bindLoaders, type Loaders } from './loaders/requestLoaders.ts'
import { OperationOutcome } from './observability/operationOutcome.ts'

/** What every resolver receives. Each request, and each event of a subscription, has a context of its own. */
export interface Context {
  readonly viewer: Viewer
  readonly db: Database
  readonly loaders: Loaders
  readonly heartbeats: HeartbeatRecorder
  readonly settings: UseCaseSettings
  readonly feedPosition: FeedPosition
  readonly feed: EventFeed
  readonly budget: NodeBudget
  readonly outcome: OperationOutcome
}

/** The settings that use cases depend on. */
export interface UseCaseSettings {
  /** A termination that ends the memberships of more agents than this needs a confirmation. */
  readonly confirmAboveAgents: number
}

export type CreateContext = (caller: { readonly viewer: Viewer }) => Context

export interface ServicesOptions {
  readonly db: Database
  readonly settings: UseCaseSettings
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
export function createServices({ db, settings, feed: feedOptions, onFeedError, onBatch }: ServicesOptions): Services {
  const shared = createLoaders(db, onBatch)
  const heartbeats = createHeartbeatRecorder(db, onBatch)
  const feed = createEventFeed({ ...feedOptions, db, onError: onFeedError })
  return {
    feed,
    createContext({ viewer }) {
      const budget = new NodeBudget()
      const loaders = bindLoaders(shared, budget)
      return {
        viewer,
        db,
        settings,
        budget,
        loaders,
        heartbeats,
        feed,
        feedPosition: createFeedPosition(() => loaders.newestSequence.load('feed')),
        outcome: new OperationOutcome(),
      }
    },
  }
}
