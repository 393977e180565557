/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Supervisor to activate. */
export type ActivateSupervisorInput = {
  /** Expected `version` of the object with this `id`; another version is refused with ConflictError. Null: not compared. Also not compared if there is nothing to change. */
  expectedVersion?: number | null | undefined;
  /** UUID of the supervisor. */
  id: string | number;
  /** Reason, kept in the event log and as `statusReason` of every supervisor that changes. At most 10,000 characters. Null or omitted: `statusReason` becomes null. */
  reason?: string | null | undefined;
};

/** Agent to add, and its team. */
export type AddTeamMemberInput = {
  /** UUID of the agent. Every UUID is valid: agents are not registered. */
  agentId: string | number;
  /** Metadata of the membership, which the server does not interpret; `{}` if omitted. */
  metadata?: unknown;
  /** Role of the agent in the team: free text of 1 to 100 characters, not blank. */
  role?: string | null | undefined;
  /** UUID of the team. */
  teamId: string | number;
};

/** Treatment of the live children of a supervisor that is terminated. */
export type ChildPolicy =
  /** All live descendants are terminated too. */
  | 'CASCADE'
  /** The termination is refused with HasLiveChildrenError if there are live children. */
  | 'REJECT'
  /** Live children, with their subtrees, move under the parent of the terminated supervisor. If it was a root, they become roots. */
  | 'REPARENT';

/** Team to create. */
export type CreateTeamInput = {
  /** Configuration of the team, which the server does not interpret; `{}` if omitted. */
  config?: unknown;
  /** Description of the team, at most 10,000 characters. */
  description?: string | null | undefined;
  /** UUID of the new team, chosen by the client as the idempotency key. The same id and input again return the existing team, as it is now. Different input with this id is refused with ConflictError. If omitted, the server chooses the UUID, and the request is not idempotent. */
  id?: string | number | null | undefined;
  /** First members: at most 1,000, each agent once. */
  members?: Array<TeamMemberInput> | null | undefined;
  /** Name, unique among the teams of the supervisor. 1 to 255 characters, not blank, without invisible characters. Stored in Unicode form NFC, without surrounding white space. */
  name: string;
  /** Objective of the team, at most 10,000 characters. */
  objective?: string | null | undefined;
  /** UUID of the supervisor that the team belongs to. */
  supervisorId: string | number;
};

/** The new token. */
export type CreateTokenInput = {
  /** Name of the callers that use the token, for the event log: 1 to 255 visible characters. */
  actor: string;
  /** Purpose of the token, at most 10,000 characters. */
  description?: string | null | undefined;
  /** Time at which the token expires, at most ten years from now. Default: 90 days from now. */
  expiresAt?: string | null | undefined;
  /** If true, the token never expires. Cannot be combined with `expiresAt`. */
  neverExpires?: boolean | null | undefined;
  /** Role of the callers that use the token. */
  role: Role;
  /** UUID of the supervisor at the top of the subtree to which the token is limited. Null: the whole hierarchy, which a caller that is limited to a subtree cannot grant. */
  within?: string | number | null | undefined;
};

/** Team to delete. */
export type DeleteTeamInput = {
  /** Whether active memberships are ended with the team. If false, a team with active members is refused with HasActiveMembersError. */
  endMemberships?: boolean | null | undefined;
  /** Expected `version` of the object with this `id`; another version is refused with ConflictError. Null: not compared. Also not compared if there is nothing to change. */
  expectedVersion?: number | null | undefined;
  /** UUID of the team. */
  id: string | number;
};

/** Outcome of the change of a mutation that returned UnavailableError. */
export type Effect =
  /** The change was committed, but a later step failed. Read the current state. */
  | 'DONE'
  /** Nothing was changed. */
  | 'NONE'
  /** The change may have been committed: the response of the database was lost. Read the current state before a retry. */
  | 'UNKNOWN';

/** Status of a supervisor that takes its ancestors into account. */
export type EffectiveStatus =
  /** Running. The process must send heartbeats, or the sweeper makes the supervisor FAILED. */
  | 'ACTIVE'
  /** SPAWNING or ACTIVE, below an ancestor that is PAUSED or FAILED. */
  | 'BLOCKED'
  /** Failed: heartbeats are missing, or a caller reported the failure. Descendants are blocked until a restart. */
  | 'FAILED'
  /** Paused by a caller. Heartbeats are not monitored, and descendants are blocked. */
  | 'PAUSED'
  /** Spawned or restarted. The first heartbeat makes it ACTIVE. Without a heartbeat for 300 s (by default), the sweeper makes it FAILED. */
  | 'SPAWNING'
  /** Ended permanently. The name is free again, and the memberships of the teams have ended. */
  | 'TERMINATED';

/** Kind of a refusal. Each error type has its own code. */
export type ErrorCode =
  /** AlreadyMemberError: an agent is already a member. */
  | 'ALREADY_MEMBER'
  /** ConfirmationRequiredError: the impact must be confirmed. */
  | 'CONFIRMATION_REQUIRED'
  /** ConflictError: the version differs, or the id is taken. */
  | 'CONFLICT'
  /** CycleError: a supervisor would be its own ancestor. */
  | 'CYCLE'
  /** ForbiddenError: the role of the caller does not allow the mutation. */
  | 'FORBIDDEN'
  /** HasActiveMembersError: the team has active members. */
  | 'HAS_ACTIVE_MEMBERS'
  /** HasLiveChildrenError: the supervisor has live children. */
  | 'HAS_LIVE_CHILDREN'
  /** InvalidTransitionError: the status does not allow the change. */
  | 'INVALID_TRANSITION'
  /** LevelLimitError: the tree would be too deep. */
  | 'LEVEL_LIMIT'
  /** LimitExceededError: too many items in one request, or too many affected objects. */
  | 'LIMIT_EXCEEDED'
  /** NameTakenError: the name is taken. */
  | 'NAME_TAKEN'
  /** NotFoundError: no visible object has the id. */
  | 'NOT_FOUND'
  /** ParentUnavailableError: the supervisor is FAILED or TERMINATED. */
  | 'PARENT_UNAVAILABLE'
  /** UnavailableError: temporarily unavailable. */
  | 'UNAVAILABLE'
  /** ValidationError: the input is invalid. */
  | 'VALIDATION';

/** Supervisor that failed, and the reason. */
export type FailSupervisorInput = {
  /** Expected `version` of the object with this `id`; another version is refused with ConflictError. Null: not compared. Also not compared if there is nothing to change. */
  expectedVersion?: number | null | undefined;
  /** UUID of the supervisor. */
  id: string | number;
  /** Reason, kept in the event log and as `statusReason` of every supervisor that changes. At most 10,000 characters. Not blank. */
  reason: string;
};

/** Health of a supervisor, computed from its heartbeats by the database clock. */
export type HealthState =
  /** No missed heartbeats: less than one heartbeat interval since the last heartbeat or status change. */
  | 'HEALTHY'
  /** One or two missed heartbeats. */
  | 'LATE'
  /** No heartbeats are expected: the supervisor is PAUSED or TERMINATED. */
  | 'NOT_MONITORED'
  /** The supervisor is SPAWNING, or it has never sent a heartbeat and has missed fewer than three. */
  | 'UNKNOWN'
  /** Three or more missed heartbeats. The sweeper makes an ACTIVE supervisor FAILED. */
  | 'UNRESPONSIVE';

/** Supervisor to move, and its new parent. */
export type MoveSupervisorInput = {
  /** If true, nothing changes: the payload describes what the mutation would do, and errors are those that would refuse it. */
  dryRun?: boolean | null | undefined;
  /** Expected `version` of the object with this `id`; another version is refused with ConflictError. Null: not compared. Also not compared if there is nothing to change. */
  expectedVersion?: number | null | undefined;
  /** UUID of the supervisor. */
  id: string | number;
  /** UUID of the new parent supervisor. Null or omitted: the supervisor becomes a root. */
  parentId?: string | number | null | undefined;
};

/** Direction of a sort order. */
export type OrderDirection =
  /** Ascending: smallest or oldest first. */
  | 'ASC'
  /** Descending: largest or newest first. */
  | 'DESC';

/** Supervisor to pause. */
export type PauseSupervisorInput = {
  /** Expected `version` of the object with this `id`; another version is refused with ConflictError. Null: not compared. Also not compared if there is nothing to change. */
  expectedVersion?: number | null | undefined;
  /** UUID of the supervisor. */
  id: string | number;
  /** Reason, kept in the event log and as `statusReason` of every supervisor that changes. At most 10,000 characters. Null or omitted: `statusReason` becomes null. */
  reason?: string | null | undefined;
  /** Supervisors to change: the supervisor alone, or its whole subtree. */
  scope?: Scope | null | undefined;
};

/** Membership to end, identified by `id`, or by `teamId` and `agentId`. */
export type RemoveTeamMemberInput = {
  /** UUID of the agent. Requires `teamId`. */
  agentId?: string | number | null | undefined;
  /** UUID of the membership. Cannot be combined with `teamId` or `agentId`. */
  id?: string | number | null | undefined;
  /** Reason, kept in the event log. At most 10,000 characters. */
  reason?: string | null | undefined;
  /** UUID of the team. Requires `agentId`, and identifies the active membership of the agent, or its last one. */
  teamId?: string | number | null | undefined;
};

/** Supervisor to restart. */
export type RestartSupervisorInput = {
  /** Expected `version` of the object with this `id`; another version is refused with ConflictError. Null: not compared. Also not compared if there is nothing to change. */
  expectedVersion?: number | null | undefined;
  /** UUID of the supervisor. */
  id: string | number;
  /** Reason, kept in the event log and as `statusReason` of every supervisor that changes. At most 10,000 characters. Null or omitted: `statusReason` becomes null. */
  reason?: string | null | undefined;
  /** Supervisors to change: the supervisor alone, or its whole subtree. */
  scope?: Scope | null | undefined;
};

/** Supervisor to resume. */
export type ResumeSupervisorInput = {
  /** Expected `version` of the object with this `id`; another version is refused with ConflictError. Null: not compared. Also not compared if there is nothing to change. */
  expectedVersion?: number | null | undefined;
  /** UUID of the supervisor. */
  id: string | number;
  /** Reason, kept in the event log and as `statusReason` of every supervisor that changes. At most 10,000 characters. Null or omitted: `statusReason` becomes null. */
  reason?: string | null | undefined;
  /** Supervisors to change: the supervisor alone, or its whole subtree. */
  scope?: Scope | null | undefined;
};

/** Token to revoke. */
export type RevokeTokenInput = {
  /** UUID of the token. */
  id: string | number;
};

/** Rights of a caller. Each role includes the rights of the roles before it: READ, REPORT, OPERATE, ADMIN. */
export type Role =
  /** Can manage API tokens. */
  | 'ADMIN'
  /** Can change the hierarchy. */
  | 'OPERATE'
  /** Can query and subscribe. */
  | 'READ'
  /** Can send heartbeats. */
  | 'REPORT';

/** Supervisors that a change of status applies to. */
export type Scope =
  /** The supervisor alone. The change is refused if its status does not allow it. */
  | 'SELF'
  /** The supervisor and its descendants. Supervisors whose status does not allow the change are skipped. */
  | 'SUBTREE';

/** Supervisor to spawn. */
export type SpawnSupervisorInput = {
  /** Configuration for the process of the supervisor; `{}` if omitted. See `Supervisor.config` for the keys that the server reads. */
  config?: unknown;
  /** Purpose of the supervisor, at most 10,000 characters. */
  description?: string | null | undefined;
  /** UUID of the new supervisor, chosen by the client as the idempotency key. The same id and input again return the existing supervisor, as it is now. Different input with this id is refused with ConflictError. If omitted, the server chooses the UUID, and the request is not idempotent. */
  id?: string | number | null | undefined;
  /** Name, unique among the live children of the parent supervisor, or among the live roots. 1 to 255 characters, not blank, without invisible characters. Stored in Unicode form NFC, without surrounding white space. */
  name: string;
  /** UUID of the parent supervisor. Null or omitted: the supervisor becomes a root. */
  parentId?: string | number | null | undefined;
  /** UUID of the policy version that the supervisor runs under. The server does not interpret it. */
  policyVersionId?: string | number | null | undefined;
};

/** Action on a supervisor. Each corresponds to one mutation. */
export type SupervisorAction =
  /** `activateSupervisor`: SPAWNING to ACTIVE. */
  | 'ACTIVATE'
  /** `createTeam`: creates a team of the supervisor. */
  | 'CREATE_TEAM'
  /** `failSupervisor`: SPAWNING, ACTIVE or PAUSED to FAILED. */
  | 'FAIL'
  /** `moveSupervisor`: moves the supervisor with its subtree. */
  | 'MOVE'
  /** `pauseSupervisor`: ACTIVE to PAUSED. */
  | 'PAUSE'
  /** `restartSupervisor`: ACTIVE, PAUSED or FAILED to SPAWNING, with the next incarnation. */
  | 'RESTART'
  /** `resumeSupervisor`: PAUSED to ACTIVE. */
  | 'RESUME'
  /** `spawnSupervisor` with this supervisor as parent. */
  | 'SPAWN_CHILD'
  /** `terminateSupervisor`: any other status to TERMINATED. */
  | 'TERMINATE'
  /** `updateSupervisor`: changes fields of the supervisor. */
  | 'UPDATE';

/** Kind of an event. */
export type SupervisorEventType =
  /** A child of the supervisor failed, or escalated a failure. The supervisor did not change; `after` has its decision. */
  | 'CHILD_FAILED'
  /** The supervisor escalated a failure: its parent supervisor decides. The supervisor did not change. */
  | 'FAILURE_ESCALATED'
  /** An agent joined a team, or a writer that bypasses the API reopened its membership. */
  | 'MEMBER_JOINED'
  /** An agent left a team: its membership ended or was deleted. */
  | 'MEMBER_LEFT'
  /** Fields of a membership changed. */
  | 'MEMBER_UPDATED'
  /** A supervisor was deleted by a writer that bypasses the API. */
  | 'SUPERVISOR_DELETED'
  /** A supervisor moved: its parent changed, or an ancestor moved. */
  | 'SUPERVISOR_MOVED'
  /** A supervisor was spawned. */
  | 'SUPERVISOR_SPAWNED'
  /** The status of a supervisor changed. Other fields that changed with it are in the same event. */
  | 'SUPERVISOR_STATUS_CHANGED'
  /** Fields of a supervisor changed, but neither its status nor its place in the tree. */
  | 'SUPERVISOR_UPDATED'
  /** A team was created. */
  | 'TEAM_CREATED'
  /** A team was deleted with all its memberships. */
  | 'TEAM_DELETED'
  /** Fields of a team changed. */
  | 'TEAM_UPDATED';

/** Conditions on supervisors, all of which must be met. Null and omitted fields are no condition. */
export type SupervisorFilter = {
  /** UUID of an agent that is a member of a team of the supervisor. */
  agentId?: string | number | null | undefined;
  /** Name of the fleet that owns the supervisor, compared exactly. */
  fleet?: string | null | undefined;
  /** Health states to include, at most 100 values. */
  health?: Array<HealthState> | null | undefined;
  /** Whether to include TERMINATED supervisors. */
  includeTerminated?: boolean | null | undefined;
  /** Key of the supervisor in the fleet that owns it, compared exactly. */
  key?: string | null | undefined;
  /** Highest level number, inclusive, counted as in `Supervisor.hierarchyLevel`. */
  maxLevel?: number | null | undefined;
  /** Lowest level number, inclusive, counted as in `Supervisor.hierarchyLevel`. */
  minLevel?: number | null | undefined;
  /** Text that the name contains, in upper or lower case, at most 255 characters. `%`, `_` and `\` are ordinary characters. Invisible characters and surrounding white space are ignored. */
  nameContains?: string | null | undefined;
  /** UUID of the parent supervisor. */
  parentId?: string | number | null | undefined;
  /** Names from the root to the supervisor, separated by slashes: `acme/eu/billing`. A slash or backslash that is part of a name needs a backslash before it. Paths begin at the top of the caller's subtree. */
  path?: string | null | undefined;
  /** Whether to list only supervisors with a problem: FAILED, ACTIVE but UNRESPONSIVE, or PAUSED with live child supervisors. */
  problemsOnly?: boolean | null | undefined;
  /** Whether to list roots only. The top of the caller's subtree counts as a root. */
  rootsOnly?: boolean | null | undefined;
  /** Statuses to include, at most 100 values. If given, `includeTerminated` is ignored: only these statuses are listed. */
  status?: Array<SupervisorStatus> | null | undefined;
  /** UUID of a supervisor: itself and its descendants. */
  within?: string | number | null | undefined;
};

/** Sort order of a list of supervisors. */
export type SupervisorOrder = {
  /** Direction of the sort order. */
  direction?: OrderDirection;
  /** Sort key. */
  field: SupervisorOrderField;
};

/** Sort key of a list of supervisors. Equal keys are sorted by id. */
export type SupervisorOrderField =
  /** Time at which the supervisor was spawned. */
  | 'CREATED_AT'
  /** Name, in the collation of the database. */
  | 'NAME'
  /** Status: FAILED, PAUSED, SPAWNING, ACTIVE, TERMINATED. */
  | 'STATUS'
  /** Time of the last status change: in ascending order, the oldest status first. */
  | 'STATUS_CHANGED_AT'
  /** Time of the last change. Heartbeats do not count. */
  | 'UPDATED_AT';

/** Status of a supervisor in its lifecycle. */
export type SupervisorStatus =
  /** Running. The process must send heartbeats, or the sweeper makes the supervisor FAILED. */
  | 'ACTIVE'
  /** Failed: heartbeats are missing, or a caller reported the failure. Descendants are blocked until a restart. */
  | 'FAILED'
  /** Paused by a caller. Heartbeats are not monitored, and descendants are blocked. */
  | 'PAUSED'
  /** Spawned or restarted. The first heartbeat makes it ACTIVE. Without a heartbeat for 300 s (by default), the sweeper makes it FAILED. */
  | 'SPAWNING'
  /** Ended permanently. The name is free again, and the memberships of the teams have ended. */
  | 'TERMINATED';

/** Action on a team. Each corresponds to a mutation. */
export type TeamAction =
  /** `addTeamMember` or `addTeamMembers`: adds agents to the team. */
  | 'ADD_MEMBER'
  /** `deleteTeam`: deletes the team. */
  | 'DELETE'
  /** `updateTeam`: changes fields of the team. */
  | 'UPDATE';

/** Agent to add to a team. */
export type TeamMemberInput = {
  /** UUID of the agent. Every UUID is valid: agents are not registered. */
  agentId: string | number;
  /** Metadata of the membership, which the server does not interpret; `{}` if omitted. */
  metadata?: unknown;
  /** Role of the agent in the team: free text of 1 to 100 characters, not blank. */
  role?: string | null | undefined;
};

/** Supervisor to terminate, and what happens to its children. */
export type TerminateSupervisorInput = {
  /** Treatment of the live children. */
  childPolicy?: ChildPolicy | null | undefined;
  /** If true, nothing changes: the payload describes what the mutation would do, and errors are those that would refuse it. Needs no `impactToken`. */
  dryRun?: boolean | null | undefined;
  /** Expected `version` of the object with this `id`; another version is refused with ConflictError. Null: not compared. Also not compared if there is nothing to change. */
  expectedVersion?: number | null | undefined;
  /** UUID of the supervisor. */
  id: string | number;
  /** `token` of the impact that the client has reviewed, from a dry run or from ConfirmationRequiredError. Not needed if few agents are affected. */
  impactToken?: string | null | undefined;
  /** Reason, kept in the event log and as `statusReason` of every supervisor that changes. At most 10,000 characters. Null or omitted: `statusReason` becomes null. */
  reason?: string | null | undefined;
};

/** Membership to end, and the team that its agent joins. */
export type TransferTeamMemberInput = {
  /** UUID of the active membership to end. */
  id: string | number;
  /** Role of the agent in the new team: free text of 1 to 100 characters, not blank. Null or omitted: the role of the ended membership. The metadata is always kept. */
  role?: string | null | undefined;
  /** UUID of the team that the agent joins. */
  toTeamId: string | number;
};

/** Changes to a supervisor. Omitted fields are unchanged; null clears a field that can be empty. */
export type UpdateSupervisorInput = {
  /** New configuration. Replaces the whole configuration; `{}` empties it, and null is refused. Cannot be combined with `mergeConfig`. */
  config?: unknown;
  /** New purpose of the supervisor, at most 10,000 characters. Null clears it. */
  description?: string | null | undefined;
  /** Expected `version` of the object with this `id`; another version is refused with ConflictError. Null: not compared. Also not compared if there is nothing to change. */
  expectedVersion?: number | null | undefined;
  /** UUID of the supervisor. */
  id: string | number;
  /** Changes to the configuration, as a JSON Merge Patch (RFC 7396). A null removes its key; omitted keys are unchanged. Cannot be combined with `config`, and cannot be null itself. */
  mergeConfig?: unknown;
  /** New name, unique among the live children of the parent supervisor, or among the live roots. 1 to 255 characters, not blank. Null is refused. */
  name?: string | null | undefined;
  /** UUID of the policy version that the supervisor runs under. The server does not interpret it. Null clears it. */
  policyVersionId?: string | number | null | undefined;
};

/** Changes to a team. Omitted fields are unchanged; null clears a field that can be empty. */
export type UpdateTeamInput = {
  /** New configuration. Replaces the whole configuration; `{}` empties it, and null is refused. Cannot be combined with `mergeConfig`. */
  config?: unknown;
  /** New description of the team, at most 10,000 characters. Null clears it. */
  description?: string | null | undefined;
  /** Expected `version` of the object with this `id`; another version is refused with ConflictError. Null: not compared. Also not compared if there is nothing to change. */
  expectedVersion?: number | null | undefined;
  /** UUID of the team. */
  id: string | number;
  /** Changes to the configuration, as a JSON Merge Patch (RFC 7396). A null removes its key; omitted keys are unchanged. Cannot be combined with `config`, and cannot be null itself. */
  mergeConfig?: unknown;
  /** New name, unique among the teams of the supervisor. 1 to 255 characters, not blank. Null is refused. */
  name?: string | null | undefined;
  /** New objective of the team, at most 10,000 characters. Null clears it. */
  objective?: string | null | undefined;
};

/** Changes to a membership. Omitted fields are unchanged. */
export type UpdateTeamMemberInput = {
  /** Expected `version` of the object with this `id`; another version is refused with ConflictError. Null: not compared. Also not compared if there is nothing to change. */
  expectedVersion?: number | null | undefined;
  /** UUID of the membership. */
  id: string | number;
  /** New metadata. Replaces the whole metadata; `{}` empties it, and null is refused. */
  metadata?: unknown;
  /** New role of the agent in the team: free text of 1 to 100 characters, not blank. Null is refused. */
  role?: string | null | undefined;
};

type Refusal_AlreadyMemberError_Fragment = { code: ErrorCode, message: string };

type Refusal_ConfirmationRequiredError_Fragment = { code: ErrorCode, message: string, impact: { supervisors: number, teams: number, activeMemberships: number, activeAgents: number, reparented: number, token: string } };

type Refusal_ConflictError_Fragment = { code: ErrorCode, message: string };

type Refusal_CycleError_Fragment = { code: ErrorCode, message: string };

type Refusal_ForbiddenError_Fragment = { required: Role, code: ErrorCode, message: string };

type Refusal_HasActiveMembersError_Fragment = { code: ErrorCode, message: string };

type Refusal_HasLiveChildrenError_Fragment = { code: ErrorCode, message: string };

type Refusal_InvalidTransitionError_Fragment = { code: ErrorCode, message: string };

type Refusal_LevelLimitError_Fragment = { code: ErrorCode, message: string };

type Refusal_LimitExceededError_Fragment = { code: ErrorCode, message: string };

type Refusal_NameTakenError_Fragment = { code: ErrorCode, message: string };

type Refusal_NotFoundError_Fragment = { code: ErrorCode, message: string };

type Refusal_ParentUnavailableError_Fragment = { code: ErrorCode, message: string };

type Refusal_UnavailableError_Fragment = { effect: Effect, code: ErrorCode, message: string };

type Refusal_ValidationError_Fragment = { path: Array<string>, code: ErrorCode, message: string };

export type RefusalFragment =
  | Refusal_AlreadyMemberError_Fragment
  | Refusal_ConfirmationRequiredError_Fragment
  | Refusal_ConflictError_Fragment
  | Refusal_CycleError_Fragment
  | Refusal_ForbiddenError_Fragment
  | Refusal_HasActiveMembersError_Fragment
  | Refusal_HasLiveChildrenError_Fragment
  | Refusal_InvalidTransitionError_Fragment
  | Refusal_LevelLimitError_Fragment
  | Refusal_LimitExceededError_Fragment
  | Refusal_NameTakenError_Fragment
  | Refusal_NotFoundError_Fragment
  | Refusal_ParentUnavailableError_Fragment
  | Refusal_UnavailableError_Fragment
  | Refusal_ValidationError_Fragment
;

export type ImpactFragment = { supervisors: number, teams: number, activeMemberships: number, activeAgents: number, reparented: number, token: string };

export type ActivateMutationVariables = Exact<{
  input: ActivateSupervisorInput;
}>;


export type ActivateMutation = { result:
    | { __typename: 'ActivateSupervisorPayload', changed: boolean }
    | { __typename: 'ConflictError', code: ErrorCode, message: string }
    | { __typename: 'ForbiddenError', required: Role, code: ErrorCode, message: string }
    | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'UnavailableError', effect: Effect, code: ErrorCode, message: string }
    | { __typename: 'ValidationError', path: Array<string>, code: ErrorCode, message: string }
   };

export type PauseMutationVariables = Exact<{
  input: PauseSupervisorInput;
}>;


export type PauseMutation = { result:
    | { __typename: 'ConflictError', code: ErrorCode, message: string }
    | { __typename: 'ForbiddenError', required: Role, code: ErrorCode, message: string }
    | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
    | { __typename: 'LimitExceededError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'PauseSupervisorPayload', changed: boolean, changedCount: number, skipped: Array<{ status: SupervisorStatus, count: number }> }
    | { __typename: 'UnavailableError', effect: Effect, code: ErrorCode, message: string }
    | { __typename: 'ValidationError', path: Array<string>, code: ErrorCode, message: string }
   };

export type ResumeMutationVariables = Exact<{
  input: ResumeSupervisorInput;
}>;


export type ResumeMutation = { result:
    | { __typename: 'ConflictError', code: ErrorCode, message: string }
    | { __typename: 'ForbiddenError', required: Role, code: ErrorCode, message: string }
    | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
    | { __typename: 'LimitExceededError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'ResumeSupervisorPayload', changed: boolean, changedCount: number, skipped: Array<{ status: SupervisorStatus, count: number }> }
    | { __typename: 'UnavailableError', effect: Effect, code: ErrorCode, message: string }
    | { __typename: 'ValidationError', path: Array<string>, code: ErrorCode, message: string }
   };

export type RestartMutationVariables = Exact<{
  input: RestartSupervisorInput;
}>;


export type RestartMutation = { result:
    | { __typename: 'ConflictError', code: ErrorCode, message: string }
    | { __typename: 'ForbiddenError', required: Role, code: ErrorCode, message: string }
    | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
    | { __typename: 'LimitExceededError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'RestartSupervisorPayload', changed: boolean, changedCount: number, skipped: Array<{ status: SupervisorStatus, count: number }> }
    | { __typename: 'UnavailableError', effect: Effect, code: ErrorCode, message: string }
    | { __typename: 'ValidationError', path: Array<string>, code: ErrorCode, message: string }
   };

export type FailMutationVariables = Exact<{
  input: FailSupervisorInput;
}>;


export type FailMutation = { result:
    | { __typename: 'ConflictError', code: ErrorCode, message: string }
    | { __typename: 'FailSupervisorPayload', changed: boolean }
    | { __typename: 'ForbiddenError', required: Role, code: ErrorCode, message: string }
    | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'UnavailableError', effect: Effect, code: ErrorCode, message: string }
    | { __typename: 'ValidationError', path: Array<string>, code: ErrorCode, message: string }
   };

export type TerminateMutationVariables = Exact<{
  input: TerminateSupervisorInput;
}>;


export type TerminateMutation = { result:
    | { __typename: 'ConfirmationRequiredError', code: ErrorCode, message: string, impact: { supervisors: number, teams: number, activeMemberships: number, activeAgents: number, reparented: number, token: string } }
    | { __typename: 'ConflictError', code: ErrorCode, message: string }
    | { __typename: 'ForbiddenError', required: Role, code: ErrorCode, message: string }
    | { __typename: 'HasLiveChildrenError', code: ErrorCode, message: string }
    | { __typename: 'LimitExceededError', code: ErrorCode, message: string }
    | { __typename: 'NameTakenError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'ParentUnavailableError', code: ErrorCode, message: string }
    | { __typename: 'TerminateSupervisorPayload', changed: boolean, impact: { supervisors: number, teams: number, activeMemberships: number, activeAgents: number, reparented: number, token: string } }
    | { __typename: 'UnavailableError', effect: Effect, code: ErrorCode, message: string }
    | { __typename: 'ValidationError', path: Array<string>, code: ErrorCode, message: string }
   };

export type MoveMutationVariables = Exact<{
  input: MoveSupervisorInput;
}>;


export type MoveMutation = { result:
    | { __typename: 'ConflictError', code: ErrorCode, message: string }
    | { __typename: 'CycleError', code: ErrorCode, message: string }
    | { __typename: 'ForbiddenError', required: Role, code: ErrorCode, message: string }
    | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
    | { __typename: 'LevelLimitError', code: ErrorCode, message: string }
    | { __typename: 'LimitExceededError', code: ErrorCode, message: string }
    | { __typename: 'MoveSupervisorPayload', changed: boolean, movedCount: number }
    | { __typename: 'NameTakenError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'ParentUnavailableError', code: ErrorCode, message: string }
    | { __typename: 'UnavailableError', effect: Effect, code: ErrorCode, message: string }
    | { __typename: 'ValidationError', path: Array<string>, code: ErrorCode, message: string }
   };

export type UpdateMutationVariables = Exact<{
  input: UpdateSupervisorInput;
}>;


export type UpdateMutation = { result:
    | { __typename: 'ConflictError', code: ErrorCode, message: string }
    | { __typename: 'ForbiddenError', required: Role, code: ErrorCode, message: string }
    | { __typename: 'InvalidTransitionError', code: ErrorCode, message: string }
    | { __typename: 'NameTakenError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'UnavailableError', effect: Effect, code: ErrorCode, message: string }
    | { __typename: 'UpdateSupervisorPayload', changed: boolean }
    | { __typename: 'ValidationError', path: Array<string>, code: ErrorCode, message: string }
   };

export type SpawnMutationVariables = Exact<{
  input: SpawnSupervisorInput;
}>;


export type SpawnMutation = { result:
    | { __typename: 'ConflictError', code: ErrorCode, message: string }
    | { __typename: 'ForbiddenError', required: Role, code: ErrorCode, message: string }
    | { __typename: 'LevelLimitError', code: ErrorCode, message: string }
    | { __typename: 'NameTakenError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'ParentUnavailableError', code: ErrorCode, message: string }
    | { __typename: 'SpawnSupervisorPayload', created: boolean, supervisor: { id: string } }
    | { __typename: 'UnavailableError', effect: Effect, code: ErrorCode, message: string }
    | { __typename: 'ValidationError', path: Array<string>, code: ErrorCode, message: string }
   };

export type CreateTeamMutationVariables = Exact<{
  input: CreateTeamInput;
}>;


export type CreateTeamMutation = { result:
    | { __typename: 'AlreadyMemberError', code: ErrorCode, message: string }
    | { __typename: 'ConflictError', code: ErrorCode, message: string }
    | { __typename: 'CreateTeamPayload', created: boolean }
    | { __typename: 'ForbiddenError', required: Role, code: ErrorCode, message: string }
    | { __typename: 'LimitExceededError', code: ErrorCode, message: string }
    | { __typename: 'NameTakenError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'ParentUnavailableError', code: ErrorCode, message: string }
    | { __typename: 'UnavailableError', effect: Effect, code: ErrorCode, message: string }
    | { __typename: 'ValidationError', path: Array<string>, code: ErrorCode, message: string }
   };

export type UpdateTeamMutationVariables = Exact<{
  input: UpdateTeamInput;
}>;


export type UpdateTeamMutation = { result:
    | { __typename: 'ConflictError', code: ErrorCode, message: string }
    | { __typename: 'ForbiddenError', required: Role, code: ErrorCode, message: string }
    | { __typename: 'NameTakenError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'UnavailableError', effect: Effect, code: ErrorCode, message: string }
    | { __typename: 'UpdateTeamPayload', changed: boolean }
    | { __typename: 'ValidationError', path: Array<string>, code: ErrorCode, message: string }
   };

export type DeleteTeamMutationVariables = Exact<{
  input: DeleteTeamInput;
}>;


export type DeleteTeamMutation = { result:
    | { __typename: 'ConflictError', code: ErrorCode, message: string }
    | { __typename: 'DeleteTeamPayload', deletedId: string }
    | { __typename: 'ForbiddenError', required: Role, code: ErrorCode, message: string }
    | { __typename: 'HasActiveMembersError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'UnavailableError', effect: Effect, code: ErrorCode, message: string }
    | { __typename: 'ValidationError', path: Array<string>, code: ErrorCode, message: string }
   };

export type AddMemberMutationVariables = Exact<{
  input: AddTeamMemberInput;
}>;


export type AddMemberMutation = { result:
    | { __typename: 'AddTeamMemberPayload', member: { id: string } }
    | { __typename: 'AlreadyMemberError', code: ErrorCode, message: string }
    | { __typename: 'ForbiddenError', required: Role, code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'ParentUnavailableError', code: ErrorCode, message: string }
    | { __typename: 'UnavailableError', effect: Effect, code: ErrorCode, message: string }
    | { __typename: 'ValidationError', path: Array<string>, code: ErrorCode, message: string }
   };

export type UpdateMemberMutationVariables = Exact<{
  input: UpdateTeamMemberInput;
}>;


export type UpdateMemberMutation = { result:
    | { __typename: 'ConflictError', code: ErrorCode, message: string }
    | { __typename: 'ForbiddenError', required: Role, code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'UnavailableError', effect: Effect, code: ErrorCode, message: string }
    | { __typename: 'UpdateTeamMemberPayload', changed: boolean }
    | { __typename: 'ValidationError', path: Array<string>, code: ErrorCode, message: string }
   };

export type TransferMemberMutationVariables = Exact<{
  input: TransferTeamMemberInput;
}>;


export type TransferMemberMutation = { result:
    | { __typename: 'AlreadyMemberError', code: ErrorCode, message: string }
    | { __typename: 'ForbiddenError', required: Role, code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'ParentUnavailableError', code: ErrorCode, message: string }
    | { __typename: 'TransferTeamMemberPayload', joined: { id: string } }
    | { __typename: 'UnavailableError', effect: Effect, code: ErrorCode, message: string }
    | { __typename: 'ValidationError', path: Array<string>, code: ErrorCode, message: string }
   };

export type RemoveMemberMutationVariables = Exact<{
  input: RemoveTeamMemberInput;
}>;


export type RemoveMemberMutation = { result:
    | { __typename: 'ForbiddenError', required: Role, code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'RemoveTeamMemberPayload', changed: boolean }
    | { __typename: 'UnavailableError', effect: Effect, code: ErrorCode, message: string }
    | { __typename: 'ValidationError', path: Array<string>, code: ErrorCode, message: string }
   };

export type CreateTokenMutationVariables = Exact<{
  input: CreateTokenInput;
}>;


export type CreateTokenMutation = { result:
    | { __typename: 'CreateTokenPayload', secret: string }
    | { __typename: 'ForbiddenError', required: Role, code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'UnavailableError', effect: Effect, code: ErrorCode, message: string }
    | { __typename: 'ValidationError', path: Array<string>, code: ErrorCode, message: string }
   };

export type RevokeTokenMutationVariables = Exact<{
  input: RevokeTokenInput;
}>;


export type RevokeTokenMutation = { result:
    | { __typename: 'ForbiddenError', required: Role, code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'RevokeTokenPayload', changed: boolean }
    | { __typename: 'UnavailableError', effect: Effect, code: ErrorCode, message: string }
    | { __typename: 'ValidationError', path: Array<string>, code: ErrorCode, message: string }
   };

export type EventFieldsFragment = { cursor: string, type: SupervisorEventType, at: string, actor: string, onBehalfOf: string | null, reason: string | null, supervisorId: string, teamId: string | null, membershipId: string | null, agentId: string | null, version: number, before: Record<string, unknown> | null, after: Record<string, unknown> | null, causedBy: string | null, traceId: string | null };

export type EventsQueryVariables = Exact<{
  within?: string | number | null | undefined;
  types?: Array<SupervisorEventType> | SupervisorEventType | null | undefined;
  actor?: string | null | undefined;
  until?: string | null | undefined;
  before?: string | null | undefined;
  after?: string | null | undefined;
  newestFirst?: boolean | null | undefined;
  first?: number | null | undefined;
}>;


export type EventsQuery = { eventCursor: string, events: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ cursor: string, type: SupervisorEventType, at: string, actor: string, onBehalfOf: string | null, reason: string | null, supervisorId: string, teamId: string | null, membershipId: string | null, agentId: string | null, version: number, before: Record<string, unknown> | null, after: Record<string, unknown> | null, causedBy: string | null, traceId: string | null }> } };

export type NamesQueryVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;


export type NamesQuery = { nodes: Array<
    | { __typename: 'Agent' }
    | { __typename: 'Supervisor', id: string, name: string }
    | { __typename: 'SupervisorTeam', id: string, name: string }
    | { __typename: 'SupervisorTeamMember' }
   | null> };

export type RowFragment = { id: string, name: string, status: SupervisorStatus, statusReason: string | null, statusChangedAt: string, effectiveStatus: EffectiveStatus, version: number, hierarchyLevel: number, incarnation: number, childCount: number, health: { state: HealthState, dueAt: string | null, intervalSeconds: number } };

export type RowPageFragment = { totalCount?: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, name: string, status: SupervisorStatus, statusReason: string | null, statusChangedAt: string, effectiveStatus: EffectiveStatus, version: number, hierarchyLevel: number, incarnation: number, childCount: number, health: { state: HealthState, dueAt: string | null, intervalSeconds: number } }> };

export type PathFragment = { ancestors: Array<{ id: string, name: string, status: SupervisorStatus, version: number, hierarchyLevel: number }> };

export type EventCursorQueryVariables = Exact<{ [key: string]: never; }>;


export type EventCursorQuery = { eventCursor: string };

export type RootLevelQueryVariables = Exact<{
  after?: string | null | undefined;
  isFirst: boolean;
}>;


export type RootLevelQuery = { supervisors: { totalCount?: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, name: string, status: SupervisorStatus, statusReason: string | null, statusChangedAt: string, effectiveStatus: EffectiveStatus, version: number, hierarchyLevel: number, incarnation: number, childCount: number, health: { state: HealthState, dueAt: string | null, intervalSeconds: number } }> } };

export type ChildLevelQueryVariables = Exact<{
  id: string | number;
  after?: string | null | undefined;
  isFirst: boolean;
}>;


export type ChildLevelQuery = { supervisor: { children: { totalCount?: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, name: string, status: SupervisorStatus, statusReason: string | null, statusChangedAt: string, effectiveStatus: EffectiveStatus, version: number, hierarchyLevel: number, incarnation: number, childCount: number, health: { state: HealthState, dueAt: string | null, intervalSeconds: number } }> } } | null };

export type RowsQueryVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;


export type RowsQuery = { nodes: Array<
    | { __typename: 'Agent' }
    | { __typename: 'Supervisor', id: string, name: string, status: SupervisorStatus, statusReason: string | null, statusChangedAt: string, effectiveStatus: EffectiveStatus, version: number, hierarchyLevel: number, incarnation: number, childCount: number, health: { state: HealthState, dueAt: string | null, intervalSeconds: number }, ancestors: Array<{ id: string, name: string, status: SupervisorStatus, version: number, hierarchyLevel: number }> }
    | { __typename: 'SupervisorTeam' }
    | { __typename: 'SupervisorTeamMember' }
   | null> };

export type RefreshRowsQueryVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;


export type RefreshRowsQuery = { nodes: Array<
    | { __typename: 'Agent' }
    | { __typename: 'Supervisor', id: string, name: string, status: SupervisorStatus, statusReason: string | null, statusChangedAt: string, effectiveStatus: EffectiveStatus, version: number, hierarchyLevel: number, incarnation: number, childCount: number, health: { state: HealthState, dueAt: string | null, intervalSeconds: number } }
    | { __typename: 'SupervisorTeam' }
    | { __typename: 'SupervisorTeamMember' }
   | null> };

export type SubtreeCountsQueryVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;


export type SubtreeCountsQuery = { nodes: Array<
    | { __typename: 'Agent' }
    | { __typename: 'Supervisor', id: string, stats: { supervisors: number, activeAgents: number } }
    | { __typename: 'SupervisorTeam' }
    | { __typename: 'SupervisorTeamMember' }
   | null> };

export type FilteredRowsQueryVariables = Exact<{
  filter: SupervisorFilter;
  orderBy?: SupervisorOrder | null | undefined;
  after?: string | null | undefined;
}>;


export type FilteredRowsQuery = { supervisors: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, name: string, status: SupervisorStatus, statusReason: string | null, statusChangedAt: string, effectiveStatus: EffectiveStatus, version: number, hierarchyLevel: number, incarnation: number, childCount: number, health: { state: HealthState, dueAt: string | null, intervalSeconds: number }, ancestors: Array<{ id: string, name: string, status: SupervisorStatus, version: number, hierarchyLevel: number }> }> } };

export type MapPageQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type MapPageQuery = { supervisors: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, name: string, status: SupervisorStatus, version: number }> } };

export type ProblemFragment = { lastHeartbeat: string | null, id: string, name: string, status: SupervisorStatus, statusReason: string | null, statusChangedAt: string, effectiveStatus: EffectiveStatus, version: number, hierarchyLevel: number, incarnation: number, childCount: number, stats: { supervisors: number, activeAgents: number }, changes: { nodes: Array<{ cursor: string, type: SupervisorEventType, at: string, actor: string, onBehalfOf: string | null, reason: string | null, supervisorId: string, teamId: string | null, membershipId: string | null, agentId: string | null, version: number, before: Record<string, unknown> | null, after: Record<string, unknown> | null, causedBy: string | null, traceId: string | null }> }, parent: { decisions: { nodes: Array<{ cursor: string, type: SupervisorEventType, at: string, actor: string, onBehalfOf: string | null, reason: string | null, supervisorId: string, teamId: string | null, membershipId: string | null, agentId: string | null, version: number, before: Record<string, unknown> | null, after: Record<string, unknown> | null, causedBy: string | null, traceId: string | null }> } } | null, health: { state: HealthState, dueAt: string | null, intervalSeconds: number }, ancestors: Array<{ id: string, name: string, status: SupervisorStatus, version: number, hierarchyLevel: number }> };

export type ProblemsQueryVariables = Exact<{ [key: string]: never; }>;


export type ProblemsQuery = { supervisors: { totalCount: number, nodes: Array<{ lastHeartbeat: string | null, id: string, name: string, status: SupervisorStatus, statusReason: string | null, statusChangedAt: string, effectiveStatus: EffectiveStatus, version: number, hierarchyLevel: number, incarnation: number, childCount: number, stats: { supervisors: number, activeAgents: number }, changes: { nodes: Array<{ cursor: string, type: SupervisorEventType, at: string, actor: string, onBehalfOf: string | null, reason: string | null, supervisorId: string, teamId: string | null, membershipId: string | null, agentId: string | null, version: number, before: Record<string, unknown> | null, after: Record<string, unknown> | null, causedBy: string | null, traceId: string | null }> }, parent: { decisions: { nodes: Array<{ cursor: string, type: SupervisorEventType, at: string, actor: string, onBehalfOf: string | null, reason: string | null, supervisorId: string, teamId: string | null, membershipId: string | null, agentId: string | null, version: number, before: Record<string, unknown> | null, after: Record<string, unknown> | null, causedBy: string | null, traceId: string | null }> } } | null, health: { state: HealthState, dueAt: string | null, intervalSeconds: number }, ancestors: Array<{ id: string, name: string, status: SupervisorStatus, version: number, hierarchyLevel: number }> }> } };

export type ProblemNodesQueryVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;


export type ProblemNodesQuery = { nodes: Array<
    | { __typename: 'Agent' }
    | { __typename: 'Supervisor', lastHeartbeat: string | null, id: string, name: string, status: SupervisorStatus, statusReason: string | null, statusChangedAt: string, effectiveStatus: EffectiveStatus, version: number, hierarchyLevel: number, incarnation: number, childCount: number, stats: { supervisors: number, activeAgents: number }, changes: { nodes: Array<{ cursor: string, type: SupervisorEventType, at: string, actor: string, onBehalfOf: string | null, reason: string | null, supervisorId: string, teamId: string | null, membershipId: string | null, agentId: string | null, version: number, before: Record<string, unknown> | null, after: Record<string, unknown> | null, causedBy: string | null, traceId: string | null }> }, parent: { decisions: { nodes: Array<{ cursor: string, type: SupervisorEventType, at: string, actor: string, onBehalfOf: string | null, reason: string | null, supervisorId: string, teamId: string | null, membershipId: string | null, agentId: string | null, version: number, before: Record<string, unknown> | null, after: Record<string, unknown> | null, causedBy: string | null, traceId: string | null }> } } | null, health: { state: HealthState, dueAt: string | null, intervalSeconds: number }, ancestors: Array<{ id: string, name: string, status: SupervisorStatus, version: number, hierarchyLevel: number }> }
    | { __typename: 'SupervisorTeam' }
    | { __typename: 'SupervisorTeamMember' }
   | null> };

export type MembershipFragment = { id: string, role: string, metadata: Record<string, unknown>, version: number, active: boolean, joinedAt: string, leftAt: string | null, agent: { id: string } };

export type TeamDetailsQueryVariables = Exact<{
  id: string | number;
  after?: string | null | undefined;
}>;


export type TeamDetailsQuery = { team: { id: string, name: string, objective: string | null, description: string | null, config: Record<string, unknown>, version: number, createdAt: string, allowedActions: Array<TeamAction>, supervisor: { id: string, name: string, status: SupervisorStatus, ancestors: Array<{ id: string, name: string }> }, members: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, role: string, metadata: Record<string, unknown>, version: number, active: boolean, joinedAt: string, leftAt: string | null, agent: { id: string } }> }, former: { totalCount: number, nodes: Array<{ id: string, role: string, metadata: Record<string, unknown>, version: number, active: boolean, joinedAt: string, leftAt: string | null, agent: { id: string } }> } } | null };

export type TeamsOfSupervisorQueryVariables = Exact<{
  id: string | number;
}>;


export type TeamsOfSupervisorQuery = { supervisor: { teams: { nodes: Array<{ id: string, name: string }> } } | null };

export type AgentDetailsQueryVariables = Exact<{
  id: string | number;
}>;


export type AgentDetailsQuery = { agent: { id: string, memberships: { totalCount: number, nodes: Array<{ id: string, role: string, metadata: Record<string, unknown>, version: number, active: boolean, joinedAt: string, leftAt: string | null, team: { id: string, name: string, supervisor: { id: string, name: string, status: SupervisorStatus } }, agent: { id: string } }> } } };

export type TokensQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type TokensQuery = { tokens: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, actor: string, role: Role, description: string | null, createdAt: string, createdBy: string, expiresAt: string | null, lastUsedAt: string | null, revokedAt: string | null, withinId: string | null, within: { id: string, name: string } | null }> } };

export type SupervisorDetailsQueryVariables = Exact<{
  id: string | number;
}>;


export type SupervisorDetailsQuery = { supervisor: { description: string | null, config: Record<string, unknown>, healthMetrics: Record<string, unknown>, lastHeartbeat: string | null, createdAt: string, policyVersionId: string | null, allowedActions: Array<SupervisorAction>, id: string, name: string, status: SupervisorStatus, statusReason: string | null, statusChangedAt: string, effectiveStatus: EffectiveStatus, version: number, hierarchyLevel: number, incarnation: number, childCount: number, blockedBy: { id: string, name: string, status: SupervisorStatus, statusReason: string | null } | null, stats: { supervisors: number, activeAgents: number }, teams: { totalCount: number, nodes: Array<{ id: string, name: string, objective: string | null, memberCount: number, members: { nodes: Array<{ id: string, role: string, agent: { id: string } }> } }> }, events: { nodes: Array<{ cursor: string, type: SupervisorEventType, at: string, actor: string, onBehalfOf: string | null, reason: string | null, supervisorId: string, teamId: string | null, membershipId: string | null, agentId: string | null, version: number, before: Record<string, unknown> | null, after: Record<string, unknown> | null, causedBy: string | null, traceId: string | null }>, pageInfo: { hasNextPage: boolean } }, health: { state: HealthState, dueAt: string | null, intervalSeconds: number }, ancestors: Array<{ id: string, name: string, status: SupervisorStatus, version: number, hierarchyLevel: number }> } | null };

export type SupervisorNamesQueryVariables = Exact<{
  text: string;
}>;


export type SupervisorNamesQuery = { supervisors: { nodes: Array<{ id: string, name: string, status: SupervisorStatus, ancestors: Array<{ name: string }> }> } };

export type CurrentViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type CurrentViewerQuery = { viewer: { actor: string, role: Role, expiresAt: string | null, withinId: string | null, within: { id: string, name: string } | null } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const ImpactFragmentDoc = new TypedDocumentString(`
    fragment Impact on TerminationImpact {
  supervisors
  teams
  activeMemberships
  activeAgents
  reparented
  token
}
    `, {"fragmentName":"Impact"}) as unknown as TypedDocumentString<ImpactFragment, unknown>;
export const RefusalFragmentDoc = new TypedDocumentString(`
    fragment Refusal on Error {
  code
  message
  ... on ValidationError {
    path
  }
  ... on ForbiddenError {
    required
  }
  ... on UnavailableError {
    effect
  }
  ... on ConfirmationRequiredError {
    impact {
      ...Impact
    }
  }
}
    fragment Impact on TerminationImpact {
  supervisors
  teams
  activeMemberships
  activeAgents
  reparented
  token
}`, {"fragmentName":"Refusal"}) as unknown as TypedDocumentString<RefusalFragment, unknown>;
export const RowFragmentDoc = new TypedDocumentString(`
    fragment Row on Supervisor {
  id
  name
  status
  statusReason
  statusChangedAt
  effectiveStatus
  version
  hierarchyLevel
  incarnation
  childCount
  health {
    state
    dueAt
    intervalSeconds
  }
}
    `, {"fragmentName":"Row"}) as unknown as TypedDocumentString<RowFragment, unknown>;
export const RowPageFragmentDoc = new TypedDocumentString(`
    fragment RowPage on SupervisorConnection {
  totalCount @include(if: $isFirst)
  pageInfo {
    hasNextPage
    endCursor
  }
  nodes {
    ...Row
  }
}
    fragment Row on Supervisor {
  id
  name
  status
  statusReason
  statusChangedAt
  effectiveStatus
  version
  hierarchyLevel
  incarnation
  childCount
  health {
    state
    dueAt
    intervalSeconds
  }
}`, {"fragmentName":"RowPage"}) as unknown as TypedDocumentString<RowPageFragment, unknown>;
export const PathFragmentDoc = new TypedDocumentString(`
    fragment Path on Supervisor {
  ancestors {
    id
    name
    status
    version
    hierarchyLevel
  }
}
    `, {"fragmentName":"Path"}) as unknown as TypedDocumentString<PathFragment, unknown>;
export const EventFieldsFragmentDoc = new TypedDocumentString(`
    fragment EventFields on SupervisorEvent {
  cursor
  type
  at
  actor
  onBehalfOf
  reason
  supervisorId
  teamId
  membershipId
  agentId
  version
  before
  after
  causedBy
  traceId
}
    `, {"fragmentName":"EventFields"}) as unknown as TypedDocumentString<EventFieldsFragment, unknown>;
export const ProblemFragmentDoc = new TypedDocumentString(`
    fragment Problem on Supervisor {
  ...Row
  ...Path
  lastHeartbeat
  stats(maxAgeSeconds: 10) {
    supervisors
    activeAgents
  }
  changes: events(
    first: 1
    types: [SUPERVISOR_STATUS_CHANGED, SUPERVISOR_SPAWNED]
  ) {
    nodes {
      ...EventFields
    }
  }
  parent {
    decisions: events(first: 10, types: [CHILD_FAILED, FAILURE_ESCALATED]) {
      nodes {
        ...EventFields
      }
    }
  }
}
    fragment EventFields on SupervisorEvent {
  cursor
  type
  at
  actor
  onBehalfOf
  reason
  supervisorId
  teamId
  membershipId
  agentId
  version
  before
  after
  causedBy
  traceId
}
fragment Row on Supervisor {
  id
  name
  status
  statusReason
  statusChangedAt
  effectiveStatus
  version
  hierarchyLevel
  incarnation
  childCount
  health {
    state
    dueAt
    intervalSeconds
  }
}
fragment Path on Supervisor {
  ancestors {
    id
    name
    status
    version
    hierarchyLevel
  }
}`, {"fragmentName":"Problem"}) as unknown as TypedDocumentString<ProblemFragment, unknown>;
export const MembershipFragmentDoc = new TypedDocumentString(`
    fragment Membership on SupervisorTeamMember {
  id
  role
  metadata
  version
  active
  joinedAt
  leftAt
  agent {
    id
  }
}
    `, {"fragmentName":"Membership"}) as unknown as TypedDocumentString<MembershipFragment, unknown>;
export const ActivateDocument = new TypedDocumentString(`
    mutation Activate($input: ActivateSupervisorInput!) {
  result: activateSupervisor(input: $input) {
    __typename
    ... on ActivateSupervisorPayload {
      changed
    }
    ...Refusal
  }
}
    fragment Refusal on Error {
  code
  message
  ... on ValidationError {
    path
  }
  ... on ForbiddenError {
    required
  }
  ... on UnavailableError {
    effect
  }
  ... on ConfirmationRequiredError {
    impact {
      ...Impact
    }
  }
}
fragment Impact on TerminationImpact {
  supervisors
  teams
  activeMemberships
  activeAgents
  reparented
  token
}`) as unknown as TypedDocumentString<ActivateMutation, ActivateMutationVariables>;
export const PauseDocument = new TypedDocumentString(`
    mutation Pause($input: PauseSupervisorInput!) {
  result: pauseSupervisor(input: $input) {
    __typename
    ... on PauseSupervisorPayload {
      changed
      changedCount
      skipped {
        status
        count
      }
    }
    ...Refusal
  }
}
    fragment Refusal on Error {
  code
  message
  ... on ValidationError {
    path
  }
  ... on ForbiddenError {
    required
  }
  ... on UnavailableError {
    effect
  }
  ... on ConfirmationRequiredError {
    impact {
      ...Impact
    }
  }
}
fragment Impact on TerminationImpact {
  supervisors
  teams
  activeMemberships
  activeAgents
  reparented
  token
}`) as unknown as TypedDocumentString<PauseMutation, PauseMutationVariables>;
export const ResumeDocument = new TypedDocumentString(`
    mutation Resume($input: ResumeSupervisorInput!) {
  result: resumeSupervisor(input: $input) {
    __typename
    ... on ResumeSupervisorPayload {
      changed
      changedCount
      skipped {
        status
        count
      }
    }
    ...Refusal
  }
}
    fragment Refusal on Error {
  code
  message
  ... on ValidationError {
    path
  }
  ... on ForbiddenError {
    required
  }
  ... on UnavailableError {
    effect
  }
  ... on ConfirmationRequiredError {
    impact {
      ...Impact
    }
  }
}
fragment Impact on TerminationImpact {
  supervisors
  teams
  activeMemberships
  activeAgents
  reparented
  token
}`) as unknown as TypedDocumentString<ResumeMutation, ResumeMutationVariables>;
export const RestartDocument = new TypedDocumentString(`
    mutation Restart($input: RestartSupervisorInput!) {
  result: restartSupervisor(input: $input) {
    __typename
    ... on RestartSupervisorPayload {
      changed
      changedCount
      skipped {
        status
        count
      }
    }
    ...Refusal
  }
}
    fragment Refusal on Error {
  code
  message
  ... on ValidationError {
    path
  }
  ... on ForbiddenError {
    required
  }
  ... on UnavailableError {
    effect
  }
  ... on ConfirmationRequiredError {
    impact {
      ...Impact
    }
  }
}
fragment Impact on TerminationImpact {
  supervisors
  teams
  activeMemberships
  activeAgents
  reparented
  token
}`) as unknown as TypedDocumentString<RestartMutation, RestartMutationVariables>;
export const FailDocument = new TypedDocumentString(`
    mutation Fail($input: FailSupervisorInput!) {
  result: failSupervisor(input: $input) {
    __typename
    ... on FailSupervisorPayload {
      changed
    }
    ...Refusal
  }
}
    fragment Refusal on Error {
  code
  message
  ... on ValidationError {
    path
  }
  ... on ForbiddenError {
    required
  }
  ... on UnavailableError {
    effect
  }
  ... on ConfirmationRequiredError {
    impact {
      ...Impact
    }
  }
}
fragment Impact on TerminationImpact {
  supervisors
  teams
  activeMemberships
  activeAgents
  reparented
  token
}`) as unknown as TypedDocumentString<FailMutation, FailMutationVariables>;
export const TerminateDocument = new TypedDocumentString(`
    mutation Terminate($input: TerminateSupervisorInput!) {
  result: terminateSupervisor(input: $input) {
    __typename
    ... on TerminateSupervisorPayload {
      changed
      impact {
        ...Impact
      }
    }
    ...Refusal
  }
}
    fragment Refusal on Error {
  code
  message
  ... on ValidationError {
    path
  }
  ... on ForbiddenError {
    required
  }
  ... on UnavailableError {
    effect
  }
  ... on ConfirmationRequiredError {
    impact {
      ...Impact
    }
  }
}
fragment Impact on TerminationImpact {
  supervisors
  teams
  activeMemberships
  activeAgents
  reparented
  token
}`) as unknown as TypedDocumentString<TerminateMutation, TerminateMutationVariables>;
export const MoveDocument = new TypedDocumentString(`
    mutation Move($input: MoveSupervisorInput!) {
  result: moveSupervisor(input: $input) {
    __typename
    ... on MoveSupervisorPayload {
      changed
      movedCount
    }
    ...Refusal
  }
}
    fragment Refusal on Error {
  code
  message
  ... on ValidationError {
    path
  }
  ... on ForbiddenError {
    required
  }
  ... on UnavailableError {
    effect
  }
  ... on ConfirmationRequiredError {
    impact {
      ...Impact
    }
  }
}
fragment Impact on TerminationImpact {
  supervisors
  teams
  activeMemberships
  activeAgents
  reparented
  token
}`) as unknown as TypedDocumentString<MoveMutation, MoveMutationVariables>;
export const UpdateDocument = new TypedDocumentString(`
    mutation Update($input: UpdateSupervisorInput!) {
  result: updateSupervisor(input: $input) {
    __typename
    ... on UpdateSupervisorPayload {
      changed
    }
    ...Refusal
  }
}
    fragment Refusal on Error {
  code
  message
  ... on ValidationError {
    path
  }
  ... on ForbiddenError {
    required
  }
  ... on UnavailableError {
    effect
  }
  ... on ConfirmationRequiredError {
    impact {
      ...Impact
    }
  }
}
fragment Impact on TerminationImpact {
  supervisors
  teams
  activeMemberships
  activeAgents
  reparented
  token
}`) as unknown as TypedDocumentString<UpdateMutation, UpdateMutationVariables>;
export const SpawnDocument = new TypedDocumentString(`
    mutation Spawn($input: SpawnSupervisorInput!) {
  result: spawnSupervisor(input: $input) {
    __typename
    ... on SpawnSupervisorPayload {
      created
      supervisor {
        id
      }
    }
    ...Refusal
  }
}
    fragment Refusal on Error {
  code
  message
  ... on ValidationError {
    path
  }
  ... on ForbiddenError {
    required
  }
  ... on UnavailableError {
    effect
  }
  ... on ConfirmationRequiredError {
    impact {
      ...Impact
    }
  }
}
fragment Impact on TerminationImpact {
  supervisors
  teams
  activeMemberships
  activeAgents
  reparented
  token
}`) as unknown as TypedDocumentString<SpawnMutation, SpawnMutationVariables>;
export const CreateTeamDocument = new TypedDocumentString(`
    mutation CreateTeam($input: CreateTeamInput!) {
  result: createTeam(input: $input) {
    __typename
    ... on CreateTeamPayload {
      created
    }
    ...Refusal
  }
}
    fragment Refusal on Error {
  code
  message
  ... on ValidationError {
    path
  }
  ... on ForbiddenError {
    required
  }
  ... on UnavailableError {
    effect
  }
  ... on ConfirmationRequiredError {
    impact {
      ...Impact
    }
  }
}
fragment Impact on TerminationImpact {
  supervisors
  teams
  activeMemberships
  activeAgents
  reparented
  token
}`) as unknown as TypedDocumentString<CreateTeamMutation, CreateTeamMutationVariables>;
export const UpdateTeamDocument = new TypedDocumentString(`
    mutation UpdateTeam($input: UpdateTeamInput!) {
  result: updateTeam(input: $input) {
    __typename
    ... on UpdateTeamPayload {
      changed
    }
    ...Refusal
  }
}
    fragment Refusal on Error {
  code
  message
  ... on ValidationError {
    path
  }
  ... on ForbiddenError {
    required
  }
  ... on UnavailableError {
    effect
  }
  ... on ConfirmationRequiredError {
    impact {
      ...Impact
    }
  }
}
fragment Impact on TerminationImpact {
  supervisors
  teams
  activeMemberships
  activeAgents
  reparented
  token
}`) as unknown as TypedDocumentString<UpdateTeamMutation, UpdateTeamMutationVariables>;
export const DeleteTeamDocument = new TypedDocumentString(`
    mutation DeleteTeam($input: DeleteTeamInput!) {
  result: deleteTeam(input: $input) {
    __typename
    ... on DeleteTeamPayload {
      deletedId
    }
    ...Refusal
  }
}
    fragment Refusal on Error {
  code
  message
  ... on ValidationError {
    path
  }
  ... on ForbiddenError {
    required
  }
  ... on UnavailableError {
    effect
  }
  ... on ConfirmationRequiredError {
    impact {
      ...Impact
    }
  }
}
fragment Impact on TerminationImpact {
  supervisors
  teams
  activeMemberships
  activeAgents
  reparented
  token
}`) as unknown as TypedDocumentString<DeleteTeamMutation, DeleteTeamMutationVariables>;
export const AddMemberDocument = new TypedDocumentString(`
    mutation AddMember($input: AddTeamMemberInput!) {
  result: addTeamMember(input: $input) {
    __typename
    ... on AddTeamMemberPayload {
      member {
        id
      }
    }
    ...Refusal
  }
}
    fragment Refusal on Error {
  code
  message
  ... on ValidationError {
    path
  }
  ... on ForbiddenError {
    required
  }
  ... on UnavailableError {
    effect
  }
  ... on ConfirmationRequiredError {
    impact {
      ...Impact
    }
  }
}
fragment Impact on TerminationImpact {
  supervisors
  teams
  activeMemberships
  activeAgents
  reparented
  token
}`) as unknown as TypedDocumentString<AddMemberMutation, AddMemberMutationVariables>;
export const UpdateMemberDocument = new TypedDocumentString(`
    mutation UpdateMember($input: UpdateTeamMemberInput!) {
  result: updateTeamMember(input: $input) {
    __typename
    ... on UpdateTeamMemberPayload {
      changed
    }
    ...Refusal
  }
}
    fragment Refusal on Error {
  code
  message
  ... on ValidationError {
    path
  }
  ... on ForbiddenError {
    required
  }
  ... on UnavailableError {
    effect
  }
  ... on ConfirmationRequiredError {
    impact {
      ...Impact
    }
  }
}
fragment Impact on TerminationImpact {
  supervisors
  teams
  activeMemberships
  activeAgents
  reparented
  token
}`) as unknown as TypedDocumentString<UpdateMemberMutation, UpdateMemberMutationVariables>;
export const TransferMemberDocument = new TypedDocumentString(`
    mutation TransferMember($input: TransferTeamMemberInput!) {
  result: transferTeamMember(input: $input) {
    __typename
    ... on TransferTeamMemberPayload {
      joined {
        id
      }
    }
    ...Refusal
  }
}
    fragment Refusal on Error {
  code
  message
  ... on ValidationError {
    path
  }
  ... on ForbiddenError {
    required
  }
  ... on UnavailableError {
    effect
  }
  ... on ConfirmationRequiredError {
    impact {
      ...Impact
    }
  }
}
fragment Impact on TerminationImpact {
  supervisors
  teams
  activeMemberships
  activeAgents
  reparented
  token
}`) as unknown as TypedDocumentString<TransferMemberMutation, TransferMemberMutationVariables>;
export const RemoveMemberDocument = new TypedDocumentString(`
    mutation RemoveMember($input: RemoveTeamMemberInput!) {
  result: removeTeamMember(input: $input) {
    __typename
    ... on RemoveTeamMemberPayload {
      changed
    }
    ...Refusal
  }
}
    fragment Refusal on Error {
  code
  message
  ... on ValidationError {
    path
  }
  ... on ForbiddenError {
    required
  }
  ... on UnavailableError {
    effect
  }
  ... on ConfirmationRequiredError {
    impact {
      ...Impact
    }
  }
}
fragment Impact on TerminationImpact {
  supervisors
  teams
  activeMemberships
  activeAgents
  reparented
  token
}`) as unknown as TypedDocumentString<RemoveMemberMutation, RemoveMemberMutationVariables>;
export const CreateTokenDocument = new TypedDocumentString(`
    mutation CreateToken($input: CreateTokenInput!) {
  result: createToken(input: $input) {
    __typename
    ... on CreateTokenPayload {
      secret
    }
    ...Refusal
  }
}
    fragment Refusal on Error {
  code
  message
  ... on ValidationError {
    path
  }
  ... on ForbiddenError {
    required
  }
  ... on UnavailableError {
    effect
  }
  ... on ConfirmationRequiredError {
    impact {
      ...Impact
    }
  }
}
fragment Impact on TerminationImpact {
  supervisors
  teams
  activeMemberships
  activeAgents
  reparented
  token
}`) as unknown as TypedDocumentString<CreateTokenMutation, CreateTokenMutationVariables>;
export const RevokeTokenDocument = new TypedDocumentString(`
    mutation RevokeToken($input: RevokeTokenInput!) {
  result: revokeToken(input: $input) {
    __typename
    ... on RevokeTokenPayload {
      changed
    }
    ...Refusal
  }
}
    fragment Refusal on Error {
  code
  message
  ... on ValidationError {
    path
  }
  ... on ForbiddenError {
    required
  }
  ... on UnavailableError {
    effect
  }
  ... on ConfirmationRequiredError {
    impact {
      ...Impact
    }
  }
}
fragment Impact on TerminationImpact {
  supervisors
  teams
  activeMemberships
  activeAgents
  reparented
  token
}`) as unknown as TypedDocumentString<RevokeTokenMutation, RevokeTokenMutationVariables>;
export const EventsDocument = new TypedDocumentString(`
    query Events($within: ID, $types: [SupervisorEventType!], $actor: String, $until: DateTime, $before: String, $after: String, $newestFirst: Boolean, $first: Int) {
  eventCursor
  events(
    within: $within
    types: $types
    actor: $actor
    until: $until
    before: $before
    after: $after
    newestFirst: $newestFirst
    first: $first
  ) {
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      ...EventFields
    }
  }
}
    fragment EventFields on SupervisorEvent {
  cursor
  type
  at
  actor
  onBehalfOf
  reason
  supervisorId
  teamId
  membershipId
  agentId
  version
  before
  after
  causedBy
  traceId
}`) as unknown as TypedDocumentString<EventsQuery, EventsQueryVariables>;
export const NamesDocument = new TypedDocumentString(`
    query Names($ids: [ID!]!) {
  nodes(ids: $ids) {
    __typename
    ... on Supervisor {
      id
      name
    }
    ... on SupervisorTeam {
      id
      name
    }
  }
}
    `) as unknown as TypedDocumentString<NamesQuery, NamesQueryVariables>;
export const EventCursorDocument = new TypedDocumentString(`
    query EventCursor {
  eventCursor
}
    `) as unknown as TypedDocumentString<EventCursorQuery, EventCursorQueryVariables>;
export const RootLevelDocument = new TypedDocumentString(`
    query RootLevel($after: String, $isFirst: Boolean!) {
  supervisors(
    filter: {rootsOnly: true}
    orderBy: {field: NAME}
    first: 100
    after: $after
  ) {
    ...RowPage
  }
}
    fragment Row on Supervisor {
  id
  name
  status
  statusReason
  statusChangedAt
  effectiveStatus
  version
  hierarchyLevel
  incarnation
  childCount
  health {
    state
    dueAt
    intervalSeconds
  }
}
fragment RowPage on SupervisorConnection {
  totalCount @include(if: $isFirst)
  pageInfo {
    hasNextPage
    endCursor
  }
  nodes {
    ...Row
  }
}`) as unknown as TypedDocumentString<RootLevelQuery, RootLevelQueryVariables>;
export const ChildLevelDocument = new TypedDocumentString(`
    query ChildLevel($id: ID!, $after: String, $isFirst: Boolean!) {
  supervisor(id: $id) {
    children(orderBy: {field: NAME}, first: 100, after: $after) {
      ...RowPage
    }
  }
}
    fragment Row on Supervisor {
  id
  name
  status
  statusReason
  statusChangedAt
  effectiveStatus
  version
  hierarchyLevel
  incarnation
  childCount
  health {
    state
    dueAt
    intervalSeconds
  }
}
fragment RowPage on SupervisorConnection {
  totalCount @include(if: $isFirst)
  pageInfo {
    hasNextPage
    endCursor
  }
  nodes {
    ...Row
  }
}`) as unknown as TypedDocumentString<ChildLevelQuery, ChildLevelQueryVariables>;
export const RowsDocument = new TypedDocumentString(`
    query Rows($ids: [ID!]!) {
  nodes(ids: $ids) {
    __typename
    ... on Supervisor {
      ...Row
      ...Path
    }
  }
}
    fragment Row on Supervisor {
  id
  name
  status
  statusReason
  statusChangedAt
  effectiveStatus
  version
  hierarchyLevel
  incarnation
  childCount
  health {
    state
    dueAt
    intervalSeconds
  }
}
fragment Path on Supervisor {
  ancestors {
    id
    name
    status
    version
    hierarchyLevel
  }
}`) as unknown as TypedDocumentString<RowsQuery, RowsQueryVariables>;
export const RefreshRowsDocument = new TypedDocumentString(`
    query RefreshRows($ids: [ID!]!) {
  nodes(ids: $ids) {
    __typename
    ... on Supervisor {
      ...Row
    }
  }
}
    fragment Row on Supervisor {
  id
  name
  status
  statusReason
  statusChangedAt
  effectiveStatus
  version
  hierarchyLevel
  incarnation
  childCount
  health {
    state
    dueAt
    intervalSeconds
  }
}`) as unknown as TypedDocumentString<RefreshRowsQuery, RefreshRowsQueryVariables>;
export const SubtreeCountsDocument = new TypedDocumentString(`
    query SubtreeCounts($ids: [ID!]!) {
  nodes(ids: $ids) {
    __typename
    ... on Supervisor {
      id
      stats(maxAgeSeconds: 5) {
        supervisors
        activeAgents
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SubtreeCountsQuery, SubtreeCountsQueryVariables>;
export const FilteredRowsDocument = new TypedDocumentString(`
    query FilteredRows($filter: SupervisorFilter!, $orderBy: SupervisorOrder, $after: String) {
  supervisors(filter: $filter, orderBy: $orderBy, first: 100, after: $after) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      ...Row
      ...Path
    }
  }
}
    fragment Row on Supervisor {
  id
  name
  status
  statusReason
  statusChangedAt
  effectiveStatus
  version
  hierarchyLevel
  incarnation
  childCount
  health {
    state
    dueAt
    intervalSeconds
  }
}
fragment Path on Supervisor {
  ancestors {
    id
    name
    status
    version
    hierarchyLevel
  }
}`) as unknown as TypedDocumentString<FilteredRowsQuery, FilteredRowsQueryVariables>;
export const MapPageDocument = new TypedDocumentString(`
    query MapPage($after: String) {
  supervisors(first: 1000, after: $after) {
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      id
      name
      status
      version
    }
  }
}
    `) as unknown as TypedDocumentString<MapPageQuery, MapPageQueryVariables>;
export const ProblemsDocument = new TypedDocumentString(`
    query Problems {
  supervisors(
    filter: {problemsOnly: true}
    orderBy: {field: STATUS_CHANGED_AT, direction: ASC}
    first: 100
  ) {
    totalCount
    nodes {
      ...Problem
    }
  }
}
    fragment EventFields on SupervisorEvent {
  cursor
  type
  at
  actor
  onBehalfOf
  reason
  supervisorId
  teamId
  membershipId
  agentId
  version
  before
  after
  causedBy
  traceId
}
fragment Row on Supervisor {
  id
  name
  status
  statusReason
  statusChangedAt
  effectiveStatus
  version
  hierarchyLevel
  incarnation
  childCount
  health {
    state
    dueAt
    intervalSeconds
  }
}
fragment Path on Supervisor {
  ancestors {
    id
    name
    status
    version
    hierarchyLevel
  }
}
fragment Problem on Supervisor {
  ...Row
  ...Path
  lastHeartbeat
  stats(maxAgeSeconds: 10) {
    supervisors
    activeAgents
  }
  changes: events(
    first: 1
    types: [SUPERVISOR_STATUS_CHANGED, SUPERVISOR_SPAWNED]
  ) {
    nodes {
      ...EventFields
    }
  }
  parent {
    decisions: events(first: 10, types: [CHILD_FAILED, FAILURE_ESCALATED]) {
      nodes {
        ...EventFields
      }
    }
  }
}`) as unknown as TypedDocumentString<ProblemsQuery, ProblemsQueryVariables>;
export const ProblemNodesDocument = new TypedDocumentString(`
    query ProblemNodes($ids: [ID!]!) {
  nodes(ids: $ids) {
    __typename
    ... on Supervisor {
      ...Problem
    }
  }
}
    fragment EventFields on SupervisorEvent {
  cursor
  type
  at
  actor
  onBehalfOf
  reason
  supervisorId
  teamId
  membershipId
  agentId
  version
  before
  after
  causedBy
  traceId
}
fragment Row on Supervisor {
  id
  name
  status
  statusReason
  statusChangedAt
  effectiveStatus
  version
  hierarchyLevel
  incarnation
  childCount
  health {
    state
    dueAt
    intervalSeconds
  }
}
fragment Path on Supervisor {
  ancestors {
    id
    name
    status
    version
    hierarchyLevel
  }
}
fragment Problem on Supervisor {
  ...Row
  ...Path
  lastHeartbeat
  stats(maxAgeSeconds: 10) {
    supervisors
    activeAgents
  }
  changes: events(
    first: 1
    types: [SUPERVISOR_STATUS_CHANGED, SUPERVISOR_SPAWNED]
  ) {
    nodes {
      ...EventFields
    }
  }
  parent {
    decisions: events(first: 10, types: [CHILD_FAILED, FAILURE_ESCALATED]) {
      nodes {
        ...EventFields
      }
    }
  }
}`) as unknown as TypedDocumentString<ProblemNodesQuery, ProblemNodesQueryVariables>;
export const TeamDetailsDocument = new TypedDocumentString(`
    query TeamDetails($id: ID!, $after: String) {
  team(id: $id) {
    id
    name
    objective
    description
    config
    version
    createdAt
    allowedActions
    supervisor {
      id
      name
      status
      ancestors {
        id
        name
      }
    }
    members(first: 100, after: $after) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        ...Membership
      }
    }
    former: members(active: false, last: 25) {
      totalCount
      nodes {
        ...Membership
      }
    }
  }
}
    fragment Membership on SupervisorTeamMember {
  id
  role
  metadata
  version
  active
  joinedAt
  leftAt
  agent {
    id
  }
}`) as unknown as TypedDocumentString<TeamDetailsQuery, TeamDetailsQueryVariables>;
export const TeamsOfSupervisorDocument = new TypedDocumentString(`
    query TeamsOfSupervisor($id: ID!) {
  supervisor(id: $id) {
    teams(first: 100) {
      nodes {
        id
        name
      }
    }
  }
}
    `) as unknown as TypedDocumentString<TeamsOfSupervisorQuery, TeamsOfSupervisorQueryVariables>;
export const AgentDetailsDocument = new TypedDocumentString(`
    query AgentDetails($id: ID!) {
  agent(id: $id) {
    id
    memberships(active: null, last: 100) {
      totalCount
      nodes {
        ...Membership
        team {
          id
          name
          supervisor {
            id
            name
            status
          }
        }
      }
    }
  }
}
    fragment Membership on SupervisorTeamMember {
  id
  role
  metadata
  version
  active
  joinedAt
  leftAt
  agent {
    id
  }
}`) as unknown as TypedDocumentString<AgentDetailsQuery, AgentDetailsQueryVariables>;
export const TokensDocument = new TypedDocumentString(`
    query Tokens($after: String) {
  tokens(first: 100, after: $after) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      id
      actor
      role
      description
      createdAt
      createdBy
      expiresAt
      lastUsedAt
      revokedAt
      withinId
      within {
        id
        name
      }
    }
  }
}
    `) as unknown as TypedDocumentString<TokensQuery, TokensQueryVariables>;
export const SupervisorDetailsDocument = new TypedDocumentString(`
    query SupervisorDetails($id: ID!) {
  supervisor(id: $id) {
    ...Row
    ...Path
    description
    config
    healthMetrics
    lastHeartbeat
    createdAt
    policyVersionId
    allowedActions
    blockedBy {
      id
      name
      status
      statusReason
    }
    stats(maxAgeSeconds: 5) {
      supervisors
      activeAgents
    }
    teams(first: 100) {
      totalCount
      nodes {
        id
        name
        objective
        memberCount
        members(first: 6) {
          nodes {
            id
            role
            agent {
              id
            }
          }
        }
      }
    }
    events(first: 50) {
      nodes {
        ...EventFields
      }
      pageInfo {
        hasNextPage
      }
    }
  }
}
    fragment EventFields on SupervisorEvent {
  cursor
  type
  at
  actor
  onBehalfOf
  reason
  supervisorId
  teamId
  membershipId
  agentId
  version
  before
  after
  causedBy
  traceId
}
fragment Row on Supervisor {
  id
  name
  status
  statusReason
  statusChangedAt
  effectiveStatus
  version
  hierarchyLevel
  incarnation
  childCount
  health {
    state
    dueAt
    intervalSeconds
  }
}
fragment Path on Supervisor {
  ancestors {
    id
    name
    status
    version
    hierarchyLevel
  }
}`) as unknown as TypedDocumentString<SupervisorDetailsQuery, SupervisorDetailsQueryVariables>;
export const SupervisorNamesDocument = new TypedDocumentString(`
    query SupervisorNames($text: String!) {
  supervisors(filter: {nameContains: $text}, orderBy: {field: NAME}, first: 8) {
    nodes {
      id
      name
      status
      ancestors {
        name
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SupervisorNamesQuery, SupervisorNamesQueryVariables>;
export const CurrentViewerDocument = new TypedDocumentString(`
    query CurrentViewer {
  viewer {
    actor
    role
    expiresAt
    withinId
    within {
      id
      name
    }
  }
}
    `) as unknown as TypedDocumentString<CurrentViewerQuery, CurrentViewerQueryVariables>;