import type { NodeBudget } from './domain/budget.ts'
import type { Viewer } from './domain/viewer.ts'
import type { Database } from './db/database.ts'
import type { EventFeed } from './events/createEventFeed.ts'
import type { FeedPosition } from './events/feedPosition.ts'
import type { HeartbeatRecorder } from './loaders/createHeartbeatRecorder.ts'
import type { Loaders } from './loaders/requestLoaders.ts'

/** What every resolver is given: who asks, and what to ask. */
export interface Context {
  readonly viewer: Viewer
  readonly db: Database
  readonly loaders: Loaders
  readonly heartbeats: HeartbeatRecorder
  readonly settings: UseCaseSettings
  readonly feedPosition: FeedPosition
  readonly feed: EventFeed
  /** Of this request. */
  readonly budget: NodeBudget
}

/** The settings that use cases depend on. */
export interface UseCaseSettings {
  /** A termination that ends the memberships of more agents than this has to be confirmed. */
  readonly confirmAboveAgents: number
}
