import type { Database } from './db/database.ts'
import type { RequestBudget } from './domain/requestBudget.ts'
import type { Trace } from './domain/trace.ts'
import type { Viewer } from './domain/viewer.ts'
import type { EventFeed } from './events/createEventFeed.ts'
import type { FeedPosition } from './events/feedPosition.ts'
import type { Loaders } from './loaders/requestLoaders.ts'
import type { RequestTurns } from './loaders/requestTurns.ts'
import type { OperationOutcome } from './observability/operationOutcome.ts'
import type { HeartbeatRecorder } from './supervision/createHeartbeatRecorder.ts'

/** What every resolver receives. Each request, and each event of a subscription, has its own context. */
export interface Context {
  readonly viewer: Viewer
  readonly db: Database
  readonly loaders: Loaders
  readonly heartbeats: HeartbeatRecorder
  readonly settings: UseCaseSettings
  readonly feedPosition: FeedPosition
  readonly feed: EventFeed
  readonly budget: RequestBudget
  readonly turns: RequestTurns
  readonly outcome: OperationOutcome
  readonly audit: Audit
  /** Null if the client names no trace, and the server begins none. */
  readonly trace: Trace | null
}

/** Records a change that the event log does not contain. */
export type Audit = (entry: AuditEntry) => void

export interface AuditEntry {
  readonly action: string
  readonly viewer: Viewer
  /** The changed token, without its secret. */
  readonly token: object
}

/** The settings that use cases depend on. */
export interface UseCaseSettings {
  /** A termination that ends the memberships of more agents than this needs a confirmation. */
  readonly confirmAboveAgents: number
  /** Largest number of supervisors and memberships that one mutation of a subtree changes. */
  readonly maxChangeSize: number
}

export interface RequestOrigin {
  readonly viewer: Viewer
  /** The connection of the request. Connections take turns. Default: each request counts as a connection of its own. */
  readonly connection?: object | undefined
  /** The header `traceparent`; null if the request has none. Default: the request is not traced. */
  readonly traceparent?: string | null | undefined
}

export type CreateContext = (origin: RequestOrigin) => Context
