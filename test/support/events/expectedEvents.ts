import { expect } from 'vitest'
import type { EventRecord } from './replayEvents.ts'

export const now = expect.stringMatching(/^\d{4}-/) as string

/** An event that a mutation must record. In its fields, `id:name` stands for an id. */
export interface ExpectedEvent {
  /** Name of the changed object. For a new membership, the id of its agent. */
  readonly of: string
  readonly type: string
  readonly version?: number
  readonly before: object | null
  readonly after: object | null
  /** Index of the expected event that caused this one. */
  readonly cause?: number
}

export const reason = 'because 🦀'
export const status = (
  of: string,
  from: string,
  to: string,
  more: { cause?: number; why?: boolean; incarnation?: true } = {},
): ExpectedEvent => ({
  of,
  type: 'SUPERVISOR_STATUS_CHANGED',
  before: {
    status: from,
    statusChangedAt: now,
    ...(more.why && { statusReason: null }),
    ...(more.incarnation && { incarnation: 1 }),
  },
  after: {
    status: to,
    statusChangedAt: now,
    ...(more.why && { statusReason: reason }),
    ...(more.incarnation && { incarnation: 2 }),
  },
  ...(more.cause !== undefined && { cause: more.cause }),
})
/** The notification of a parent supervisor without a restart policy. */
export const childFailed = (of: string, child: string): ExpectedEvent => ({
  of,
  type: 'CHILD_FAILED',
  version: 1,
  before: null,
  after: { childId: `id:${child}`, decision: 'NONE', incarnation: 1 },
  cause: 0,
})
export const left = (cause?: number): ExpectedEvent => ({
  of: 'member',
  type: 'MEMBER_LEFT',
  before: { leftAt: null },
  after: { leftAt: now },
  ...(cause !== undefined && { cause }),
})
export const newSupervisor = (of: string, fields: object, cause?: number): ExpectedEvent => ({
  of,
  type: 'SUPERVISOR_SPAWNED',
  version: 1,
  before: null,
  after: {
    name: of,
    description: null,
    status: 'SPAWNING',
    statusReason: null,
    statusChangedAt: now,
    config: {},
    policyVersionId: null,
    incarnation: 1,
    createdAt: now,
    ...fields,
  },
  ...(cause !== undefined && { cause }),
})
export const newTeam = (supervisor: string, cause?: number): ExpectedEvent => ({
  of: 'new team',
  type: 'TEAM_CREATED',
  version: 1,
  before: null,
  after: {
    supervisorId: `id:${supervisor}`,
    name: 'new team',
    description: null,
    objective: 'win',
    config: {},
    createdAt: now,
  },
  ...(cause !== undefined && { cause }),
})
export const joined = (team: string, agentId: string, fields: object = {}, cause?: number): ExpectedEvent => ({
  of: agentId,
  type: 'MEMBER_JOINED',
  version: 1,
  before: null,
  after: {
    teamId: `id:${team}`,
    agentId,
    role: 'MEMBER',
    metadata: {},
    joinedAt: now,
    leftAt: null,
    ...fields,
  },
  ...(cause !== undefined && { cause }),
})
export const moved = (of: string, before: object, after: object, cause?: number): ExpectedEvent => ({
  of,
  type: 'SUPERVISOR_MOVED',
  before,
  after,
  ...(cause !== undefined && { cause }),
})

/** An event of the table in the form of ExpectedEvent, with names for ids. */
export function tell(
  event: EventRecord,
  events: readonly EventRecord[],
  ids: Readonly<Record<string, string>>,
): Omit<ExpectedEvent, 'cause'> & {
  readonly cause: number | null
  readonly actor: string
  readonly reason: string | null
} {
  const { type, version, before, after, actor, reason } = event
  const changed = event.membershipId ?? event.teamId ?? event.supervisorId
  const cause = events.findIndex(({ sequence }) => sequence === event.causedBy)
  return {
    of: Object.entries(ids).find(([, id]) => id === changed)?.[0] ?? event.agentId ?? '',
    type,
    version,
    before,
    after,
    actor,
    reason,
    cause: event.causedBy === null ? null : cause,
  }
}
