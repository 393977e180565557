import { errorCodes } from '../domain/errors.ts'
import { fleetChangeKinds, fleetObjects } from '../domain/fleet/fleetChange.ts'
import {
  childPolicies,
  effectiveStatuses,
  healthStates,
  orderDirections,
  scopes,
  supervisorActions,
  supervisorEventTypes,
  supervisorOrderFields,
  supervisorStatuses,
  teamActions,
} from '../domain/glossary.ts'
import { builder } from './builder.ts'

/** The values of an enum: the words of the domain with their descriptions, none missing and none too many. */
function describe<Value extends string>(
  values: readonly Value[],
  descriptions: Record<Value, string>,
): Record<Value, { value: Value; description: string }> {
  // the type of Object.fromEntries has any string as key
  return Object.fromEntries(values.map((value) => [value, { value, description: descriptions[value] }])) as Record<
    Value,
    { value: Value; description: string }
  >
}

const statusDescriptions = {
  SPAWNING:
    'Spawned or restarted. The first heartbeat makes it ACTIVE. Without a heartbeat for 300 s (by default), the sweeper makes it FAILED.',
  ACTIVE: 'Running. The process must send heartbeats, or the sweeper makes the supervisor FAILED.',
  PAUSED: 'Paused by a caller. Heartbeats are not monitored, and descendants are blocked.',
  FAILED: 'Failed: heartbeats are missing, or a caller reported the failure. Descendants are blocked until a restart.',
  TERMINATED: 'Ended permanently. The name is free again, and the memberships of the teams have ended.',
}

export const SupervisorStatus = builder.enumType('SupervisorStatus', {
  description: 'Status of a supervisor in its lifecycle.',
  values: describe(supervisorStatuses, statusDescriptions),
})

export const EffectiveStatus = builder.enumType('EffectiveStatus', {
  description: 'Status of a supervisor that takes its ancestors into account.',
  values: describe(effectiveStatuses, {
    ...statusDescriptions,
    BLOCKED: 'SPAWNING or ACTIVE, below an ancestor that is PAUSED or FAILED.',
  }),
})

export const HealthState = builder.enumType('HealthState', {
  description: 'Health of a supervisor, computed from its heartbeats by the database clock.',
  values: describe(healthStates, {
    NOT_MONITORED: 'No heartbeats are expected: the supervisor is PAUSED or TERMINATED.',
    UNKNOWN: 'The supervisor is SPAWNING, or it has never sent a heartbeat and has missed fewer than three.',
    HEALTHY: 'No missed heartbeats: less than one heartbeat interval since the last heartbeat or status change.',
    LATE: 'One or two missed heartbeats.',
    UNRESPONSIVE: 'Three or more missed heartbeats. The sweeper makes an ACTIVE supervisor FAILED.',
  }),
})

export const SupervisorAction = builder.enumType('SupervisorAction', {
  description: 'Action on a supervisor. Each corresponds to one mutation.',
  values: describe(supervisorActions, {
    UPDATE: '`updateSupervisor`: changes fields of the supervisor.',
    MOVE: '`moveSupervisor`: moves the supervisor with its subtree.',
    SPAWN_CHILD: '`spawnSupervisor` with this supervisor as parent.',
    CREATE_TEAM: '`createTeam`: creates a team of the supervisor.',
    ACTIVATE: '`activateSupervisor`: SPAWNING to ACTIVE.',
    PAUSE: '`pauseSupervisor`: ACTIVE to PAUSED.',
    RESUME: '`resumeSupervisor`: PAUSED to ACTIVE.',
    FAIL: '`failSupervisor`: SPAWNING, ACTIVE or PAUSED to FAILED.',
    RESTART: '`restartSupervisor`: ACTIVE, PAUSED or FAILED to SPAWNING, with the next incarnation.',
    TERMINATE: '`terminateSupervisor`: any other status to TERMINATED.',
  }),
})

export const TeamAction = builder.enumType('TeamAction', {
  description: 'Action on a team. Each corresponds to a mutation.',
  values: describe(teamActions, {
    UPDATE: '`updateTeam`: changes fields of the team.',
    DELETE: '`deleteTeam`: deletes the team.',
    ADD_MEMBER: '`addTeamMember` or `addTeamMembers`: adds agents to the team.',
  }),
})

export const ChildPolicy = builder.enumType('ChildPolicy', {
  description: 'Treatment of the live children of a supervisor that is terminated.',
  values: describe(childPolicies, {
    REJECT: 'The termination is refused with HasLiveChildrenError if there are live children.',
    CASCADE: 'All live descendants are terminated too.',
    REPARENT:
      'Live children, with their subtrees, move under the parent of the terminated supervisor. If it was a root, they become roots.',
  }),
})

export const Scope = builder.enumType('Scope', {
  description: 'Supervisors that a change of status applies to.',
  values: describe(scopes, {
    SELF: 'The supervisor alone. The change is refused if its status does not allow it.',
    SUBTREE: 'The supervisor and its descendants. Supervisors whose status does not allow the change are skipped.',
  }),
})

export const OrderDirection = builder.enumType('OrderDirection', {
  description: 'Direction of a sort order.',
  values: describe(orderDirections, {
    ASC: 'Ascending: smallest or oldest first.',
    DESC: 'Descending: largest or newest first.',
  }),
})

export const SupervisorOrderField = builder.enumType('SupervisorOrderField', {
  description: 'Sort key of a list of supervisors. Equal keys are sorted by id.',
  values: describe(supervisorOrderFields, {
    CREATED_AT: 'Time at which the supervisor was spawned.',
    UPDATED_AT: 'Time of the last change. Heartbeats do not count.',
    STATUS_CHANGED_AT: 'Time of the last status change: in ascending order, the oldest status first.',
    STATUS: 'Status: FAILED, PAUSED, SPAWNING, ACTIVE, TERMINATED.',
    NAME: 'Name, in the collation of the database.',
  }),
})

export const SupervisorEventType = builder.enumType('SupervisorEventType', {
  description: 'Kind of an event.',
  values: describe(supervisorEventTypes, {
    SUPERVISOR_SPAWNED: 'A supervisor was spawned.',
    SUPERVISOR_UPDATED: 'Fields of a supervisor changed, but neither its status nor its place in the tree.',
    SUPERVISOR_MOVED: 'A supervisor moved: its parent changed, or an ancestor moved.',
    SUPERVISOR_STATUS_CHANGED:
      'The status of a supervisor changed. Other fields that changed with it are in the same event.',
    SUPERVISOR_DELETED: 'A supervisor was deleted by a writer that bypasses the API.',
    CHILD_FAILED:
      'A child of the supervisor failed, or escalated a failure. The supervisor did not change; `after` has its decision.',
    FAILURE_ESCALATED:
      'The supervisor escalated a failure: its parent supervisor decides. The supervisor did not change.',
    TEAM_CREATED: 'A team was created.',
    TEAM_UPDATED: 'Fields of a team changed.',
    TEAM_DELETED: 'A team was deleted with all its memberships.',
    MEMBER_JOINED: 'An agent joined a team, or a writer that bypasses the API reopened its membership.',
    MEMBER_UPDATED: 'Fields of a membership changed.',
    MEMBER_LEFT: 'An agent left a team: its membership ended or was deleted.',
  }),
})

export const ErrorCode = builder.enumType('ErrorCode', {
  description: 'Kind of a refusal. Each error type has its own code.',
  values: describe(errorCodes, {
    VALIDATION: 'ValidationError: the input is invalid.',
    NOT_FOUND: 'NotFoundError: no visible object has the id.',
    CONFLICT: 'ConflictError: the version differs, or the id is taken.',
    NAME_TAKEN: 'NameTakenError: the name is taken.',
    INVALID_TRANSITION: 'InvalidTransitionError: the status does not allow the change.',
    PARENT_UNAVAILABLE: 'ParentUnavailableError: the supervisor is FAILED or TERMINATED.',
    LEVEL_LIMIT: 'LevelLimitError: the tree would be too deep.',
    CYCLE: 'CycleError: a supervisor would be its own ancestor.',
    HAS_LIVE_CHILDREN: 'HasLiveChildrenError: the supervisor has live children.',
    CONFIRMATION_REQUIRED: 'ConfirmationRequiredError: the impact must be confirmed.',
    ALREADY_MEMBER: 'AlreadyMemberError: an agent is already a member.',
    HAS_ACTIVE_MEMBERS: 'HasActiveMembersError: the team has active members.',
    LIMIT_EXCEEDED: 'LimitExceededError: too many items in one request, or too many affected objects.',
    FORBIDDEN: 'ForbiddenError: the role of the caller does not allow the mutation.',
    UNAVAILABLE: 'UnavailableError: temporarily unavailable.',
  }),
})

export const FleetChangeKind = builder.enumType('FleetChangeKind', {
  description: 'Kind of a difference between a fleet and its description.',
  values: describe(fleetChangeKinds, {
    CREATE: 'A supervisor or team is created, or an agent joins a team.',
    RESTORE: 'A supervisor is created in place of a TERMINATED one with the same key.',
    ADOPT: 'The fleet takes over an existing object, or its key changes. The object itself does not change.',
    MOVE: 'A supervisor gets another parent supervisor.',
    RENAME: 'A supervisor or team gets another name.',
    UPDATE: 'Other fields change.',
    REMOVE: 'A supervisor is terminated, a team is deleted, or an agent leaves a team.',
  }),
})

export const FleetObject = builder.enumType('FleetObject', {
  description: 'Kind of an object of a fleet.',
  values: describe(fleetObjects, {
    SUPERVISOR: 'A supervisor.',
    TEAM: 'A team of a supervisor.',
    MEMBER: 'An agent in a team.',
  }),
})
