import type { SupervisorEventType } from '../generated/graphql.ts'

/** The fields of an event that the dashboard follows. */
export const eventSelection =
  'type at actor onBehalfOf reason supervisorId teamId membershipId agentId version before after causedBy'

export interface FeedEvent {
  readonly cursor: string
  readonly type: SupervisorEventType
  readonly at: string
  readonly actor: string
  readonly onBehalfOf?: string | null
  readonly reason?: string | null
  readonly supervisorId: string
  readonly teamId?: string | null
  readonly membershipId?: string | null
  readonly agentId?: string | null
  readonly version: number
  readonly before?: Fields | null
  readonly after?: Fields | null
  readonly causedBy?: string | null
  readonly traceId?: string | null
}

export type Fields = Readonly<Record<string, unknown>>

export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
