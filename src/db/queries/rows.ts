import sql from 'sql-template-tag'
import { omittable } from '../../domain/columns.ts'
import { dueAt, healthState, missedHeartbeats } from './fragments/health.ts'
import { defineRow, type RowOf } from './fragments/rowShape.ts'

/**
 * Every row shape. `*Row` is what the API shows of a table's row; `*Node` is what the rules need. It omits the large
 * columns, so that one statement can read thousands of rows. test/db/rows.test.ts compares each shape with the database.
 */

export const supervisorRow = defineRow(
  sql`supervisors s`,
  's',
  {
    id: 'uuid',
    name: 'text',
    description: 'text?',
    status: 'supervisorStatus',
    config: 'jsonb',
    parentId: 'uuid?',
    hierarchyLevel: 'integer',
    policyVersionId: 'uuid?',
    createdAt: 'timestamp',
    updatedAt: 'timestamp',
    lastHeartbeat: 'timestamp?',
    healthMetrics: 'jsonb',
    path: 'uuid[]',
    version: 'integer',
    statusReason: 'text?',
    statusChangedAt: 'timestamp',
    incarnation: 'integer',
  },
  { groups: omittable.Supervisor },
)
export type SupervisorRow = RowOf<typeof supervisorRow>

export const supervisorNode = defineRow(
  sql`supervisors s`,
  's',
  {
    id: 'uuid',
    parentId: 'uuid?',
    name: 'text',
    status: 'supervisorStatus',
    path: 'uuid[]',
    hierarchyLevel: 'integer',
    version: 'integer',
    incarnation: 'integer',
    idempotencyHash: 'bytea?',
  },
  { sources: { idempotencyHash: sql`s.spawn_hash` } },
)
export type SupervisorNode = RowOf<typeof supervisorNode>

/** An ancestor of a supervisor that failed; `config` has the key `restart` only. */
export const ancestorRow = defineRow(
  sql`supervisors s`,
  's',
  { id: 'uuid', parentId: 'uuid?', incarnation: 'integer', config: 'jsonb' },
  { sources: { config: sql`jsonb_build_object('restart', s.config -> 'restart')` } },
)
export type AncestorRow = RowOf<typeof ancestorRow>

const isMonitored = sql`${healthState} <> 'NOT_MONITORED'`

/** Health now, by the database's clock. `dueAt` is when the next heartbeat is expected; null if none is expected. */
export const healthRow = defineRow(
  sql`supervisors s`,
  's',
  {
    id: 'uuid',
    state: 'healthState',
    missedHeartbeats: 'integer',
    lastHeartbeat: 'timestamp?',
    dueAt: 'timestamp?',
    intervalSeconds: 'integer',
  },
  {
    sources: {
      state: healthState,
      missedHeartbeats: sql`CASE WHEN ${isMonitored} THEN ${missedHeartbeats} ELSE 0 END`,
      dueAt: sql`CASE WHEN ${isMonitored} THEN ${dueAt(sql`greatest(s.last_heartbeat, s.status_changed_at)`, sql`heartbeat_interval(s.config)`)} END`,
      intervalSeconds: sql`heartbeat_interval(s.config)`,
    },
  },
)
export type HealthRow = RowOf<typeof healthRow>

export const teamRow = defineRow(
  sql`supervisor_teams t`,
  't',
  {
    id: 'uuid',
    supervisorId: 'uuid',
    name: 'text',
    description: 'text?',
    objective: 'text?',
    config: 'jsonb',
    createdAt: 'timestamp',
    updatedAt: 'timestamp',
    version: 'integer',
  },
  { groups: omittable.SupervisorTeam },
)
export type TeamRow = RowOf<typeof teamRow>

export const teamNode = defineRow(
  sql`supervisor_teams t JOIN supervisors s ON s.id = t.supervisor_id`,
  't',
  {
    id: 'uuid',
    supervisorId: 'uuid',
    supervisorStatus: 'supervisorStatus',
    supervisorPath: 'uuid[]',
    name: 'text',
    version: 'integer',
    idempotencyHash: 'bytea?',
  },
  { sources: { supervisorStatus: sql`s.status`, supervisorPath: sql`s.path`, idempotencyHash: sql`t.spawn_hash` } },
)
export type TeamNode = RowOf<typeof teamNode>

export const membershipRow = defineRow(
  sql`supervisor_team_members m`,
  'm',
  {
    id: 'uuid',
    teamId: 'uuid',
    agentId: 'uuid',
    role: 'text',
    joinedAt: 'timestamp',
    leftAt: 'timestamp?',
    metadata: 'jsonb',
    version: 'integer',
  },
  { groups: omittable.SupervisorTeamMember },
)
export type MembershipColumns = RowOf<typeof membershipRow>
/** A membership with its agent as an object. A resolver that creates it would take several times as long as reading this property. */
export type MembershipRow = MembershipColumns & { readonly agent: AgentRef }

/** An agent has no row of its own. */
export interface AgentRef {
  readonly id: string
}

export const membershipNode = defineRow(
  sql`supervisor_team_members m JOIN supervisor_teams t ON t.id = m.team_id JOIN supervisors s ON s.id = t.supervisor_id`,
  'm',
  { id: 'uuid', teamId: 'uuid', agentId: 'uuid', leftAt: 'timestamp?', supervisorPath: 'uuid[]' },
  { sources: { supervisorPath: sql`s.path` } },
)
export type MembershipNode = RowOf<typeof membershipNode>

/** An API token, without the hash of its secret. */
export const tokenRow = defineRow(sql`api_tokens a`, 'a', {
  id: 'uuid',
  actor: 'text',
  role: 'role',
  within: 'uuid?',
  description: 'text?',
  createdAt: 'timestamp',
  createdBy: 'text',
  expiresAt: 'timestamp?',
  revokedAt: 'timestamp?',
  lastUsedAt: 'timestamp?',
})
export type TokenRow = RowOf<typeof tokenRow>

export const eventRow = defineRow(sql`supervisor_events e`, 'e', {
  sequence: 'bigint',
  type: 'eventType',
  at: 'timestamp',
  actor: 'text',
  onBehalfOf: 'text?',
  traceId: 'text?',
  reason: 'text?',
  supervisorId: 'uuid',
  teamId: 'uuid?',
  membershipId: 'uuid?',
  agentId: 'uuid?',
  version: 'integer',
  before: 'jsonb?',
  after: 'jsonb?',
  causedBy: 'bigint?',
  /** Path of the supervisor after the change. */
  path: 'uuid[]',
  /** Path before the change, if it differs. */
  previousPath: 'uuid[]?',
})
export type EventRow = RowOf<typeof eventRow>

/** An event with its size. */
export const feedEvent = defineRow(
  sql`(SELECT e.*, coalesce(octet_length(e.before::text), 0) + coalesce(octet_length(e.after::text), 0) AS bytes FROM supervisor_events e) e`,
  'e',
  {
    ...eventRow.types,
    /** Size of `before` and `after`, as text. */
    bytes: 'integer',
  },
)
export type FeedEvent = RowOf<typeof feedEvent>
