/**
 * The words of the domain, one meaning each, in Prisma, TypeScript and GraphQL alike.
 *
 * - **supervisor**: a node of the hierarchy. Its *parent* is above it, its *children* directly below, its *descendants*
 *   all below, its *ancestors* all above; a *root* has no parent. *Subtree*: a supervisor and its descendants.
 * - **path**: the ids from the root down to a supervisor, itself included; its *level* is the path's length less one.
 * - **team**: a named group of agents that a supervisor has. **agent**: anything with a UUID that joins teams.
 * - **membership**: one agent in one team, from `joinedAt` to `leftAt`; *active* while it has not left.
 * - **live**: not TERMINATED. **blocked**: SPAWNING or ACTIVE below a PAUSED or FAILED ancestor.
 * - **event**: one change of a supervisor, team or membership, on the record in the order of commits.
 * - **incarnation**: counts a supervisor's restarts. **version**: counts its changes, heartbeats aside.
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

/** How far a transition reaches: one supervisor, or its whole subtree. */
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

export const roles = ['READ', 'REPORT', 'OPERATE', 'ADMIN'] as const
export type Role = (typeof roles)[number]

export const orderDirections = ['ASC', 'DESC'] as const
export type OrderDirection = (typeof orderDirections)[number]

export const supervisorOrderFields = ['CREATED_AT', 'UPDATED_AT', 'NAME'] as const
export type SupervisorOrderField = (typeof supervisorOrderFields)[number]

/** What a `Node` is, and how to find it. */
export interface NodeRef {
  readonly type: 'Supervisor' | 'SupervisorTeam' | 'SupervisorTeamMember'
  readonly id: string
}
