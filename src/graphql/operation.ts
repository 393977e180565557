import type { DocumentNode } from 'graphql'
import type { Context } from '../context.ts'

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
   * Aborted when the client no longer waits for the result: its connection is closed, or it has completed this operation. A
   * mutation may go on. Undefined if the transport cannot tell.
   */
  readonly signal?: AbortSignal | undefined
}
