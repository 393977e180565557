/**
 * Terms of the domain. Prisma, SQL, TypeScript and GraphQL use each term with one meaning.
 *
 * The tree
 * - **supervisor**: a node of the hierarchy.
 * - **parent supervisor**, **child supervisor**: the supervisor directly above, and a supervisor directly below.
 * - **ancestor**, **descendant**: a supervisor above or below, at any distance.
 * - **root**: a supervisor without a parent supervisor. **subtree**: a supervisor and its descendants.
 * - **path**: ids from the root to the supervisor, both included. **level**: number of ancestors; 0 for a root.
 *
 * Staffing
 * - **team**: a named group of agents that belongs to one supervisor. **agent**: joins teams; known only by its UUID.
 * - **membership**: one agent in one team, from `joinedAt` to `leftAt`. **active**: without `leftAt`.
 * - **member**: an agent with an active membership.
 *
 * State
 * - **live**: not TERMINATED. **blocked**: SPAWNING or ACTIVE below a PAUSED or FAILED ancestor.
 * - **incarnation**: 1 for a new supervisor, plus 1 for each restart.
 * - **version**: increases with every change of an object. Heartbeats do not count.
 *
 * Changes
 * - **event**: one change to a supervisor, team or membership. **event log**: all events in commit order.
 * - **sequence**: number of an event in the event log. **cursor**: position in a list or in the event log, as opaque
 *   text.
 * - **idempotency key**: an id that the client chooses, so that it can repeat a request safely.
 * - **idempotency hash**: hash of an input, stored with the object that the input created.
 *
 * Requests
 * - **caller**: the authenticated person or program of one request (type `Viewer`).
 * - **client**: a program that uses the API. **subscriber**: a client with a running subscription.
 * - **refusal**: a typed domain error. **internal error**: any other error; the client sees only its id.
 */

export type SupervisorId = string
export type TeamId = string
export type MembershipId = string
export type AgentId = string

export const supervisorStatuses = ['SPAWNING', 'ACTIVE', 'PAUSED', 'FAILED', 'TERMINATED'] as const
export type SupervisorStatus = (typeof supervisorStatuses)[number]

export const healthStates = ['NOT_MONITORED', 'UNKNOWN', 'HEALTHY', 'LATE', 'UNRESPONSIVE'] as const
export type HealthState = (typeof healthStates)[number]

export const effectiveStatuses = [...supervisorStatuses, 'BLOCKED'] as const
export type EffectiveStatus = (typeof effectiveStatuses)[number]

export const supervisorActions = [
  'UPDATE',
  'MOVE',
  'SPAWN_CHILD',
  'CREATE_TEAM',
  'ACTIVATE',
  'PAUSE',
  'RESUME',
  'FAIL',
  'RESTART',
  'TERMINATE',
] as const
export type SupervisorAction = (typeof supervisorActions)[number]

export const teamActions = ['UPDATE', 'DELETE', 'ADD_MEMBER'] as const
export type TeamAction = (typeof teamActions)[number]

export const childPolicies = ['REJECT', 'CASCADE', 'REPARENT'] as const
export type ChildPolicy = (typeof childPolicies)[number]

/** Whether a transition changes one supervisor, or its whole subtree. */
export const scopes = ['SELF', 'SUBTREE'] as const
export type Scope = (typeof scopes)[number]

export const heartbeatCommands = ['CONTINUE', 'PAUSE', 'STOP'] as const
export type HeartbeatCommand = (typeof heartbeatCommands)[number]

export const supervisorEventTypes = [
  'SUPERVISOR_SPAWNED',
  'SUPERVISOR_UPDATED',
  'SUPERVISOR_MOVED',
  'SUPERVISOR_STATUS_CHANGED',
  'SUPERVISOR_DELETED',
  'CHILD_FAILED',
  'FAILURE_ESCALATED',
  'TEAM_CREATED',
  'TEAM_UPDATED',
  'TEAM_DELETED',
  'MEMBER_JOINED',
  'MEMBER_UPDATED',
  'MEMBER_LEFT',
] as const
export type SupervisorEventType = (typeof supervisorEventTypes)[number]

/** Each role includes the roles before it. */
export const roles = ['READ', 'REPORT', 'OPERATE', 'ADMIN'] as const
export type Role = (typeof roles)[number]

export const orderDirections = ['ASC', 'DESC'] as const
export type OrderDirection = (typeof orderDirections)[number]

export const supervisorOrderFields = ['CREATED_AT', 'UPDATED_AT', 'STATUS_CHANGED_AT', 'STATUS', 'NAME'] as const
export type SupervisorOrderField = (typeof supervisorOrderFields)[number]

/** Type and id of an object of the GraphQL interface `Node`. */
export interface NodeRef {
  readonly type: 'Supervisor' | 'SupervisorTeam' | 'SupervisorTeamMember'
  readonly id: string
}
