import { errorCodes } from '../domain/errors.ts'
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

/** An enum of the domain's words, each with its description. */
function describe<Value extends string>(
  values: readonly Value[],
  descriptions: Record<Value, string>,
): Record<Value, { value: Value; description: string }> {
  // Object.fromEntries forgets the keys that `values` has
  return Object.fromEntries(values.map((value) => [value, { value, description: descriptions[value] }])) as Record<
    Value,
    { value: Value; description: string }
  >
}

const statusDescriptions = {
  SPAWNING: 'Spawned or restarted; its process has not reported yet.',
  ACTIVE: 'Its process runs.',
  PAUSED: 'Told to pause; it is not monitored.',
  FAILED: 'It stopped reporting, or was declared failed. A restart brings it back.',
  TERMINATED: 'Over, for good. Its name is free, its memberships have ended.',
}

export const SupervisorStatus = builder.enumType('SupervisorStatus', {
  description: 'Where a supervisor is in its lifecycle.',
  values: describe(supervisorStatuses, statusDescriptions),
})

export const EffectiveStatus = builder.enumType('EffectiveStatus', {
  description: "A supervisor's status, with what its ancestors make of it.",
  values: describe(effectiveStatuses, {
    ...statusDescriptions,
    BLOCKED: 'SPAWNING or ACTIVE itself, below an ancestor that is PAUSED or FAILED.',
  }),
})

export const HealthState = builder.enumType('HealthState', {
  description: "What a supervisor's heartbeats say, by the database's clock.",
  values: describe(healthStates, {
    NOT_MONITORED: 'PAUSED or TERMINATED: no heartbeats are expected.',
    UNKNOWN: 'Nothing was heard of its process yet.',
    HEALTHY: 'The last heartbeat is less than one interval old.',
    LATE: 'At least one interval went by without a heartbeat.',
    UNRESPONSIVE: 'At least three intervals went by without a heartbeat.',
  }),
})

export const SupervisorAction = builder.enumType('SupervisorAction', {
  description: 'What can be done to a supervisor.',
  values: describe(supervisorActions, {
    UPDATE: 'Change its name, description or config.',
    MOVE: 'Put it, with its subtree, under another parent.',
    SPAWN_CHILD: 'Spawn a supervisor below it.',
    CREATE_TEAM: 'Give it a team.',
    ACTIVATE: 'From SPAWNING to ACTIVE.',
    PAUSE: 'From ACTIVE to PAUSED.',
    RESUME: 'From PAUSED to ACTIVE.',
    FAIL: 'Declare it FAILED.',
    RESTART: 'Back to SPAWNING, as its next incarnation.',
    TERMINATE: 'End it for good.',
  }),
})

export const TeamAction = builder.enumType('TeamAction', {
  description: 'What can be done to a team.',
  values: describe(teamActions, {
    UPDATE: 'Change what it is.',
    DELETE: 'Delete it.',
    ADD_MEMBER: 'Add agents to it.',
  }),
})

export const ChildPolicy = builder.enumType('ChildPolicy', {
  description: 'What becomes of the live children of a supervisor that is terminated.',
  values: describe(childPolicies, {
    REJECT: 'Refuse to terminate it while there are any.',
    CASCADE: 'Terminate the whole subtree.',
    REPARENT: "They move to the terminated supervisor's parent, and become roots under a root.",
  }),
})

export const Scope = builder.enumType('Scope', {
  description: 'How far a transition reaches.',
  values: describe(scopes, {
    SELF: 'The supervisor alone.',
    SUBTREE: 'It and all below it. Those from whose status there is no such transition are skipped.',
  }),
})

export const OrderDirection = builder.enumType('OrderDirection', {
  description: 'Which end a list begins with.',
  values: describe(orderDirections, { ASC: 'The smallest, or oldest, first.', DESC: 'The largest, or newest, first.' }),
})

export const SupervisorOrderField = builder.enumType('SupervisorOrderField', {
  description: 'What lists of supervisors can be sorted by. The id decides between equals.',
  values: describe(supervisorOrderFields, {
    CREATED_AT: 'When it was spawned.',
    UPDATED_AT: 'When it last changed, heartbeats aside.',
    NAME: "Its name, in the order of the database's collation.",
  }),
})

export const SupervisorEventType = builder.enumType('SupervisorEventType', {
  description: 'What kind of change an event is.',
  values: describe(supervisorEventTypes, {
    SUPERVISOR_SPAWNED: 'A supervisor is new.',
    SUPERVISOR_UPDATED: 'Fields of a supervisor changed, but neither its status nor its place.',
    SUPERVISOR_MOVED: 'A supervisor has another parent, or was carried along by the move of an ancestor.',
    SUPERVISOR_STATUS_CHANGED: 'A supervisor has another status; whatever changed with it is in the same event.',
    SUPERVISOR_DELETED: 'A supervisor was deleted, by a writer beside the API.',
    CHILD_FAILED: 'A child of the supervisor failed; the supervisor itself is as it was.',
    FAILURE_ESCALATED: 'A child of the supervisor failed more often than its restart policy allows.',
    TEAM_CREATED: 'A team is new.',
    TEAM_UPDATED: 'Fields of a team changed.',
    TEAM_DELETED: 'A team was deleted, with the history of its members.',
    MEMBER_JOINED: 'An agent joined a team, or it was taken back that it had left.',
    MEMBER_UPDATED: 'Fields of a membership changed.',
    MEMBER_LEFT: 'An agent left a team: its membership ended, or was deleted.',
  }),
})

export const ErrorCode = builder.enumType('ErrorCode', {
  description: 'What kind of refusal an error is; one for each type of error.',
  values: describe(errorCodes, {
    VALIDATION: 'ValidationError: the input is malformed.',
    NOT_FOUND: 'NotFoundError: there is nothing with that id.',
    CONFLICT: 'ConflictError: somebody else was first.',
    NAME_TAKEN: 'NameTakenError: the name is in use.',
    INVALID_TRANSITION: 'InvalidTransitionError: the lifecycle does not allow it.',
    PARENT_UNAVAILABLE: 'ParentUnavailableError: the supervisor takes no additions.',
    LEVEL_LIMIT: 'LevelLimitError: too deep in the tree.',
    CYCLE: 'CycleError: a supervisor would be its own ancestor.',
    HAS_LIVE_CHILDREN: 'HasLiveChildrenError: there are live children.',
    CONFIRMATION_REQUIRED: 'ConfirmationRequiredError: the impact has to be confirmed.',
    ALREADY_MEMBER: 'AlreadyMemberError: an agent is a member already.',
    HAS_ACTIVE_MEMBERS: 'HasActiveMembersError: the team has active members.',
    LIMIT_EXCEEDED: 'LimitExceededError: too much at once.',
    FORBIDDEN: "ForbiddenError: the caller's role does not allow it.",
    UNAVAILABLE: 'UnavailableError: not now.',
  }),
})
