import type { DocumentNode } from 'graphql'
import type { Cancellation } from '../domain/cancellation.ts'
import type { Context } from '../context.ts'
import type { Pace } from './pace.ts'

/** One operation of a document that was parsed and validated. */
export interface Operation {
  readonly document: DocumentNode
  /** Identifies the document's text. */
  readonly queryHash: string
  readonly operationName: string | null | undefined
  readonly variables: Readonly<Record<string, unknown>> | undefined
  readonly context: Context
  /** Whether the transport can send more than one result, as subscriptions need. */
  readonly acceptsStream: boolean
  /**
   * Fails when the client no longer waits for the result. A mutation continues nevertheless. Undefined if the transport
   * cannot detect that.
   */
  readonly client?: Cancellation | undefined
  /** Shared by all subscriptions of a connection. */
  readonly pace?: Pace | undefined
  /** Rejects when the credentials of the caller have ended. A subscription calls it before each event. */
  readonly verifyCaller?: (() => Promise<void>) | undefined
}
