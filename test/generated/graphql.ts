/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
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

/** Agents to add, and their team. */
export type AddTeamMembersInput = {
  /** Agents to add: at most 1,000, each agent once. */
  members: Array<TeamMemberInput>;
  /** UUID of the team. */
  teamId: string | number;
};

/** Description of the fleet, and options of the request. */
export type ApplyFleetInput = {
  /** If true, nothing changes: the payload describes what the mutation would do, and errors are those that would refuse it. Needs no `impactToken`. */
  dryRun?: boolean | null | undefined;
  /** With `dryRun`: fingerprints to compare with the fleet, at most 50,000. `comparison` lists the supervisors that differ. The client then sends only those. */
  fingerprints?: Array<FleetFingerprintInput> | null | undefined;
  /** Name of the fleet, 1 to 255 characters. Fleets of callers with different subtrees are different, even with the same name. */
  fleet: string;
  /** `token` of the impact that the client has reviewed, from a dry run or from ConfirmationRequiredError. Not needed if few agents are affected. */
  impactToken?: string | null | undefined;
  /** UUID of the parent supervisor of the supervisors without `parentKey`. Null or omitted: they are roots. */
  parentId?: string | number | null | undefined;
  /** With `dryRun`: the input is a part of a larger fleet. Parents that other parts create, names that they free, cycles and levels are not checked. */
  partial?: boolean | null | undefined;
  /** Whether to delete the teams of the fleet that a listed supervisor with `teams` no longer has. */
  pruneTeams?: boolean | null | undefined;
  /** Reason, kept in the event log and as `statusReason` of every supervisor that changes. At most 10,000 characters. Null or omitted: `statusReason` becomes null. */
  reason?: string | null | undefined;
  /** Keys of supervisors to terminate, at most 5,000. Their live children must be in this list too, or move elsewhere in the same request. Unknown keys are ignored. */
  remove?: Array<string> | null | undefined;
  /** Supervisors, in any order: at most 5,000, with at most 10,000 teams and 20,000 members. */
  supervisors: Array<FleetSupervisorInput>;
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

/** Kind of a difference between a fleet and its description. */
export type FleetChangeKind =
  /** The fleet takes over an existing object, or its key changes. The object itself does not change. */
  | 'ADOPT'
  /** A supervisor or team is created, or an agent joins a team. */
  | 'CREATE'
  /** A supervisor gets another parent supervisor. */
  | 'MOVE'
  /** A supervisor is terminated, a team is deleted, or an agent leaves a team. */
  | 'REMOVE'
  /** A supervisor or team gets another name. */
  | 'RENAME'
  /** A supervisor is created in place of a TERMINATED one with the same key. */
  | 'RESTORE'
  /** Other fields change. */
  | 'UPDATE';

/** Fingerprint of a supervisor of a fleet, in place of its description. */
export type FleetFingerprintInput = {
  /** Hash or other text of the client, as in `FleetSupervisorInput.fingerprint`: 1 to 255 characters. */
  fingerprint: string;
  /** Key of the supervisor in the fleet. */
  key: string;
};

/** Kind of an object of a fleet. */
export type FleetObject =
  /** An agent in a team. */
  | 'MEMBER'
  /** A supervisor. */
  | 'SUPERVISOR'
  /** A team of a supervisor. */
  | 'TEAM';

/** Supervisor of a fleet. */
export type FleetSupervisorInput = {
  /** Whole configuration for the process of the supervisor. Omitted: unchanged, or the default of a new object. */
  config?: unknown;
  /** Purpose of the supervisor; null clears it. Omitted: unchanged, or the default of a new object. */
  description?: string | null | undefined;
  /** Hash, or other text of 1 to 255 characters, that the client computes from this input, and from `parentId` of the request if there is no `parentKey`. It must change when a value changes. The server records it, and compares it with `fingerprints` of later requests. Null or omitted: none is recorded. */
  fingerprint?: string | null | undefined;
  /** UUID of the supervisor: of an existing one, which the fleet takes over if no fleet owns it, or of the one to create. Omitted: the key identifies an existing supervisor, and the server chooses the UUID of a new one. */
  id?: string | number | null | undefined;
  /** Key of the supervisor, unique in the fleet: 1 to 255 characters. It stays the same if the supervisor is renamed. */
  key: string;
  /** Name, unique among the live children of the parent supervisor, or among the live roots. */
  name: string;
  /** Key of the parent supervisor in the same fleet. Null or omitted: `parentId` of the fleet. */
  parentKey?: string | null | undefined;
  /** UUID of the policy version that the supervisor runs under; null clears it. Omitted: unchanged, or the default of a new object. */
  policyVersionId?: string | number | null | undefined;
  /** Key that the supervisor had before. Ignored if the fleet has `key` already. */
  previousKey?: string | null | undefined;
  /** Teams of the supervisor. Null or omitted: unchanged. */
  teams?: Array<FleetTeamInput> | null | undefined;
};

/** Team of a supervisor of a fleet. */
export type FleetTeamInput = {
  /** Whole configuration of the team. Omitted: unchanged, or the default of a new object. */
  config?: unknown;
  /** Description of the team; null clears it. Omitted: unchanged, or the default of a new object. */
  description?: string | null | undefined;
  /** UUID of the team: of an existing one, or of the one to create. Omitted: the key or the name identifies an existing team, and the server chooses the UUID of a new one. */
  id?: string | number | null | undefined;
  /** Key of the team, unique in the supervisor: 1 to 255 characters. It stays the same if the team is renamed. */
  key: string;
  /** All members of the team, at most 1,000: other agents leave it. Null or omitted: unchanged. */
  members?: Array<TeamMemberInput> | null | undefined;
  /** Name, unique among the teams of the supervisor. */
  name: string;
  /** Objective of the team; null clears it. Omitted: unchanged, or the default of a new object. */
  objective?: string | null | undefined;
  /** Key that the team had before. Ignored if the supervisor has `key` already. */
  previousKey?: string | null | undefined;
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

/** Command to a supervisor process. */
export type HeartbeatCommand =
  /** Continue to work. */
  | 'CONTINUE'
  /** Do not work, but continue to send heartbeats: the supervisor is PAUSED, or an ancestor is PAUSED or FAILED. */
  | 'PAUSE'
  /** End the process: the supervisor is FAILED or TERMINATED, or a restart has begun a later incarnation, which another process runs. */
  | 'STOP';

/** Heartbeat of a supervisor process. */
export type HeartbeatInput = {
  /** Incarnation that the process was started as, from 1. A process of an earlier incarnation receives STOP; a later one is a ValidationError. Null: not compared. */
  incarnation?: number | null | undefined;
  /** Metrics of the process, stored as `healthMetrics`, replacing the previous ones. At most 16 KiB. Null or omitted: unchanged. */
  metrics?: unknown;
  /** Number of the heartbeat: the process counts from 0. The server does not accept a heartbeat whose number is not higher than the last one of the incarnation, because it arrived late. Use a counter, never a clock. Null: not compared. */
  sequence?: number | null | undefined;
  /** UUID of the supervisor. */
  supervisorId: string | number;
};

/** Heartbeats of several supervisors. */
export type HeartbeatsInput = {
  /** Heartbeats, at most 1,000. Several of one supervisor apply in this order. */
  heartbeats: Array<HeartbeatInput>;
};

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

/** Tree of supervisors to spawn. */
export type SpawnHierarchyInput = {
  /** UUID of the parent supervisor. Null or omitted: the supervisors become roots. */
  parentId?: string | number | null | undefined;
  /** Supervisors at the top of the tree. At most 1,000 supervisors, descendants included. */
  supervisors: Array<SpawnNodeInput>;
};

/** Supervisor to spawn, with its teams and child supervisors. */
export type SpawnNodeInput = {
  /** Child supervisors. Lists show them in this order, and restart policies use it. */
  children?: Array<SpawnNodeInput> | null | undefined;
  /** Configuration for the process of the supervisor; `{}` if omitted. See `Supervisor.config` for the keys that the server reads. */
  config?: unknown;
  /** Purpose of the supervisor, at most 10,000 characters. */
  description?: string | null | undefined;
  /** UUID of the new supervisor, chosen by the client as the idempotency key. The same id and input again return the existing supervisor, as it is now. Different input with this id is refused with ConflictError. */
  id: string | number;
  /** Name, unique among the live children of the parent supervisor, or among the live roots. 1 to 255 characters, not blank, without invisible characters. Stored in Unicode form NFC, without surrounding white space. */
  name: string;
  /** UUID of the policy version that the supervisor runs under. The server does not interpret it. */
  policyVersionId?: string | number | null | undefined;
  /** Teams of the supervisor. Lists show them in this order. */
  teams?: Array<SpawnTeamInput> | null | undefined;
};

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

/** Team of a supervisor to spawn. */
export type SpawnTeamInput = {
  /** Configuration of the team, which the server does not interpret; `{}` if omitted. */
  config?: unknown;
  /** Description of the team, at most 10,000 characters. */
  description?: string | null | undefined;
  /** UUID of the new team, chosen by the client as the idempotency key. The same id and input again return the existing team, as it is now. Different input with this id is refused with ConflictError. */
  id: string | number;
  /** First members: at most 1,000, each agent once. */
  members?: Array<TeamMemberInput> | null | undefined;
  /** Name, unique among the teams of the supervisor. 1 to 255 characters, not blank, without invisible characters. Stored in Unicode form NFC, without surrounding white space. */
  name: string;
  /** Objective of the team, at most 10,000 characters. */
  objective?: string | null | undefined;
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

export type FollowWithTokenSubscriptionVariables = Exact<{ [key: string]: never; }>;


export type FollowWithTokenSubscription = { supervisorEvents:
    | { __typename: 'ResyncRequired' }
    | { __typename: 'SupervisorEvent' }
   };

export type ReadCursorForLibraryQueryVariables = Exact<{ [key: string]: never; }>;


export type ReadCursorForLibraryQuery = { eventCursor: string };

export type ReadEndCursorForLibraryQueryVariables = Exact<{
  id: string | number;
}>;


export type ReadEndCursorForLibraryQuery = { agent: { memberships: { pageInfo: { endCursor: string | null } } } };

export type StateAfterTheFormQueryVariables = Exact<{
  id: string | number;
}>;


export type StateAfterTheFormQuery = { supervisor: { status: SupervisorStatus, statusReason: string | null, name: string, parent: { name: string } | null, children: { nodes: Array<{ name: string }> } } | null };

export type RenameMeanwhileMutationVariables = Exact<{
  id: string | number;
  name: string;
}>;


export type RenameMeanwhileMutation = { updateSupervisor:
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'InvalidTransitionError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'UpdateSupervisorPayload' }
    | { __typename: 'ValidationError' }
   };

export type SpawnInTheDashboardMutationVariables = Exact<{
  parentId?: string | number | null | undefined;
  name: string;
}>;


export type SpawnInTheDashboardMutation = { spawnSupervisor:
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'LevelLimitError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'SpawnSupervisorPayload' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type PauseInTheDashboardMutationVariables = Exact<{
  id: string | number;
}>;


export type PauseInTheDashboardMutation = { pauseSupervisor:
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'InvalidTransitionError' }
    | { __typename: 'LimitExceededError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'PauseSupervisorPayload' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type MoveInTheDashboardMutationVariables = Exact<{
  id: string | number;
  parentId: string | number;
}>;


export type MoveInTheDashboardMutation = { moveSupervisor:
    | { __typename: 'ConflictError' }
    | { __typename: 'CycleError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'InvalidTransitionError' }
    | { __typename: 'LevelLimitError' }
    | { __typename: 'LimitExceededError' }
    | { __typename: 'MoveSupervisorPayload' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type JoinBesideOthersMutationVariables = Exact<{
  teamId: string | number;
  agentId: string | number;
}>;


export type JoinBesideOthersMutation = { addTeamMember:
    | { __typename: 'AddTeamMemberPayload' }
    | { __typename: 'AlreadyMemberError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'NotFoundError', id: string, path: Array<string> }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type SpawnWhileAwayMutationVariables = Exact<{
  id?: string | number | null | undefined;
  name: string;
}>;


export type SpawnWhileAwayMutation = { spawnSupervisor:
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'LevelLimitError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'SpawnSupervisorPayload' }
    | { __typename: 'UnavailableError', code: ErrorCode, message: string, retryAfterMs: number }
    | { __typename: 'ValidationError' }
   };

export type BeatWhileAwayMutationVariables = Exact<{
  id: string | number;
}>;


export type BeatWhileAwayMutation = { heartbeat:
    | { __typename: 'ForbiddenError' }
    | { __typename: 'HeartbeatPayload' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'UnavailableError', code: ErrorCode, retryAfterMs: number }
    | { __typename: 'ValidationError' }
   };

export type BeatTogetherWhileAwayMutationVariables = Exact<{
  heartbeats: Array<HeartbeatInput> | HeartbeatInput;
}>;


export type BeatTogetherWhileAwayMutation = { heartbeats:
    | { __typename: 'ForbiddenError' }
    | { __typename: 'HeartbeatsPayload', results: Array<
        | { __typename: 'ForbiddenError' }
        | { __typename: 'HeartbeatPayload' }
        | { __typename: 'NotFoundError' }
        | { __typename: 'UnavailableError', code: ErrorCode, retryAfterMs: number }
        | { __typename: 'ValidationError' }
      > }
    | { __typename: 'LimitExceededError' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type ListWhileAwayQueryVariables = Exact<{ [key: string]: never; }>;


export type ListWhileAwayQuery = { supervisors: { totalCount: number, nodes: Array<{ id: string }> } };

export type CountAsOwnerQueryVariables = Exact<{ [key: string]: never; }>;


export type CountAsOwnerQuery = { stats: { supervisors: number } };

export type SpawnBehindMoveMutationVariables = Exact<{
  name: string;
  parentId: string | number;
}>;


export type SpawnBehindMoveMutation = { spawnSupervisor:
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'LevelLimitError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'SpawnSupervisorPayload' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type ReadBesideMoveQueryVariables = Exact<{
  id: string | number;
}>;


export type ReadBesideMoveQuery = { supervisor: { name: string, children: { nodes: Array<{ name: string, status: SupervisorStatus }> } } | null };

export type SpawnThenKillMutationVariables = Exact<{
  input: SpawnHierarchyInput;
}>;


export type SpawnThenKillMutation = { spawnHierarchy:
    | { __typename: 'AlreadyMemberError' }
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'LevelLimitError' }
    | { __typename: 'LimitExceededError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'SpawnHierarchyPayload', created: number, existing: number }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type TerminateThenKillMutationVariables = Exact<{
  id: string | number;
  impactToken: string;
}>;


export type TerminateThenKillMutation = { terminateSupervisor:
    | { __typename: 'ConfirmationRequiredError' }
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'HasLiveChildrenError' }
    | { __typename: 'LimitExceededError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'TerminateSupervisorPayload', changed: boolean }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type SpawnWithIdMutationVariables = Exact<{
  id: string | number;
  name: string;
  parentId?: string | number | null | undefined;
}>;


export type SpawnWithIdMutation = { spawnSupervisor:
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'LevelLimitError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'SpawnSupervisorPayload', created: boolean }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type SpawnAgainMutationVariables = Exact<{
  name: string;
}>;


export type SpawnAgainMutation = { spawnSupervisor:
    | { __typename: 'ConflictError', code: ErrorCode, message: string }
    | { __typename: 'ForbiddenError', code: ErrorCode, message: string }
    | { __typename: 'LevelLimitError', code: ErrorCode, message: string }
    | { __typename: 'NameTakenError', code: ErrorCode, message: string }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string }
    | { __typename: 'ParentUnavailableError', code: ErrorCode, message: string }
    | { __typename: 'SpawnSupervisorPayload' }
    | { __typename: 'UnavailableError', code: ErrorCode, message: string }
    | { __typename: 'ValidationError', code: ErrorCode, message: string }
   };

export type CascadeAgainMutationVariables = Exact<{
  id: string | number;
}>;


export type CascadeAgainMutation = { terminateSupervisor:
    | { __typename: 'ConfirmationRequiredError' }
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'HasLiveChildrenError' }
    | { __typename: 'LimitExceededError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'TerminateSupervisorPayload', changed: boolean, impact: { supervisors: number } }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type ReadTimesQueryVariables = Exact<{
  id: string | number;
}>;


export type ReadTimesQuery = { supervisor: { createdAt: string, updatedAt: string, statusChangedAt: string, lastHeartbeat: string | null } | null };

export type PageTimesQueryVariables = Exact<{
  after?: string | null | undefined;
  before?: string | null | undefined;
  first?: number | null | undefined;
  last?: number | null | undefined;
}>;


export type PageTimesQuery = { supervisors: { edges: Array<{ cursor: string, node: { name: string, createdAt: string } }> } };

export type MembersAsOfQueryVariables = Exact<{
  team: string | number;
  asOf: string;
  after?: string | null | undefined;
}>;


export type MembersAsOfQuery = { node:
    | { __typename: 'Agent' }
    | { __typename: 'Supervisor' }
    | { __typename: 'SupervisorTeam', members: { edges: Array<{ cursor: string, node: { role: string, joinedAt: string, leftAt: string | null } }> } }
    | { __typename: 'SupervisorTeamMember' }
   | null };

export type SpawnNowMutationVariables = Exact<{
  name: string;
}>;


export type SpawnNowMutation = { spawnSupervisor:
    | { supervisor: { createdAt: string } }
    | Record<PropertyKey, never>
   };

export type SpawnForTruthMutationVariables = Exact<{
  name: string;
}>;


export type SpawnForTruthMutation = { result:
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'LevelLimitError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'SpawnSupervisorPayload', supervisor: { id: string, children: { totalCount: number } } }
    | { __typename: 'UnavailableError', effect: Effect, ids: Array<string> }
    | { __typename: 'ValidationError' }
   };

export type JoinForTruthMutationVariables = Exact<{
  teamId: string | number;
  agentId: string | number;
}>;


export type JoinForTruthMutation = { result:
    | { __typename: 'AddTeamMemberPayload', member: { id: string, team: { name: string } } }
    | { __typename: 'AlreadyMemberError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'UnavailableError', effect: Effect, ids: Array<string> }
    | { __typename: 'ValidationError' }
   };

export type BeatForTruthMutationVariables = Exact<{
  id: string | number;
  sequence: number;
}>;


export type BeatForTruthMutation = { heartbeat:
    | { __typename: 'ForbiddenError' }
    | { __typename: 'HeartbeatPayload', accepted: boolean }
    | { __typename: 'NotFoundError' }
    | { __typename: 'UnavailableError', effect: Effect, message: string }
    | { __typename: 'ValidationError' }
   };

export type ReadSoakStartQueryVariables = Exact<{ [key: string]: never; }>;


export type ReadSoakStartQuery = { eventCursor: string };

export type ReadStartQueryVariables = Exact<{ [key: string]: never; }>;


export type ReadStartQuery = { eventCursor: string };

export type PauseProcessMutationVariables = Exact<{
  id: string | number;
}>;


export type PauseProcessMutation = { pauseSupervisor:
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'InvalidTransitionError' }
    | { __typename: 'LimitExceededError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'PauseSupervisorPayload' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type ResumeProcessMutationVariables = Exact<{
  id: string | number;
}>;


export type ResumeProcessMutation = { resumeSupervisor:
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'InvalidTransitionError' }
    | { __typename: 'LimitExceededError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ResumeSupervisorPayload' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type ConfigureProcessMutationVariables = Exact<{
  id: string | number;
  mergeConfig: unknown;
}>;


export type ConfigureProcessMutation = { updateSupervisor:
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'InvalidTransitionError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'UpdateSupervisorPayload' }
    | { __typename: 'ValidationError' }
   };

export type RestartProcessMutationVariables = Exact<{
  id: string | number;
}>;


export type RestartProcessMutation = { restartSupervisor:
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'InvalidTransitionError' }
    | { __typename: 'LimitExceededError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'RestartSupervisorPayload' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type TerminateProcessMutationVariables = Exact<{
  id: string | number;
}>;


export type TerminateProcessMutation = { terminateSupervisor:
    | { __typename: 'ConfirmationRequiredError' }
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'HasLiveChildrenError' }
    | { __typename: 'LimitExceededError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'TerminateSupervisorPayload' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type FollowTogetherSubscriptionVariables = Exact<{
  within?: string | number | null | undefined;
  types?: Array<SupervisorEventType> | SupervisorEventType | null | undefined;
  after?: string | null | undefined;
}>;


export type FollowTogetherSubscription = { supervisorEvents:
    | { __typename: 'ResyncRequired' }
    | { __typename: 'SupervisorEvent', cursor: string, type: SupervisorEventType, supervisor: { name: string, health: { state: HealthState } } | null }
   };

export type CursorsToFollowQueryVariables = Exact<{ [key: string]: never; }>;


export type CursorsToFollowQuery = { events: { nodes: Array<{ cursor: string }> } };

export type SpawnToBeShownMutationVariables = Exact<{
  name: string;
}>;


export type SpawnToBeShownMutation = { spawnSupervisor:
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'LevelLimitError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'SpawnSupervisorPayload' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type CountSupervisorsOverHttpQueryVariables = Exact<{ [key: string]: never; }>;


export type CountSupervisorsOverHttpQuery = { stats: { supervisors: number } };

export type SpawnWhileDrainingMutationVariables = Exact<{
  name: string;
}>;


export type SpawnWhileDrainingMutation = { spawnSupervisor:
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'LevelLimitError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'SpawnSupervisorPayload' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type ListWhileDrainingQueryVariables = Exact<{ [key: string]: never; }>;


export type ListWhileDrainingQuery = { supervisors: { totalCount: number } };

export type FollowInCyclesSubscriptionVariables = Exact<{
  after?: string | null | undefined;
}>;


export type FollowInCyclesSubscription = { supervisorEvents:
    | { __typename: 'ResyncRequired' }
    | { __typename: 'SupervisorEvent' }
   };

export type AskInCyclesQueryVariables = Exact<{ [key: string]: never; }>;


export type AskInCyclesQuery = { __typename: 'Query' };

export type SpawnOverWebSocketMutationVariables = Exact<{
  name: string;
}>;


export type SpawnOverWebSocketMutation = { spawnSupervisor:
    | { supervisor: { name: string } }
    | Record<PropertyKey, never>
   };

export type SpawnUnderAnIdMutationVariables = Exact<{
  name: string;
}>;


export type SpawnUnderAnIdMutation = { spawnSupervisor:
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'LevelLimitError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'SpawnSupervisorPayload' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type SpawnBeforeGoingAwayMutationVariables = Exact<{
  name: string;
}>;


export type SpawnBeforeGoingAwayMutation = { spawnSupervisor:
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'LevelLimitError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'SpawnSupervisorPayload' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type BoundedSpawnMutationVariables = Exact<{
  input: SpawnSupervisorInput;
}>;


export type BoundedSpawnMutation = { result:
    | { __typename: 'ConflictError', current:
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
       | null }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'LevelLimitError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'SpawnSupervisorPayload' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError', path: Array<string>, message: string }
   };

export type BoundedTerminateMutationVariables = Exact<{
  input: TerminateSupervisorInput;
}>;


export type BoundedTerminateMutation = { result:
    | { __typename: 'ConfirmationRequiredError' }
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'HasLiveChildrenError' }
    | { __typename: 'LimitExceededError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'TerminateSupervisorPayload' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type BoundedCreateTeamMutationVariables = Exact<{
  input: CreateTeamInput;
}>;


export type BoundedCreateTeamMutation = { result:
    | { __typename: 'AlreadyMemberError' }
    | { __typename: 'ConflictError', current:
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
       | null }
    | { __typename: 'CreateTeamPayload' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'LimitExceededError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type BoundedAddMutationVariables = Exact<{
  input: AddTeamMemberInput;
}>;


export type BoundedAddMutation = { result:
    | { __typename: 'AddTeamMemberPayload' }
    | { __typename: 'AlreadyMemberError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type BoundedRemoveMutationVariables = Exact<{
  input: RemoveTeamMemberInput;
}>;


export type BoundedRemoveMutation = { result:
    | { __typename: 'ForbiddenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'RemoveTeamMemberPayload' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type BoundedReparentMutationVariables = Exact<{
  input: TerminateSupervisorInput;
}>;


export type BoundedReparentMutation = { result:
    | { __typename: 'ConfirmationRequiredError' }
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'HasLiveChildrenError' }
    | { __typename: 'LimitExceededError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'TerminateSupervisorPayload' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError', path: Array<string> }
   };

export type BoundedViewQueryVariables = Exact<{
  id: string | number;
  ids: Array<string | number> | string | number;
}>;


export type BoundedViewQuery = { supervisor: { name: string, status: SupervisorStatus, effectiveStatus: EffectiveStatus, blockedBy: { name: string } | null, parent: { name: string } | null, root: { name: string }, ancestors: Array<{ name: string }> } | null, team: { name: string } | null, node:
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
   | null, nodes: Array<
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
   | null>, stats: { supervisors: number, teams: number, activeMemberships: number, activeAgents: number } };

export type BoundedListsQueryVariables = Exact<{
  filter?: SupervisorFilter | null | undefined;
  agent: string | number;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type BoundedListsQuery = { supervisors: { totalCount: number, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, endCursor: string | null }, nodes: Array<{ name: string }> }, agent: { memberships: { totalCount: number, nodes: Array<{ team: { name: string } }> } }, stats: { supervisors: number, teams: number, activeMemberships: number, activeAgents: number, byStatus: Array<{ status: SupervisorStatus, count: number }> } };

export type EventCursorQueryVariables = Exact<{ [key: string]: never; }>;


export type EventCursorQuery = { eventCursor: string };

export type EventsBehindQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type EventsBehindQuery = { events: { nodes: Array<{ type: SupervisorEventType }> } };

export type EventsOfSupervisorQueryVariables = Exact<{
  id: string | number;
  types?: Array<SupervisorEventType> | SupervisorEventType | null | undefined;
  newestFirst?: boolean | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type EventsOfSupervisorQuery = { supervisor: { events: { totalCount: number, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null }, edges: Array<{ cursor: string, node: { id: string } }>, nodes: Array<{ cursor: string, type: SupervisorEventType }> } } | null };

export type EventsOfMutationQueryVariables = Exact<{ [key: string]: never; }>;


export type EventsOfMutationQuery = { events: { nodes: Array<{ type: SupervisorEventType, actor: string, reason: string | null, supervisorId: string, causedBy: string | null, cursor: string }> } };

export type SupervisorCursorQueryVariables = Exact<{ [key: string]: never; }>;


export type SupervisorCursorQuery = { supervisors: { pageInfo: { endCursor: string | null } } };

export type SnapshotToFollowQueryVariables = Exact<{ [key: string]: never; }>;


export type SnapshotToFollowQuery = { eventCursor: string, supervisors: { nodes: Array<{ id: string, name: string, version: number }> } };

export type OwnedSupervisorsQueryVariables = Exact<{
  filter?: SupervisorFilter | null | undefined;
}>;


export type OwnedSupervisorsQuery = { supervisors: { nodes: Array<{ name: string, fleet: { name: string, key: string } | null, teams: { nodes: Array<{ fleetKey: string | null }> } }> } };

export type RenameBesideNumbersMutationVariables = Exact<{
  supervisor: string | number;
  team: string | number;
  member: string | number;
}>;


export type RenameBesideNumbersMutation = { updateSupervisor:
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'InvalidTransitionError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'UpdateSupervisorPayload' }
    | { __typename: 'ValidationError' }
  , updateTeam:
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'UpdateTeamPayload' }
    | { __typename: 'ValidationError' }
  , updateTeamMember:
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'UpdateTeamMemberPayload' }
    | { __typename: 'ValidationError' }
   };

export type MergeBesideNumbersMutationVariables = Exact<{
  supervisor: string | number;
  team: string | number;
  member: string | number;
}>;


export type MergeBesideNumbersMutation = { updateSupervisor:
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'InvalidTransitionError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'UpdateSupervisorPayload' }
    | { __typename: 'ValidationError' }
  , updateTeam:
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'UpdateTeamPayload' }
    | { __typename: 'ValidationError' }
  , updateTeamMember:
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'UpdateTeamMemberPayload' }
    | { __typename: 'ValidationError' }
   };

export type ReadForeignNumbersQueryVariables = Exact<{
  id: string | number;
}>;


export type ReadForeignNumbersQuery = { supervisor: { config: Record<string, unknown>, healthMetrics: Record<string, unknown> } | null };

export type AddTeamMemberMutationVariables = Exact<{
  input: AddTeamMemberInput;
}>;


export type AddTeamMemberMutation = { addTeamMember:
    | { __typename: 'AddTeamMemberPayload', member: { id: string, role: string, metadata: Record<string, unknown>, active: boolean, joinedAt: string, leftAt: string | null, version: number, agent: { id: string }, team: { id: string, memberCount: number } } }
    | { __typename: 'AlreadyMemberError', message: string, code: ErrorCode, memberships: Array<{ id: string, role: string, agent: { id: string } }> }
    | { __typename: 'ForbiddenError', message: string, code: ErrorCode }
    | { __typename: 'NotFoundError', message: string, code: ErrorCode, path: Array<string>, id: string }
    | { __typename: 'ParentUnavailableError', message: string, code: ErrorCode, supervisor: { id: string, status: SupervisorStatus } }
    | { __typename: 'UnavailableError', message: string, code: ErrorCode }
    | { __typename: 'ValidationError', message: string, code: ErrorCode, path: Array<string> }
   };

export type AddTeamMembersMutationVariables = Exact<{
  input: AddTeamMembersInput;
}>;


export type AddTeamMembersMutation = { addTeamMembers:
    | { __typename: 'AddTeamMembersPayload', team: { id: string, memberCount: number, version: number }, members: Array<{ role: string, metadata: Record<string, unknown>, active: boolean, joinedAt: string, leftAt: string | null, version: number, agent: { id: string }, team: { id: string } }> }
    | { __typename: 'AlreadyMemberError', message: string, code: ErrorCode, path: Array<string>, memberships: Array<{ id: string, agent: { id: string } }> }
    | { __typename: 'ForbiddenError', message: string, code: ErrorCode, required: Role }
    | { __typename: 'LimitExceededError', message: string, code: ErrorCode, path: Array<string>, limit: number, actual: number }
    | { __typename: 'NotFoundError', message: string, code: ErrorCode, path: Array<string>, id: string }
    | { __typename: 'ParentUnavailableError', message: string, code: ErrorCode, supervisor: { id: string, status: SupervisorStatus } }
    | { __typename: 'UnavailableError', message: string, code: ErrorCode }
    | { __typename: 'ValidationError', message: string, code: ErrorCode, path: Array<string> }
   };

export type AddToDeletedMutationVariables = Exact<{
  input: AddTeamMemberInput;
}>;


export type AddToDeletedMutation = { result:
    | { __typename: 'AddTeamMemberPayload' }
    | { __typename: 'AlreadyMemberError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'NotFoundError', path: Array<string>, id: string }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type TransferToDeletedMutationVariables = Exact<{
  input: TransferTeamMemberInput;
}>;


export type TransferToDeletedMutation = { result:
    | { __typename: 'AlreadyMemberError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'NotFoundError', path: Array<string>, id: string }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'TransferTeamMemberPayload' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type RemoveFromDeletedMutationVariables = Exact<{
  input: RemoveTeamMemberInput;
}>;


export type RemoveFromDeletedMutation = { result:
    | { __typename: 'ForbiddenError' }
    | { __typename: 'NotFoundError', path: Array<string>, id: string }
    | { __typename: 'RemoveTeamMemberPayload' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type MembersAtMomentQueryVariables = Exact<{
  id: string | number;
  active?: boolean | null | undefined;
  asOf?: string | null | undefined;
}>;


export type MembersAtMomentQuery = { team: { members: { totalCount: number, nodes: Array<{ id: string, joinedAt: string, leftAt: string | null }> } } | null };

export type MembershipsAtMomentQueryVariables = Exact<{
  id: string | number;
  active?: boolean | null | undefined;
  asOf?: string | null | undefined;
}>;


export type MembershipsAtMomentQuery = { agent: { memberships: { totalCount: number, nodes: Array<{ id: string, joinedAt: string, leftAt: string | null }> } } };

export type TransferAtMutationVariables = Exact<{
  id: string | number;
  toTeamId: string | number;
}>;


export type TransferAtMutation = { transferTeamMember:
    | { joined: { id: string } }
    | Record<PropertyKey, never>
   };

export type JoinAtMutationVariables = Exact<{
  teamId: string | number;
  agentId: string | number;
}>;


export type JoinAtMutation = { addTeamMember:
    | { member: { id: string } }
    | Record<PropertyKey, never>
   };

export type LeaveAtMutationVariables = Exact<{
  teamId: string | number;
  agentId: string | number;
}>;


export type LeaveAtMutation = { removeTeamMember:
    | { changed: boolean }
    | Record<PropertyKey, never>
   };

export type TerminateStaffedMutationVariables = Exact<{
  id: string | number;
}>;


export type TerminateStaffedMutation = { terminateSupervisor:
    | { changed: boolean }
    | Record<PropertyKey, never>
   };

export type RemoveTeamMemberMutationVariables = Exact<{
  input: RemoveTeamMemberInput;
}>;


export type RemoveTeamMemberMutation = { removeTeamMember:
    | { __typename: 'ForbiddenError', message: string, code: ErrorCode }
    | { __typename: 'NotFoundError', message: string, code: ErrorCode, path: Array<string>, id: string }
    | { __typename: 'RemoveTeamMemberPayload', changed: boolean, member: { id: string, active: boolean, joinedAt: string, leftAt: string | null, version: number, team: { memberCount: number } } }
    | { __typename: 'UnavailableError', message: string, code: ErrorCode }
    | { __typename: 'ValidationError', message: string, code: ErrorCode, path: Array<string> }
   };

export type TransferTeamMemberMutationVariables = Exact<{
  input: TransferTeamMemberInput;
}>;


export type TransferTeamMemberMutation = { transferTeamMember:
    | { __typename: 'AlreadyMemberError', message: string, code: ErrorCode, memberships: Array<{ id: string, team: { id: string } }> }
    | { __typename: 'ForbiddenError', message: string, code: ErrorCode, required: Role }
    | { __typename: 'NotFoundError', message: string, code: ErrorCode, path: Array<string>, id: string }
    | { __typename: 'ParentUnavailableError', message: string, code: ErrorCode, supervisor: { id: string, status: SupervisorStatus } }
    | { __typename: 'TransferTeamMemberPayload', left: { id: string, role: string, metadata: Record<string, unknown>, active: boolean, joinedAt: string, leftAt: string | null, version: number, agent: { id: string }, team: { id: string } }, joined: { id: string, role: string, metadata: Record<string, unknown>, active: boolean, joinedAt: string, leftAt: string | null, version: number, agent: { id: string }, team: { id: string } } }
    | { __typename: 'UnavailableError', message: string, code: ErrorCode }
    | { __typename: 'ValidationError', message: string, code: ErrorCode, path: Array<string> }
   };

export type TransferredMemberFragment = { id: string, role: string, metadata: Record<string, unknown>, active: boolean, joinedAt: string, leftAt: string | null, version: number, agent: { id: string }, team: { id: string } };

export type UpdateTeamMemberMutationVariables = Exact<{
  input: UpdateTeamMemberInput;
}>;


export type UpdateTeamMemberMutation = { updateTeamMember:
    | { __typename: 'ConflictError', message: string, code: ErrorCode, current:
        | { id: string }
        | { id: string }
        | { id: string }
        | { version: number, active: boolean, leftAt: string | null, id: string }
       | null }
    | { __typename: 'ForbiddenError', message: string, code: ErrorCode, required: Role }
    | { __typename: 'NotFoundError', message: string, code: ErrorCode, path: Array<string>, id: string }
    | { __typename: 'UnavailableError', message: string, code: ErrorCode }
    | { __typename: 'UpdateTeamMemberPayload', changed: boolean, member: { id: string, role: string, metadata: Record<string, unknown>, version: number } }
    | { __typename: 'ValidationError', message: string, code: ErrorCode, path: Array<string> }
   };

export type EndWhileUpdatedMutationVariables = Exact<{
  input: RemoveTeamMemberInput;
}>;


export type EndWhileUpdatedMutation = { removeTeamMember:
    | { __typename: 'ForbiddenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'RemoveTeamMemberPayload' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type NodesQueryVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;


export type NodesQuery = { nodes: Array<
    | { __typename: 'Agent', id: string }
    | { __typename: 'Supervisor', name: string, id: string }
    | { __typename: 'SupervisorTeam', name: string, id: string, supervisor: { name: string } }
    | { __typename: 'SupervisorTeamMember', active: boolean, id: string }
   | null> };

export type NodeQueryVariables = Exact<{
  id: string | number;
}>;


export type NodeQuery = { node:
    | { __typename: 'Agent', id: string }
    | { __typename: 'Supervisor', id: string }
    | { __typename: 'SupervisorTeam', id: string }
    | { __typename: 'SupervisorTeamMember', id: string }
   | null };

export type RefetchAgentQueryVariables = Exact<{
  id: string | number;
}>;


export type RefetchAgentQuery = { node:
    | { id: string, memberships: { nodes: Array<{ active: boolean }> } }
    | Record<PropertyKey, never>
   | null };

export type RenameOnBehalfMutationVariables = Exact<{
  input: UpdateSupervisorInput;
}>;


export type RenameOnBehalfMutation = { updateSupervisor:
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'InvalidTransitionError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'UpdateSupervisorPayload' }
    | { __typename: 'ValidationError' }
   };

export type OnWhoseBehalfQueryVariables = Exact<{ [key: string]: never; }>;


export type OnWhoseBehalfQuery = { events: { nodes: Array<{ actor: string, onBehalfOf: string | null }> } };

export type PagedSupervisorsQueryVariables = Exact<{
  filter?: SupervisorFilter | null | undefined;
  orderBy?: SupervisorOrder | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type PagedSupervisorsQuery = { supervisors: { totalCount: number, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null }, edges: Array<{ cursor: string, node: { id: string } }> } };

export type SpawnReadOnlyMutationVariables = Exact<{ [key: string]: never; }>;


export type SpawnReadOnlyMutation = { spawnSupervisor:
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'LevelLimitError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'SpawnSupervisorPayload' }
    | { __typename: 'UnavailableError', message: string }
    | { __typename: 'ValidationError' }
   };

export type HeartbeatReadOnlyMutationVariables = Exact<{
  input: HeartbeatInput;
}>;


export type HeartbeatReadOnlyMutation = { heartbeat:
    | { __typename: 'ForbiddenError' }
    | { __typename: 'HeartbeatPayload' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'UnavailableError', message: string }
    | { __typename: 'ValidationError' }
   };

export type AllowedActionsQueryVariables = Exact<{
  supervisor: string | number;
  team: string | number;
}>;


export type AllowedActionsQuery = { supervisor: { allowedActions: Array<SupervisorAction> } | null, team: { allowedActions: Array<TeamAction> } | null };

export type HeartbeatBesideMutationVariables = Exact<{
  id: string | number;
}>;


export type HeartbeatBesideMutation = { heartbeat:
    | { __typename: 'ForbiddenError' }
    | { __typename: 'HeartbeatPayload' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type ReadBesideQueryVariables = Exact<{
  id: string | number;
}>;


export type ReadBesideQuery = { supervisor: { status: SupervisorStatus } | null };

export type SpawnBesideMutationVariables = Exact<{
  parentId: string | number;
  name: string;
}>;


export type SpawnBesideMutation = { spawnSupervisor:
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'LevelLimitError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'SpawnSupervisorPayload' }
    | { __typename: 'UnavailableError', effect: Effect }
    | { __typename: 'ValidationError' }
   };

export type SpawnNilMutationVariables = Exact<{
  input: SpawnSupervisorInput;
}>;


export type SpawnNilMutation = { spawnSupervisor:
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'LevelLimitError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'SpawnSupervisorPayload' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError', path: Array<string> }
   };

export type SpawnOneOfHierarchyMutationVariables = Exact<{
  input: SpawnSupervisorInput;
}>;


export type SpawnOneOfHierarchyMutation = { spawnSupervisor:
    | { created: boolean }
    | Record<PropertyKey, never>
   };

export type CreateTeamOfHierarchyMutationVariables = Exact<{
  input: CreateTeamInput;
}>;


export type CreateTeamOfHierarchyMutation = { createTeam:
    | { created: boolean }
    | Record<PropertyKey, never>
   };

export type SpawnMutationVariables = Exact<{
  input: SpawnSupervisorInput;
}>;


export type SpawnMutation = { spawnSupervisor:
    | { __typename: 'ConflictError', message: string, code: ErrorCode, current:
        | { id: string }
        | { name: string, status: SupervisorStatus, id: string }
        | { id: string }
        | { id: string }
       | null }
    | { __typename: 'ForbiddenError', message: string, code: ErrorCode }
    | { __typename: 'LevelLimitError', message: string, code: ErrorCode, limit: number, actual: number }
    | { __typename: 'NameTakenError', message: string, code: ErrorCode, name: string, existing:
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
       | null }
    | { __typename: 'NotFoundError', message: string, code: ErrorCode, path: Array<string>, id: string }
    | { __typename: 'ParentUnavailableError', message: string, code: ErrorCode, supervisor: { id: string, status: SupervisorStatus } }
    | { __typename: 'SpawnSupervisorPayload', created: boolean, supervisor: { id: string, name: string, description: string | null, status: SupervisorStatus, statusReason: string | null, config: Record<string, unknown>, policyVersionId: string | null, hierarchyLevel: number, incarnation: number, version: number, parent: { id: string } | null } }
    | { __typename: 'UnavailableError', message: string, code: ErrorCode }
    | { __typename: 'ValidationError', message: string, code: ErrorCode, path: Array<string> }
   };

export type StatsQueryVariables = Exact<{
  within?: string | number | null | undefined;
  maxAgeSeconds?: number | null | undefined;
}>;


export type StatsQuery = { stats: { supervisors: number, teams: number, activeMemberships: number, activeAgents: number, maxLevel: number, computedAt: string, byStatus: Array<{ status: SupervisorStatus, count: number }>, byHealth: Array<{ state: HealthState, count: number }> } };

export type AllStatsFragment = { supervisors: number, teams: number, activeMemberships: number, activeAgents: number, maxLevel: number, computedAt: string, byStatus: Array<{ status: SupervisorStatus, count: number }>, byHealth: Array<{ state: HealthState, count: number }> };

export type StatsOfSupervisorsQueryVariables = Exact<{
  filter?: SupervisorFilter | null | undefined;
}>;


export type StatsOfSupervisorsQuery = { supervisors: { nodes: Array<{ id: string, stats: { supervisors: number, teams: number, activeMemberships: number, activeAgents: number, maxLevel: number, computedAt: string, byStatus: Array<{ status: SupervisorStatus, count: number }>, byHealth: Array<{ state: HealthState, count: number }> } }> } };

export type SupervisorFieldsQueryVariables = Exact<{
  id: string | number;
}>;


export type SupervisorFieldsQuery = { supervisor: { id: string, name: string, description: string | null, status: SupervisorStatus, statusReason: string | null, statusChangedAt: string, config: Record<string, unknown>, policyVersionId: string | null, hierarchyLevel: number, healthMetrics: Record<string, unknown>, lastHeartbeat: string | null, incarnation: number, version: number, createdAt: string, updatedAt: string } | null };

export type SupervisorPlaceQueryVariables = Exact<{
  id: string | number;
}>;


export type SupervisorPlaceQuery = { supervisor: { hierarchyLevel: number, status: SupervisorStatus, effectiveStatus: EffectiveStatus, allowedActions: Array<SupervisorAction>, parent: { name: string } | null, root: { name: string }, ancestors: Array<{ name: string, hierarchyLevel: number }>, blockedBy: { name: string, status: SupervisorStatus } | null } | null };

export type SupervisorHealthOfQueryVariables = Exact<{
  id: string | number;
}>;


export type SupervisorHealthOfQuery = { supervisor: { lastHeartbeat: string | null, health: { state: HealthState, missedHeartbeats: number, lastHeartbeat: string | null, dueAt: string | null, intervalSeconds: number } } | null };

export type ReportHealthMutationVariables = Exact<{
  input: HeartbeatInput;
}>;


export type ReportHealthMutation = { heartbeat:
    | { __typename: 'ForbiddenError' }
    | { __typename: 'HeartbeatPayload' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type RestartToUnknownMutationVariables = Exact<{
  id: string | number;
}>;


export type RestartToUnknownMutation = { restartSupervisor:
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'InvalidTransitionError' }
    | { __typename: 'LimitExceededError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'RestartSupervisorPayload' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type SupervisorTreeQueryVariables = Exact<{
  id: string | number;
  maxDepth?: number | null | undefined;
  all?: boolean | null | undefined;
  orderBy?: SupervisorOrder | null | undefined;
}>;


export type SupervisorTreeQuery = { supervisor: { childCount: number, children: { totalCount: number, nodes: Array<{ name: string }> }, descendants: { totalCount: number, nodes: Array<{ name: string, parent: { name: string } | null }>, edges: Array<{ node: { name: string } }> } } | null };

export type FilteredSupervisorsQueryVariables = Exact<{
  filter?: SupervisorFilter | null | undefined;
}>;


export type FilteredSupervisorsQuery = { supervisors: { totalCount: number, nodes: Array<{ id: string, name: string }> } };

export type TerminateMutationVariables = Exact<{
  input: TerminateSupervisorInput;
}>;


export type TerminateMutation = { terminateSupervisor:
    | { __typename: 'ConfirmationRequiredError', message: string, code: ErrorCode }
    | { __typename: 'ConflictError', message: string, code: ErrorCode, current:
        | { id: string }
        | { status: SupervisorStatus, version: number, id: string }
        | { id: string }
        | { id: string }
       | null }
    | { __typename: 'ForbiddenError', message: string, code: ErrorCode }
    | { __typename: 'HasLiveChildrenError', message: string, code: ErrorCode, count: number }
    | { __typename: 'LimitExceededError', message: string, code: ErrorCode }
    | { __typename: 'NameTakenError', message: string, code: ErrorCode, name: string, existing:
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
       | null }
    | { __typename: 'NotFoundError', message: string, code: ErrorCode, path: Array<string>, id: string }
    | { __typename: 'ParentUnavailableError', message: string, code: ErrorCode }
    | { __typename: 'TerminateSupervisorPayload', changed: boolean, supervisor: { id: string, status: SupervisorStatus, statusReason: string | null, version: number }, impact: { supervisors: number, teams: number, activeMemberships: number, activeAgents: number, reparented: number } }
    | { __typename: 'UnavailableError', message: string, code: ErrorCode }
    | { __typename: 'ValidationError', message: string, code: ErrorCode }
   };

export type TerminateAllMutationVariables = Exact<{
  id: string | number;
}>;


export type TerminateAllMutation = { terminateSupervisor:
    | { __typename: 'ConfirmationRequiredError' }
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'HasLiveChildrenError' }
    | { __typename: 'LimitExceededError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'TerminateSupervisorPayload', changed: boolean, impact: { supervisors: number, teams: number, activeMemberships: number } }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type TerminateConfirmedMutationVariables = Exact<{
  input: TerminateSupervisorInput;
}>;


export type TerminateConfirmedMutation = { terminateSupervisor:
    | { __typename: 'ConfirmationRequiredError', code: ErrorCode, message: string, impact: { supervisors: number, teams: number, activeMemberships: number, activeAgents: number, reparented: number, token: string } }
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'HasLiveChildrenError' }
    | { __typename: 'LimitExceededError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'TerminateSupervisorPayload', changed: boolean, supervisor: { status: SupervisorStatus, version: number }, impact: { supervisors: number, teams: number, activeMemberships: number, activeAgents: number, reparented: number, token: string } }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type WholeImpactFragment = { supervisors: number, teams: number, activeMemberships: number, activeAgents: number, reparented: number, token: string };

export type UpdateMutationVariables = Exact<{
  input: UpdateSupervisorInput;
}>;


export type UpdateMutation = { updateSupervisor:
    | { __typename: 'ConflictError', message: string, code: ErrorCode, current:
        | { id: string }
        | { version: number, id: string }
        | { id: string }
        | { id: string }
       | null }
    | { __typename: 'ForbiddenError', message: string, code: ErrorCode, required: Role }
    | { __typename: 'InvalidTransitionError', message: string, code: ErrorCode, from: SupervisorStatus, to: SupervisorStatus, allowed: Array<SupervisorStatus> }
    | { __typename: 'NameTakenError', message: string, code: ErrorCode, name: string, existing:
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
       | null }
    | { __typename: 'NotFoundError', message: string, code: ErrorCode, path: Array<string>, id: string }
    | { __typename: 'UnavailableError', message: string, code: ErrorCode }
    | { __typename: 'UpdateSupervisorPayload', changed: boolean, supervisor: { id: string, name: string, description: string | null, config: Record<string, unknown>, policyVersionId: string | null, version: number } }
    | { __typename: 'ValidationError', message: string, code: ErrorCode, path: Array<string> }
   };

export type CreateTeamMutationVariables = Exact<{
  input: CreateTeamInput;
}>;


export type CreateTeamMutation = { createTeam:
    | { __typename: 'AlreadyMemberError', message: string, code: ErrorCode, memberships: Array<{ id: string }> }
    | { __typename: 'ConflictError', message: string, code: ErrorCode, current:
        | { id: string }
        | { id: string }
        | { name: string, id: string }
        | { id: string }
       | null }
    | { __typename: 'CreateTeamPayload', created: boolean, team: { id: string, name: string, description: string | null, objective: string | null, config: Record<string, unknown>, version: number, memberCount: number, supervisor: { id: string }, members: { nodes: Array<{ role: string, metadata: Record<string, unknown>, active: boolean, version: number, agent: { id: string } }> } } }
    | { __typename: 'ForbiddenError', message: string, code: ErrorCode }
    | { __typename: 'LimitExceededError', message: string, code: ErrorCode, path: Array<string>, limit: number, actual: number }
    | { __typename: 'NameTakenError', message: string, code: ErrorCode, name: string, existing:
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
       | null }
    | { __typename: 'NotFoundError', message: string, code: ErrorCode, path: Array<string>, id: string }
    | { __typename: 'ParentUnavailableError', message: string, code: ErrorCode, supervisor: { id: string, status: SupervisorStatus } }
    | { __typename: 'UnavailableError', message: string, code: ErrorCode }
    | { __typename: 'ValidationError', message: string, code: ErrorCode, path: Array<string> }
   };

export type DeleteTeamMutationVariables = Exact<{
  input: DeleteTeamInput;
}>;


export type DeleteTeamMutation = { deleteTeam:
    | { __typename: 'ConflictError', message: string, code: ErrorCode, current:
        | { id: string }
        | { id: string }
        | { version: number, id: string }
        | { id: string }
       | null }
    | { __typename: 'DeleteTeamPayload', deletedId: string, supervisor: { id: string, teams: { nodes: Array<{ id: string }> } } }
    | { __typename: 'ForbiddenError', message: string, code: ErrorCode, required: Role }
    | { __typename: 'HasActiveMembersError', message: string, code: ErrorCode, count: number }
    | { __typename: 'NotFoundError', message: string, code: ErrorCode, path: Array<string>, id: string }
    | { __typename: 'UnavailableError', message: string, code: ErrorCode }
    | { __typename: 'ValidationError', message: string, code: ErrorCode, path: Array<string> }
   };

export type JoinWhileDeletedMutationVariables = Exact<{
  input: AddTeamMemberInput;
}>;


export type JoinWhileDeletedMutation = { addTeamMember:
    | { __typename: 'AddTeamMemberPayload' }
    | { __typename: 'AlreadyMemberError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type TeamQueryVariables = Exact<{
  id: string | number;
}>;


export type TeamQuery = { team: { id: string, name: string, description: string | null, objective: string | null, config: Record<string, unknown>, allowedActions: Array<TeamAction>, version: number, createdAt: string, updatedAt: string, supervisor: { name: string } } | null };

export type MembersQueryVariables = Exact<{
  id: string | number;
  active?: boolean | null | undefined;
  asOf?: string | null | undefined;
}>;


export type MembersQuery = { team: { memberCount: number, members: { totalCount: number, nodes: Array<{ id: string }> } } | null };

export type MembershipQueryVariables = Exact<{
  id: string | number;
}>;


export type MembershipQuery = { node:
    | { id: string, role: string, metadata: Record<string, unknown>, active: boolean, joinedAt: string, leftAt: string | null, version: number, team: { id: string }, agent: { id: string } }
    | Record<PropertyKey, never>
   | null };

export type AgentMembershipsQueryVariables = Exact<{
  id: string | number;
  active?: boolean | null | undefined;
  asOf?: string | null | undefined;
}>;


export type AgentMembershipsQuery = { agent: { id: string, memberships: { totalCount: number, nodes: Array<{ joinedAt: string, team: { name: string, supervisor: { name: string } } }> } } };

export type UpdateTeamMutationVariables = Exact<{
  input: UpdateTeamInput;
}>;


export type UpdateTeamMutation = { updateTeam:
    | { __typename: 'ConflictError', message: string, code: ErrorCode, path: Array<string>, current:
        | { id: string }
        | { id: string }
        | { version: number, id: string }
        | { id: string }
       | null }
    | { __typename: 'ForbiddenError', message: string, code: ErrorCode, required: Role }
    | { __typename: 'NameTakenError', message: string, code: ErrorCode, path: Array<string>, name: string, existing:
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
       | null }
    | { __typename: 'NotFoundError', message: string, code: ErrorCode, path: Array<string>, id: string }
    | { __typename: 'UnavailableError', message: string, code: ErrorCode }
    | { __typename: 'UpdateTeamPayload', changed: boolean, team: { id: string, name: string, description: string | null, objective: string | null, config: Record<string, unknown>, version: number } }
    | { __typename: 'ValidationError', message: string, code: ErrorCode, path: Array<string> }
   };

export type CreateTokenMutationVariables = Exact<{
  input: CreateTokenInput;
}>;


export type CreateTokenMutation = { createToken:
    | { __typename: 'CreateTokenPayload', secret: string, token: { id: string, actor: string, role: Role, withinId: string | null, description: string | null, createdBy: string, createdAt: string, expiresAt: string | null, revokedAt: string | null, lastUsedAt: string | null, within: { name: string } | null } }
    | { __typename: 'ForbiddenError', message: string, code: ErrorCode }
    | { __typename: 'NotFoundError', message: string, code: ErrorCode }
    | { __typename: 'UnavailableError', message: string, code: ErrorCode }
    | { __typename: 'ValidationError', message: string, code: ErrorCode, path: Array<string> }
   };

export type RevokeTokenMutationVariables = Exact<{
  id: string | number;
}>;


export type RevokeTokenMutation = { revokeToken:
    | { __typename: 'ForbiddenError', message: string, code: ErrorCode }
    | { __typename: 'NotFoundError', message: string, code: ErrorCode }
    | { __typename: 'RevokeTokenPayload', changed: boolean, token: { id: string, revokedAt: string | null } }
    | { __typename: 'UnavailableError', message: string, code: ErrorCode }
    | { __typename: 'ValidationError', message: string, code: ErrorCode }
   };

export type TokensQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type TokensQuery = { tokens: { totalCount: number, nodes: Array<{ id: string }>, pageInfo: { endCursor: string | null, hasNextPage: boolean } } };

export type LookWhileLockedQueryVariables = Exact<{ [key: string]: never; }>;


export type LookWhileLockedQuery = { supervisors: { nodes: Array<{ name: string, teams: { totalCount: number } }> } };

export type WhoAsksQueryVariables = Exact<{ [key: string]: never; }>;


export type WhoAsksQuery = { viewer: { actor: string, role: Role, within: { name: string } | null } };

export type CountAfterBootQueryVariables = Exact<{ [key: string]: never; }>;


export type CountAfterBootQuery = { stats: { supervisors: number } };

export type CountOnDataDirQueryVariables = Exact<{ [key: string]: never; }>;


export type CountOnDataDirQuery = { stats: { supervisors: number } };

export type SpawnOnDataDirMutationVariables = Exact<{
  name: string;
}>;


export type SpawnOnDataDirMutation = { spawnSupervisor:
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'LevelLimitError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'SpawnSupervisorPayload' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type ChildrenAsSpawnedQueryVariables = Exact<{
  id: string | number;
}>;


export type ChildrenAsSpawnedQuery = { supervisor: { children: { nodes: Array<{ name: string }> }, teams: { nodes: Array<{ name: string }> } } | null };

export type ApplyFleetMutationVariables = Exact<{
  input: ApplyFleetInput;
}>;


export type ApplyFleetMutation = { result:
    | { __typename: 'AlreadyMemberError', code: ErrorCode, message: string, path: Array<string> }
    | { __typename: 'ApplyFleetPayload', changed: boolean, changes: Array<{ kind: FleetChangeKind, object: FleetObject, key: string, teamKey: string | null, agentId: string | null, id: string | null, name: string, before: Record<string, unknown> | null, after: Record<string, unknown> | null, drift: Array<string>, teams: number, members: number }>, unlistedTeams: Array<{ key: string, teamKey: string }>, comparison: { missing: Array<string>, different: Array<string>, unlisted: Array<{ key: string, name: string, status: SupervisorStatus }> } | null, impact: { supervisors: number, activeAgents: number, token: string } }
    | { __typename: 'ConfirmationRequiredError', code: ErrorCode, message: string, impact: { token: string } }
    | { __typename: 'ConflictError', code: ErrorCode, message: string, path: Array<string>, current:
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
       | null }
    | { __typename: 'CycleError', code: ErrorCode, message: string }
    | { __typename: 'ForbiddenError', code: ErrorCode, message: string }
    | { __typename: 'HasLiveChildrenError', code: ErrorCode, message: string, count: number }
    | { __typename: 'LevelLimitError', code: ErrorCode, message: string, path: Array<string> }
    | { __typename: 'LimitExceededError', code: ErrorCode, message: string, path: Array<string> }
    | { __typename: 'NameTakenError', code: ErrorCode, message: string, path: Array<string> }
    | { __typename: 'NotFoundError', code: ErrorCode, message: string, path: Array<string> }
    | { __typename: 'ParentUnavailableError', code: ErrorCode, message: string, path: Array<string> }
    | { __typename: 'UnavailableError', code: ErrorCode, message: string }
    | { __typename: 'ValidationError', code: ErrorCode, message: string, path: Array<string> }
   };

export type MoveMutationVariables = Exact<{
  input: MoveSupervisorInput;
}>;


export type MoveMutation = { moveSupervisor:
    | { __typename: 'ConflictError', message: string, code: ErrorCode, current:
        | { id: string }
        | { version: number, id: string }
        | { id: string }
        | { id: string }
       | null }
    | { __typename: 'CycleError', message: string, code: ErrorCode }
    | { __typename: 'ForbiddenError', message: string, code: ErrorCode, required: Role }
    | { __typename: 'InvalidTransitionError', message: string, code: ErrorCode, from: SupervisorStatus, to: SupervisorStatus, allowed: Array<SupervisorStatus> }
    | { __typename: 'LevelLimitError', message: string, code: ErrorCode, limit: number, actual: number }
    | { __typename: 'LimitExceededError', message: string, code: ErrorCode }
    | { __typename: 'MoveSupervisorPayload', changed: boolean, movedCount: number, supervisor: { id: string, version: number, hierarchyLevel: number, parent: { id: string } | null } }
    | { __typename: 'NameTakenError', message: string, code: ErrorCode, name: string, existing:
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
       | null }
    | { __typename: 'NotFoundError', message: string, code: ErrorCode, path: Array<string>, id: string }
    | { __typename: 'ParentUnavailableError', message: string, code: ErrorCode, supervisor: { id: string, status: SupervisorStatus } }
    | { __typename: 'UnavailableError', message: string, code: ErrorCode }
    | { __typename: 'ValidationError', message: string, code: ErrorCode, path: Array<string> }
   };

export type SpawnHierarchyMutationVariables = Exact<{
  input: SpawnHierarchyInput;
}>;


export type SpawnHierarchyMutation = { spawnHierarchy:
    | { __typename: 'AlreadyMemberError', message: string, code: ErrorCode, path: Array<string>, memberships: Array<{ id: string }> }
    | { __typename: 'ConflictError', message: string, code: ErrorCode, path: Array<string>, current:
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
       | null }
    | { __typename: 'ForbiddenError', message: string, code: ErrorCode }
    | { __typename: 'LevelLimitError', message: string, code: ErrorCode, path: Array<string>, limit: number, actual: number }
    | { __typename: 'LimitExceededError', message: string, code: ErrorCode, path: Array<string>, limit: number, actual: number }
    | { __typename: 'NameTakenError', message: string, code: ErrorCode, path: Array<string>, name: string, namesake:
        | { id: string }
        | { id: string }
        | { id: string }
        | { id: string }
       | null }
    | { __typename: 'NotFoundError', message: string, code: ErrorCode, path: Array<string>, id: string }
    | { __typename: 'ParentUnavailableError', message: string, code: ErrorCode, path: Array<string>, supervisor: { id: string, status: SupervisorStatus } }
    | { __typename: 'SpawnHierarchyPayload', created: number, existing: number, supervisors: Array<{ id: string, name: string, status: SupervisorStatus }> }
    | { __typename: 'UnavailableError', message: string, code: ErrorCode }
    | { __typename: 'ValidationError', message: string, code: ErrorCode, path: Array<string> }
   };

export type FollowRootSubscriptionVariables = Exact<{
  within: string | number;
  after: string;
}>;


export type FollowRootSubscription = { supervisorEvents:
    | { __typename: 'ResyncRequired', reason: string, eventCursor: string }
    | { __typename: 'SupervisorEvent', cursor: string, type: SupervisorEventType, version: number, supervisorId: string, teamId: string | null, membershipId: string | null, before: Record<string, unknown> | null, after: Record<string, unknown> | null }
   };

export type FollowEventsSubscriptionVariables = Exact<{
  within?: string | number | null | undefined;
  types?: Array<SupervisorEventType> | SupervisorEventType | null | undefined;
  after?: string | null | undefined;
}>;


export type FollowEventsSubscription = { supervisorEvents:
    | { __typename: 'ResyncRequired', reason: string, eventCursor: string }
    | { __typename: 'SupervisorEvent', cursor: string, type: SupervisorEventType, supervisorId: string, version: number, after: Record<string, unknown> | null, supervisor: { name: string, status: SupervisorStatus } | null }
   };

export type CursorToFollowQueryVariables = Exact<{ [key: string]: never; }>;


export type CursorToFollowQuery = { eventCursor: string };

export type SpawnToFollowMutationVariables = Exact<{
  name: string;
  parentId?: string | number | null | undefined;
}>;


export type SpawnToFollowMutation = { spawnSupervisor:
    | { supervisor: { id: string } }
    | Record<PropertyKey, never>
   };

export type MoveToFollowMutationVariables = Exact<{
  id: string | number;
  parentId?: string | number | null | undefined;
}>;


export type MoveToFollowMutation = { moveSupervisor:
    | { __typename: 'ConflictError' }
    | { __typename: 'CycleError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'InvalidTransitionError' }
    | { __typename: 'LevelLimitError' }
    | { __typename: 'LimitExceededError' }
    | { __typename: 'MoveSupervisorPayload' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type EventsQueryVariables = Exact<{
  within?: string | number | null | undefined;
  types?: Array<SupervisorEventType> | SupervisorEventType | null | undefined;
  actor?: string | null | undefined;
  since?: string | null | undefined;
  until?: string | null | undefined;
  newestFirst?: boolean | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}>;


export type EventsQuery = { events: { totalCount: number, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null }, edges: Array<{ cursor: string, node: { id: string } }>, nodes: Array<{ cursor: string, type: SupervisorEventType, at: string, actor: string, onBehalfOf: string | null, traceId: string | null, reason: string | null, supervisorId: string, teamId: string | null, membershipId: string | null, agentId: string | null, version: number, before: Record<string, unknown> | null, after: Record<string, unknown> | null, causedBy: string | null, supervisor: { name: string } | null }> } };

export type SpawnByWriterMutationVariables = Exact<{
  id: string | number;
  name: string;
  parentId: string | number;
}>;


export type SpawnByWriterMutation = { result:
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'LevelLimitError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'SpawnSupervisorPayload' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type ActivateByWriterMutationVariables = Exact<{
  id: string | number;
}>;


export type ActivateByWriterMutation = { result:
    | { __typename: 'ActivateSupervisorPayload' }
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'InvalidTransitionError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type UpdateByWriterMutationVariables = Exact<{
  id: string | number;
  config: unknown;
}>;


export type UpdateByWriterMutation = { result:
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'InvalidTransitionError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'UpdateSupervisorPayload' }
    | { __typename: 'ValidationError' }
   };

export type MoveByWriterMutationVariables = Exact<{
  id: string | number;
  parentId: string | number;
}>;


export type MoveByWriterMutation = { result:
    | { __typename: 'ConflictError' }
    | { __typename: 'CycleError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'InvalidTransitionError' }
    | { __typename: 'LevelLimitError' }
    | { __typename: 'LimitExceededError' }
    | { __typename: 'MoveSupervisorPayload' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type PauseByWriterMutationVariables = Exact<{
  id: string | number;
}>;


export type PauseByWriterMutation = { result:
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'InvalidTransitionError' }
    | { __typename: 'LimitExceededError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'PauseSupervisorPayload' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type ResumeByWriterMutationVariables = Exact<{
  id: string | number;
}>;


export type ResumeByWriterMutation = { result:
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'InvalidTransitionError' }
    | { __typename: 'LimitExceededError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ResumeSupervisorPayload' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type TerminateByWriterMutationVariables = Exact<{
  id: string | number;
}>;


export type TerminateByWriterMutation = { result:
    | { __typename: 'ConfirmationRequiredError' }
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'HasLiveChildrenError' }
    | { __typename: 'LimitExceededError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'TerminateSupervisorPayload' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type CreateTeamByWriterMutationVariables = Exact<{
  id: string | number;
  supervisorId: string | number;
  agentId: string | number;
}>;


export type CreateTeamByWriterMutation = { result:
    | { __typename: 'AlreadyMemberError' }
    | { __typename: 'ConflictError' }
    | { __typename: 'CreateTeamPayload' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'LimitExceededError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type JoinByWriterMutationVariables = Exact<{
  teamId: string | number;
  agentId: string | number;
}>;


export type JoinByWriterMutation = { result:
    | { __typename: 'AddTeamMemberPayload' }
    | { __typename: 'AlreadyMemberError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type LeaveByWriterMutationVariables = Exact<{
  teamId: string | number;
  agentId: string | number;
}>;


export type LeaveByWriterMutation = { result:
    | { __typename: 'ForbiddenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'RemoveTeamMemberPayload' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type TerminateInRaceMutationVariables = Exact<{
  id: string | number;
}>;


export type TerminateInRaceMutation = { terminateSupervisor:
    | { __typename: 'ConfirmationRequiredError' }
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'HasLiveChildrenError' }
    | { __typename: 'LimitExceededError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'TerminateSupervisorPayload' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type SpawnInRaceMutationVariables = Exact<{
  id?: string | number | null | undefined;
  name: string;
  parentId: string | number;
}>;


export type SpawnInRaceMutation = { spawnSupervisor:
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'LevelLimitError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'SpawnSupervisorPayload', created: boolean }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type AddMemberInRaceMutationVariables = Exact<{
  teamId: string | number;
  agentId: string | number;
}>;


export type AddMemberInRaceMutation = { addTeamMember:
    | { __typename: 'AddTeamMemberPayload' }
    | { __typename: 'AlreadyMemberError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type CreateTeamInRaceMutationVariables = Exact<{
  supervisorId: string | number;
  name: string;
  agentId: string | number;
}>;


export type CreateTeamInRaceMutation = { createTeam:
    | { __typename: 'AlreadyMemberError' }
    | { __typename: 'ConflictError' }
    | { __typename: 'CreateTeamPayload' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'LimitExceededError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type RemoveMemberInRaceMutationVariables = Exact<{
  id: string | number;
}>;


export type RemoveMemberInRaceMutation = { removeTeamMember:
    | { __typename: 'ForbiddenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'RemoveTeamMemberPayload' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type MoveInRaceMutationVariables = Exact<{
  id: string | number;
  parentId?: string | number | null | undefined;
}>;


export type MoveInRaceMutation = { moveSupervisor:
    | { __typename: 'ConflictError' }
    | { __typename: 'CycleError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'InvalidTransitionError' }
    | { __typename: 'LevelLimitError' }
    | { __typename: 'LimitExceededError' }
    | { __typename: 'MoveSupervisorPayload' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type RenameInRaceMutationVariables = Exact<{
  id: string | number;
  name: string;
}>;


export type RenameInRaceMutation = { updateSupervisor:
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'InvalidTransitionError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'UpdateSupervisorPayload' }
    | { __typename: 'ValidationError' }
   };

export type TransferInRaceMutationVariables = Exact<{
  id: string | number;
  toTeamId: string | number;
}>;


export type TransferInRaceMutation = { transferTeamMember:
    | { __typename: 'AlreadyMemberError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'TransferTeamMemberPayload' }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type PreviewInRaceMutationVariables = Exact<{
  id: string | number;
}>;


export type PreviewInRaceMutation = { terminateSupervisor:
    | { __typename: 'ConfirmationRequiredError' }
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'HasLiveChildrenError' }
    | { __typename: 'LimitExceededError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'TerminateSupervisorPayload', impact: { token: string } }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type ConfirmInRaceMutationVariables = Exact<{
  id: string | number;
  impactToken: string;
}>;


export type ConfirmInRaceMutation = { terminateSupervisor:
    | { __typename: 'ConfirmationRequiredError' }
    | { __typename: 'ConflictError' }
    | { __typename: 'ForbiddenError' }
    | { __typename: 'HasLiveChildrenError' }
    | { __typename: 'LimitExceededError' }
    | { __typename: 'NameTakenError' }
    | { __typename: 'NotFoundError' }
    | { __typename: 'ParentUnavailableError' }
    | { __typename: 'TerminateSupervisorPayload', changed: boolean }
    | { __typename: 'UnavailableError' }
    | { __typename: 'ValidationError' }
   };

export type BeatMutationVariables = Exact<{
  input: HeartbeatInput;
}>;


export type BeatMutation = { heartbeat:
    | { __typename: 'ForbiddenError', message: string, code: ErrorCode, required: Role }
    | { __typename: 'HeartbeatPayload', supervisorId: string, command: HeartbeatCommand, status: SupervisorStatus, version: number, incarnation: number, dueAt: string, accepted: boolean }
    | { __typename: 'NotFoundError', message: string, code: ErrorCode, path: Array<string>, id: string }
    | { __typename: 'UnavailableError', message: string, code: ErrorCode }
    | { __typename: 'ValidationError', message: string, code: ErrorCode, path: Array<string> }
   };

export type BeatsMutationVariables = Exact<{
  input: HeartbeatsInput;
}>;


export type BeatsMutation = { heartbeats:
    | { __typename: 'ForbiddenError', message: string, code: ErrorCode, required: Role }
    | { __typename: 'HeartbeatsPayload', results: Array<
        | { __typename: 'ForbiddenError', message: string, code: ErrorCode }
        | { __typename: 'HeartbeatPayload', supervisorId: string, command: HeartbeatCommand, status: SupervisorStatus, version: number, accepted: boolean }
        | { __typename: 'NotFoundError', message: string, code: ErrorCode, path: Array<string>, id: string }
        | { __typename: 'UnavailableError', message: string, code: ErrorCode }
        | { __typename: 'ValidationError', message: string, code: ErrorCode, path: Array<string> }
      > }
    | { __typename: 'LimitExceededError', message: string, code: ErrorCode, path: Array<string>, limit: number, actual: number }
    | { __typename: 'UnavailableError', message: string, code: ErrorCode }
    | { __typename: 'ValidationError', message: string, code: ErrorCode }
   };

export type ReadStartOfUpgradeQueryVariables = Exact<{ [key: string]: never; }>;


export type ReadStartOfUpgradeQuery = { eventCursor: string };

export type ReadDuringUpgradeQueryVariables = Exact<{
  id: string | number;
}>;


export type ReadDuringUpgradeQuery = { stats: { supervisors: number, activeAgents: number }, supervisor: { effectiveStatus: EffectiveStatus, descendants: { totalCount: number, nodes: Array<{ name: string, status: SupervisorStatus, version: number, teams: { nodes: Array<{ name: string, memberCount: number }> } }> } } | null, events: { nodes: Array<{ cursor: string, type: SupervisorEventType, supervisorId: string }> } };

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
export const TransferredMemberFragmentDoc = new TypedDocumentString(`
    fragment TransferredMember on SupervisorTeamMember {
  id
  agent {
    id
  }
  team {
    id
  }
  role
  metadata
  active
  joinedAt
  leftAt
  version
}
    `, {"fragmentName":"TransferredMember"}) as unknown as TypedDocumentString<TransferredMemberFragment, unknown>;
export const AllStatsFragmentDoc = new TypedDocumentString(`
    fragment AllStats on HierarchyStats {
  supervisors
  byStatus {
    status
    count
  }
  byHealth {
    state
    count
  }
  teams
  activeMemberships
  activeAgents
  maxLevel
  computedAt
}
    `, {"fragmentName":"AllStats"}) as unknown as TypedDocumentString<AllStatsFragment, unknown>;
export const WholeImpactFragmentDoc = new TypedDocumentString(`
    fragment WholeImpact on TerminationImpact {
  supervisors
  teams
  activeMemberships
  activeAgents
  reparented
  token
}
    `, {"fragmentName":"WholeImpact"}) as unknown as TypedDocumentString<WholeImpactFragment, unknown>;
export const FollowWithTokenDocument = new TypedDocumentString(`
    subscription FollowWithToken {
  supervisorEvents {
    __typename
  }
}
    `) as unknown as TypedDocumentString<FollowWithTokenSubscription, FollowWithTokenSubscriptionVariables>;
export const ReadCursorForLibraryDocument = new TypedDocumentString(`
    query ReadCursorForLibrary {
  eventCursor
}
    `) as unknown as TypedDocumentString<ReadCursorForLibraryQuery, ReadCursorForLibraryQueryVariables>;
export const ReadEndCursorForLibraryDocument = new TypedDocumentString(`
    query ReadEndCursorForLibrary($id: ID!) {
  agent(id: $id) {
    memberships(first: 2) {
      pageInfo {
        endCursor
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ReadEndCursorForLibraryQuery, ReadEndCursorForLibraryQueryVariables>;
export const StateAfterTheFormDocument = new TypedDocumentString(`
    query StateAfterTheForm($id: ID!) {
  supervisor(id: $id) {
    status
    statusReason
    name
    parent {
      name
    }
    children {
      nodes {
        name
      }
    }
  }
}
    `) as unknown as TypedDocumentString<StateAfterTheFormQuery, StateAfterTheFormQueryVariables>;
export const RenameMeanwhileDocument = new TypedDocumentString(`
    mutation RenameMeanwhile($id: ID!, $name: String!) {
  updateSupervisor(input: {id: $id, name: $name}) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<RenameMeanwhileMutation, RenameMeanwhileMutationVariables>;
export const SpawnInTheDashboardDocument = new TypedDocumentString(`
    mutation SpawnInTheDashboard($parentId: ID, $name: String!) {
  spawnSupervisor(input: {parentId: $parentId, name: $name}) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<SpawnInTheDashboardMutation, SpawnInTheDashboardMutationVariables>;
export const PauseInTheDashboardDocument = new TypedDocumentString(`
    mutation PauseInTheDashboard($id: ID!) {
  pauseSupervisor(input: {id: $id, reason: "maintenance"}) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<PauseInTheDashboardMutation, PauseInTheDashboardMutationVariables>;
export const MoveInTheDashboardDocument = new TypedDocumentString(`
    mutation MoveInTheDashboard($id: ID!, $parentId: ID!) {
  moveSupervisor(input: {id: $id, parentId: $parentId}) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<MoveInTheDashboardMutation, MoveInTheDashboardMutationVariables>;
export const JoinBesideOthersDocument = new TypedDocumentString(`
    mutation JoinBesideOthers($teamId: ID!, $agentId: ID!) {
  addTeamMember(input: {teamId: $teamId, agentId: $agentId}) {
    __typename
    ... on NotFoundError {
      id
      path
    }
  }
}
    `) as unknown as TypedDocumentString<JoinBesideOthersMutation, JoinBesideOthersMutationVariables>;
export const SpawnWhileAwayDocument = new TypedDocumentString(`
    mutation SpawnWhileAway($id: ID, $name: String!) {
  spawnSupervisor(input: {id: $id, name: $name}) {
    __typename
    ... on UnavailableError {
      code
      message
      retryAfterMs
    }
  }
}
    `) as unknown as TypedDocumentString<SpawnWhileAwayMutation, SpawnWhileAwayMutationVariables>;
export const BeatWhileAwayDocument = new TypedDocumentString(`
    mutation BeatWhileAway($id: ID!) {
  heartbeat(input: {supervisorId: $id}) {
    __typename
    ... on UnavailableError {
      code
      retryAfterMs
    }
  }
}
    `) as unknown as TypedDocumentString<BeatWhileAwayMutation, BeatWhileAwayMutationVariables>;
export const BeatTogetherWhileAwayDocument = new TypedDocumentString(`
    mutation BeatTogetherWhileAway($heartbeats: [HeartbeatInput!]!) {
  heartbeats(input: {heartbeats: $heartbeats}) {
    __typename
    ... on HeartbeatsPayload {
      results {
        __typename
        ... on UnavailableError {
          code
          retryAfterMs
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<BeatTogetherWhileAwayMutation, BeatTogetherWhileAwayMutationVariables>;
export const ListWhileAwayDocument = new TypedDocumentString(`
    query ListWhileAway {
  supervisors(first: 1) {
    totalCount
    nodes {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<ListWhileAwayQuery, ListWhileAwayQueryVariables>;
export const CountAsOwnerDocument = new TypedDocumentString(`
    query CountAsOwner {
  stats {
    supervisors
  }
}
    `) as unknown as TypedDocumentString<CountAsOwnerQuery, CountAsOwnerQueryVariables>;
export const SpawnBehindMoveDocument = new TypedDocumentString(`
    mutation SpawnBehindMove($name: String!, $parentId: ID!) {
  spawnSupervisor(input: {name: $name, parentId: $parentId}) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<SpawnBehindMoveMutation, SpawnBehindMoveMutationVariables>;
export const ReadBesideMoveDocument = new TypedDocumentString(`
    query ReadBesideMove($id: ID!) {
  supervisor(id: $id) {
    name
    children {
      nodes {
        name
        status
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ReadBesideMoveQuery, ReadBesideMoveQueryVariables>;
export const SpawnThenKillDocument = new TypedDocumentString(`
    mutation SpawnThenKill($input: SpawnHierarchyInput!) {
  spawnHierarchy(input: $input) {
    __typename
    ... on SpawnHierarchyPayload {
      created
      existing
    }
  }
}
    `) as unknown as TypedDocumentString<SpawnThenKillMutation, SpawnThenKillMutationVariables>;
export const TerminateThenKillDocument = new TypedDocumentString(`
    mutation TerminateThenKill($id: ID!, $impactToken: String!) {
  terminateSupervisor(
    input: {id: $id, childPolicy: CASCADE, impactToken: $impactToken}
  ) {
    __typename
    ... on TerminateSupervisorPayload {
      changed
    }
  }
}
    `) as unknown as TypedDocumentString<TerminateThenKillMutation, TerminateThenKillMutationVariables>;
export const SpawnWithIdDocument = new TypedDocumentString(`
    mutation SpawnWithId($id: ID!, $name: String!, $parentId: ID) {
  spawnSupervisor(input: {id: $id, name: $name, parentId: $parentId}) {
    __typename
    ... on SpawnSupervisorPayload {
      created
    }
  }
}
    `) as unknown as TypedDocumentString<SpawnWithIdMutation, SpawnWithIdMutationVariables>;
export const SpawnAgainDocument = new TypedDocumentString(`
    mutation SpawnAgain($name: String!) {
  spawnSupervisor(input: {name: $name}) {
    __typename
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<SpawnAgainMutation, SpawnAgainMutationVariables>;
export const CascadeAgainDocument = new TypedDocumentString(`
    mutation CascadeAgain($id: ID!) {
  terminateSupervisor(input: {id: $id, childPolicy: CASCADE}) {
    __typename
    ... on TerminateSupervisorPayload {
      changed
      impact {
        supervisors
      }
    }
  }
}
    `) as unknown as TypedDocumentString<CascadeAgainMutation, CascadeAgainMutationVariables>;
export const ReadTimesDocument = new TypedDocumentString(`
    query ReadTimes($id: ID!) {
  supervisor(id: $id) {
    createdAt
    updatedAt
    statusChangedAt
    lastHeartbeat
  }
}
    `) as unknown as TypedDocumentString<ReadTimesQuery, ReadTimesQueryVariables>;
export const PageTimesDocument = new TypedDocumentString(`
    query PageTimes($after: String, $before: String, $first: Int, $last: Int) {
  supervisors(
    filter: {rootsOnly: true}
    orderBy: {field: CREATED_AT}
    after: $after
    before: $before
    first: $first
    last: $last
  ) {
    edges {
      cursor
      node {
        name
        createdAt
      }
    }
  }
}
    `) as unknown as TypedDocumentString<PageTimesQuery, PageTimesQueryVariables>;
export const MembersAsOfDocument = new TypedDocumentString(`
    query MembersAsOf($team: ID!, $asOf: DateTime!, $after: String) {
  node(id: $team) {
    __typename
    ... on SupervisorTeam {
      members(asOf: $asOf, first: 1, after: $after) {
        edges {
          cursor
          node {
            role
            joinedAt
            leftAt
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<MembersAsOfQuery, MembersAsOfQueryVariables>;
export const SpawnNowDocument = new TypedDocumentString(`
    mutation SpawnNow($name: String!) {
  spawnSupervisor(input: {name: $name}) {
    ... on SpawnSupervisorPayload {
      supervisor {
        createdAt
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SpawnNowMutation, SpawnNowMutationVariables>;
export const SpawnForTruthDocument = new TypedDocumentString(`
    mutation SpawnForTruth($name: String!) {
  result: spawnSupervisor(input: {name: $name}) {
    __typename
    ... on SpawnSupervisorPayload {
      supervisor {
        id
        children {
          totalCount
        }
      }
    }
    ... on UnavailableError {
      effect
      ids
    }
  }
}
    `) as unknown as TypedDocumentString<SpawnForTruthMutation, SpawnForTruthMutationVariables>;
export const JoinForTruthDocument = new TypedDocumentString(`
    mutation JoinForTruth($teamId: ID!, $agentId: ID!) {
  result: addTeamMember(input: {teamId: $teamId, agentId: $agentId}) {
    __typename
    ... on AddTeamMemberPayload {
      member {
        id
        team {
          name
        }
      }
    }
    ... on UnavailableError {
      effect
      ids
    }
  }
}
    `) as unknown as TypedDocumentString<JoinForTruthMutation, JoinForTruthMutationVariables>;
export const BeatForTruthDocument = new TypedDocumentString(`
    mutation BeatForTruth($id: ID!, $sequence: Int!) {
  heartbeat(input: {supervisorId: $id, sequence: $sequence}) {
    __typename
    ... on HeartbeatPayload {
      accepted
    }
    ... on UnavailableError {
      effect
      message
    }
  }
}
    `) as unknown as TypedDocumentString<BeatForTruthMutation, BeatForTruthMutationVariables>;
export const ReadSoakStartDocument = new TypedDocumentString(`
    query ReadSoakStart {
  eventCursor
}
    `) as unknown as TypedDocumentString<ReadSoakStartQuery, ReadSoakStartQueryVariables>;
export const ReadStartDocument = new TypedDocumentString(`
    query ReadStart {
  eventCursor
}
    `) as unknown as TypedDocumentString<ReadStartQuery, ReadStartQueryVariables>;
export const PauseProcessDocument = new TypedDocumentString(`
    mutation PauseProcess($id: ID!) {
  pauseSupervisor(input: {id: $id}) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<PauseProcessMutation, PauseProcessMutationVariables>;
export const ResumeProcessDocument = new TypedDocumentString(`
    mutation ResumeProcess($id: ID!) {
  resumeSupervisor(input: {id: $id}) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<ResumeProcessMutation, ResumeProcessMutationVariables>;
export const ConfigureProcessDocument = new TypedDocumentString(`
    mutation ConfigureProcess($id: ID!, $mergeConfig: JSONObject!) {
  updateSupervisor(input: {id: $id, mergeConfig: $mergeConfig}) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<ConfigureProcessMutation, ConfigureProcessMutationVariables>;
export const RestartProcessDocument = new TypedDocumentString(`
    mutation RestartProcess($id: ID!) {
  restartSupervisor(input: {id: $id}) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<RestartProcessMutation, RestartProcessMutationVariables>;
export const TerminateProcessDocument = new TypedDocumentString(`
    mutation TerminateProcess($id: ID!) {
  terminateSupervisor(input: {id: $id}) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<TerminateProcessMutation, TerminateProcessMutationVariables>;
export const FollowTogetherDocument = new TypedDocumentString(`
    subscription FollowTogether($within: ID, $types: [SupervisorEventType!], $after: String) {
  supervisorEvents(within: $within, types: $types, after: $after) {
    __typename
    ... on SupervisorEvent {
      cursor
      type
      supervisor {
        name
        health {
          state
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<FollowTogetherSubscription, FollowTogetherSubscriptionVariables>;
export const CursorsToFollowDocument = new TypedDocumentString(`
    query CursorsToFollow {
  events(first: 10) {
    nodes {
      cursor
    }
  }
}
    `) as unknown as TypedDocumentString<CursorsToFollowQuery, CursorsToFollowQueryVariables>;
export const SpawnToBeShownDocument = new TypedDocumentString(`
    mutation SpawnToBeShown($name: String!) {
  spawnSupervisor(input: {name: $name}) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<SpawnToBeShownMutation, SpawnToBeShownMutationVariables>;
export const CountSupervisorsOverHttpDocument = new TypedDocumentString(`
    query CountSupervisorsOverHttp {
  stats {
    supervisors
  }
}
    `) as unknown as TypedDocumentString<CountSupervisorsOverHttpQuery, CountSupervisorsOverHttpQueryVariables>;
export const SpawnWhileDrainingDocument = new TypedDocumentString(`
    mutation SpawnWhileDraining($name: String!) {
  spawnSupervisor(input: {name: $name}) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<SpawnWhileDrainingMutation, SpawnWhileDrainingMutationVariables>;
export const ListWhileDrainingDocument = new TypedDocumentString(`
    query ListWhileDraining {
  supervisors {
    totalCount
  }
}
    `) as unknown as TypedDocumentString<ListWhileDrainingQuery, ListWhileDrainingQueryVariables>;
export const FollowInCyclesDocument = new TypedDocumentString(`
    subscription FollowInCycles($after: String) {
  supervisorEvents(after: $after) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<FollowInCyclesSubscription, FollowInCyclesSubscriptionVariables>;
export const AskInCyclesDocument = new TypedDocumentString(`
    query AskInCycles {
  __typename
}
    `) as unknown as TypedDocumentString<AskInCyclesQuery, AskInCyclesQueryVariables>;
export const SpawnOverWebSocketDocument = new TypedDocumentString(`
    mutation SpawnOverWebSocket($name: String!) {
  spawnSupervisor(input: {name: $name}) {
    ... on SpawnSupervisorPayload {
      supervisor {
        name
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SpawnOverWebSocketMutation, SpawnOverWebSocketMutationVariables>;
export const SpawnUnderAnIdDocument = new TypedDocumentString(`
    mutation SpawnUnderAnId($name: String!) {
  spawnSupervisor(input: {name: $name}) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<SpawnUnderAnIdMutation, SpawnUnderAnIdMutationVariables>;
export const SpawnBeforeGoingAwayDocument = new TypedDocumentString(`
    mutation SpawnBeforeGoingAway($name: String!) {
  spawnSupervisor(input: {name: $name}) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<SpawnBeforeGoingAwayMutation, SpawnBeforeGoingAwayMutationVariables>;
export const BoundedSpawnDocument = new TypedDocumentString(`
    mutation BoundedSpawn($input: SpawnSupervisorInput!) {
  result: spawnSupervisor(input: $input) {
    __typename
    ... on ConflictError {
      current {
        id
      }
    }
    ... on ValidationError {
      path
      message
    }
  }
}
    `) as unknown as TypedDocumentString<BoundedSpawnMutation, BoundedSpawnMutationVariables>;
export const BoundedTerminateDocument = new TypedDocumentString(`
    mutation BoundedTerminate($input: TerminateSupervisorInput!) {
  result: terminateSupervisor(input: $input) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<BoundedTerminateMutation, BoundedTerminateMutationVariables>;
export const BoundedCreateTeamDocument = new TypedDocumentString(`
    mutation BoundedCreateTeam($input: CreateTeamInput!) {
  result: createTeam(input: $input) {
    __typename
    ... on ConflictError {
      current {
        id
      }
    }
  }
}
    `) as unknown as TypedDocumentString<BoundedCreateTeamMutation, BoundedCreateTeamMutationVariables>;
export const BoundedAddDocument = new TypedDocumentString(`
    mutation BoundedAdd($input: AddTeamMemberInput!) {
  result: addTeamMember(input: $input) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<BoundedAddMutation, BoundedAddMutationVariables>;
export const BoundedRemoveDocument = new TypedDocumentString(`
    mutation BoundedRemove($input: RemoveTeamMemberInput!) {
  result: removeTeamMember(input: $input) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<BoundedRemoveMutation, BoundedRemoveMutationVariables>;
export const BoundedReparentDocument = new TypedDocumentString(`
    mutation BoundedReparent($input: TerminateSupervisorInput!) {
  result: terminateSupervisor(input: $input) {
    __typename
    ... on ValidationError {
      path
    }
  }
}
    `) as unknown as TypedDocumentString<BoundedReparentMutation, BoundedReparentMutationVariables>;
export const BoundedViewDocument = new TypedDocumentString(`
    query BoundedView($id: ID!, $ids: [ID!]!) {
  supervisor(id: $id) {
    name
    status
    effectiveStatus
    blockedBy {
      name
    }
    parent {
      name
    }
    root {
      name
    }
    ancestors {
      name
    }
  }
  team(id: $id) {
    name
  }
  node(id: $id) {
    id
  }
  nodes(ids: $ids) {
    id
  }
  stats(within: $id) {
    supervisors
    teams
    activeMemberships
    activeAgents
  }
}
    `) as unknown as TypedDocumentString<BoundedViewQuery, BoundedViewQueryVariables>;
export const BoundedListsDocument = new TypedDocumentString(`
    query BoundedLists($filter: SupervisorFilter, $agent: ID!, $first: Int, $after: String) {
  supervisors(
    filter: $filter
    first: $first
    after: $after
    orderBy: {field: NAME}
  ) {
    totalCount
    pageInfo {
      hasNextPage
      hasPreviousPage
      endCursor
    }
    nodes {
      name
    }
  }
  agent(id: $agent) {
    memberships {
      totalCount
      nodes {
        team {
          name
        }
      }
    }
  }
  stats {
    supervisors
    byStatus {
      status
      count
    }
    teams
    activeMemberships
    activeAgents
  }
}
    `) as unknown as TypedDocumentString<BoundedListsQuery, BoundedListsQueryVariables>;
export const EventCursorDocument = new TypedDocumentString(`
    query EventCursor {
  eventCursor
}
    `) as unknown as TypedDocumentString<EventCursorQuery, EventCursorQueryVariables>;
export const EventsBehindDocument = new TypedDocumentString(`
    query EventsBehind($after: String) {
  events(newestFirst: false, after: $after) {
    nodes {
      type
    }
  }
}
    `) as unknown as TypedDocumentString<EventsBehindQuery, EventsBehindQueryVariables>;
export const EventsOfSupervisorDocument = new TypedDocumentString(`
    query EventsOfSupervisor($id: ID!, $types: [SupervisorEventType!], $newestFirst: Boolean, $first: Int, $after: String, $last: Int, $before: String) {
  supervisor(id: $id) {
    events(
      types: $types
      newestFirst: $newestFirst
      first: $first
      after: $after
      last: $last
      before: $before
    ) {
      totalCount
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
      edges {
        cursor
        node {
          id: cursor
        }
      }
      nodes {
        cursor
        type
      }
    }
  }
}
    `) as unknown as TypedDocumentString<EventsOfSupervisorQuery, EventsOfSupervisorQueryVariables>;
export const EventsOfMutationDocument = new TypedDocumentString(`
    query EventsOfMutation {
  events(first: 2) {
    nodes {
      type
      actor
      reason
      supervisorId
      causedBy
      cursor
    }
  }
}
    `) as unknown as TypedDocumentString<EventsOfMutationQuery, EventsOfMutationQueryVariables>;
export const SupervisorCursorDocument = new TypedDocumentString(`
    query SupervisorCursor {
  supervisors(first: 1) {
    pageInfo {
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<SupervisorCursorQuery, SupervisorCursorQueryVariables>;
export const SnapshotToFollowDocument = new TypedDocumentString(`
    query SnapshotToFollow {
  supervisors(first: 100) {
    nodes {
      id
      name
      version
    }
  }
  eventCursor
}
    `) as unknown as TypedDocumentString<SnapshotToFollowQuery, SnapshotToFollowQueryVariables>;
export const OwnedSupervisorsDocument = new TypedDocumentString(`
    query OwnedSupervisors($filter: SupervisorFilter) {
  supervisors(filter: $filter) {
    nodes {
      name
      fleet {
        name
        key
      }
      teams {
        nodes {
          fleetKey
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<OwnedSupervisorsQuery, OwnedSupervisorsQueryVariables>;
export const RenameBesideNumbersDocument = new TypedDocumentString(`
    mutation RenameBesideNumbers($supervisor: ID!, $team: ID!, $member: ID!) {
  updateSupervisor(input: {id: $supervisor, name: "b"}) {
    __typename
  }
  updateTeam(input: {id: $team, name: "b"}) {
    __typename
  }
  updateTeamMember(input: {id: $member, role: "LEAD"}) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<RenameBesideNumbersMutation, RenameBesideNumbersMutationVariables>;
export const MergeBesideNumbersDocument = new TypedDocumentString(`
    mutation MergeBesideNumbers($supervisor: ID!, $team: ID!, $member: ID!) {
  updateSupervisor(input: {id: $supervisor, mergeConfig: {small: null, new: 2}}) {
    __typename
  }
  updateTeam(input: {id: $team, mergeConfig: {account: 7}}) {
    __typename
  }
  updateTeamMember(input: {id: $member, metadata: {small: 1, new: 2}}) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<MergeBesideNumbersMutation, MergeBesideNumbersMutationVariables>;
export const ReadForeignNumbersDocument = new TypedDocumentString(`
    query ReadForeignNumbers($id: ID!) {
  supervisor(id: $id) {
    config
    healthMetrics
  }
}
    `) as unknown as TypedDocumentString<ReadForeignNumbersQuery, ReadForeignNumbersQueryVariables>;
export const AddTeamMemberDocument = new TypedDocumentString(`
    mutation AddTeamMember($input: AddTeamMemberInput!) {
  addTeamMember(input: $input) {
    __typename
    ... on AddTeamMemberPayload {
      member {
        id
        agent {
          id
        }
        team {
          id
          memberCount
        }
        role
        metadata
        active
        joinedAt
        leftAt
        version
      }
    }
    ... on Error {
      message
      code
    }
    ... on ValidationError {
      path
    }
    ... on NotFoundError {
      path
      id
    }
    ... on ParentUnavailableError {
      supervisor {
        id
        status
      }
    }
    ... on AlreadyMemberError {
      memberships {
        id
        role
        agent {
          id
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<AddTeamMemberMutation, AddTeamMemberMutationVariables>;
export const AddTeamMembersDocument = new TypedDocumentString(`
    mutation AddTeamMembers($input: AddTeamMembersInput!) {
  addTeamMembers(input: $input) {
    __typename
    ... on AddTeamMembersPayload {
      team {
        id
        memberCount
        version
      }
      members {
        agent {
          id
        }
        team {
          id
        }
        role
        metadata
        active
        joinedAt
        leftAt
        version
      }
    }
    ... on Error {
      message
      code
    }
    ... on ValidationError {
      path
    }
    ... on NotFoundError {
      path
      id
    }
    ... on ParentUnavailableError {
      supervisor {
        id
        status
      }
    }
    ... on AlreadyMemberError {
      path
      memberships {
        id
        agent {
          id
        }
      }
    }
    ... on LimitExceededError {
      path
      limit
      actual
    }
    ... on ForbiddenError {
      required
    }
  }
}
    `) as unknown as TypedDocumentString<AddTeamMembersMutation, AddTeamMembersMutationVariables>;
export const AddToDeletedDocument = new TypedDocumentString(`
    mutation AddToDeleted($input: AddTeamMemberInput!) {
  result: addTeamMember(input: $input) {
    __typename
    ... on NotFoundError {
      path
      id
    }
  }
}
    `) as unknown as TypedDocumentString<AddToDeletedMutation, AddToDeletedMutationVariables>;
export const TransferToDeletedDocument = new TypedDocumentString(`
    mutation TransferToDeleted($input: TransferTeamMemberInput!) {
  result: transferTeamMember(input: $input) {
    __typename
    ... on NotFoundError {
      path
      id
    }
  }
}
    `) as unknown as TypedDocumentString<TransferToDeletedMutation, TransferToDeletedMutationVariables>;
export const RemoveFromDeletedDocument = new TypedDocumentString(`
    mutation RemoveFromDeleted($input: RemoveTeamMemberInput!) {
  result: removeTeamMember(input: $input) {
    __typename
    ... on NotFoundError {
      path
      id
    }
  }
}
    `) as unknown as TypedDocumentString<RemoveFromDeletedMutation, RemoveFromDeletedMutationVariables>;
export const MembersAtMomentDocument = new TypedDocumentString(`
    query MembersAtMoment($id: ID!, $active: Boolean, $asOf: DateTime) {
  team(id: $id) {
    members(first: 100, active: $active, asOf: $asOf) {
      totalCount
      nodes {
        id
        joinedAt
        leftAt
      }
    }
  }
}
    `) as unknown as TypedDocumentString<MembersAtMomentQuery, MembersAtMomentQueryVariables>;
export const MembershipsAtMomentDocument = new TypedDocumentString(`
    query MembershipsAtMoment($id: ID!, $active: Boolean, $asOf: DateTime) {
  agent(id: $id) {
    memberships(first: 100, active: $active, asOf: $asOf) {
      totalCount
      nodes {
        id
        joinedAt
        leftAt
      }
    }
  }
}
    `) as unknown as TypedDocumentString<MembershipsAtMomentQuery, MembershipsAtMomentQueryVariables>;
export const TransferAtDocument = new TypedDocumentString(`
    mutation TransferAt($id: ID!, $toTeamId: ID!) {
  transferTeamMember(input: {id: $id, toTeamId: $toTeamId}) {
    ... on TransferTeamMemberPayload {
      joined {
        id
      }
    }
  }
}
    `) as unknown as TypedDocumentString<TransferAtMutation, TransferAtMutationVariables>;
export const JoinAtDocument = new TypedDocumentString(`
    mutation JoinAt($teamId: ID!, $agentId: ID!) {
  addTeamMember(input: {teamId: $teamId, agentId: $agentId}) {
    ... on AddTeamMemberPayload {
      member {
        id
      }
    }
  }
}
    `) as unknown as TypedDocumentString<JoinAtMutation, JoinAtMutationVariables>;
export const LeaveAtDocument = new TypedDocumentString(`
    mutation LeaveAt($teamId: ID!, $agentId: ID!) {
  removeTeamMember(input: {teamId: $teamId, agentId: $agentId}) {
    ... on RemoveTeamMemberPayload {
      changed
    }
  }
}
    `) as unknown as TypedDocumentString<LeaveAtMutation, LeaveAtMutationVariables>;
export const TerminateStaffedDocument = new TypedDocumentString(`
    mutation TerminateStaffed($id: ID!) {
  terminateSupervisor(input: {id: $id, childPolicy: CASCADE}) {
    ... on TerminateSupervisorPayload {
      changed
    }
  }
}
    `) as unknown as TypedDocumentString<TerminateStaffedMutation, TerminateStaffedMutationVariables>;
export const RemoveTeamMemberDocument = new TypedDocumentString(`
    mutation RemoveTeamMember($input: RemoveTeamMemberInput!) {
  removeTeamMember(input: $input) {
    __typename
    ... on RemoveTeamMemberPayload {
      changed
      member {
        id
        active
        joinedAt
        leftAt
        version
        team {
          memberCount
        }
      }
    }
    ... on Error {
      message
      code
    }
    ... on ValidationError {
      path
    }
    ... on NotFoundError {
      path
      id
    }
  }
}
    `) as unknown as TypedDocumentString<RemoveTeamMemberMutation, RemoveTeamMemberMutationVariables>;
export const TransferTeamMemberDocument = new TypedDocumentString(`
    mutation TransferTeamMember($input: TransferTeamMemberInput!) {
  transferTeamMember(input: $input) {
    __typename
    ... on TransferTeamMemberPayload {
      left {
        ...TransferredMember
      }
      joined {
        ...TransferredMember
      }
    }
    ... on Error {
      message
      code
    }
    ... on ValidationError {
      path
    }
    ... on NotFoundError {
      path
      id
    }
    ... on ParentUnavailableError {
      supervisor {
        id
        status
      }
    }
    ... on AlreadyMemberError {
      memberships {
        id
        team {
          id
        }
      }
    }
    ... on ForbiddenError {
      required
    }
  }
}
    fragment TransferredMember on SupervisorTeamMember {
  id
  agent {
    id
  }
  team {
    id
  }
  role
  metadata
  active
  joinedAt
  leftAt
  version
}`) as unknown as TypedDocumentString<TransferTeamMemberMutation, TransferTeamMemberMutationVariables>;
export const UpdateTeamMemberDocument = new TypedDocumentString(`
    mutation UpdateTeamMember($input: UpdateTeamMemberInput!) {
  updateTeamMember(input: $input) {
    __typename
    ... on UpdateTeamMemberPayload {
      changed
      member {
        id
        role
        metadata
        version
      }
    }
    ... on Error {
      message
      code
    }
    ... on ValidationError {
      path
    }
    ... on NotFoundError {
      path
      id
    }
    ... on ConflictError {
      current {
        id
        ... on SupervisorTeamMember {
          version
          active
          leftAt
        }
      }
    }
    ... on ForbiddenError {
      required
    }
  }
}
    `) as unknown as TypedDocumentString<UpdateTeamMemberMutation, UpdateTeamMemberMutationVariables>;
export const EndWhileUpdatedDocument = new TypedDocumentString(`
    mutation EndWhileUpdated($input: RemoveTeamMemberInput!) {
  removeTeamMember(input: $input) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<EndWhileUpdatedMutation, EndWhileUpdatedMutationVariables>;
export const NodesDocument = new TypedDocumentString(`
    query Nodes($ids: [ID!]!) {
  nodes(ids: $ids) {
    __typename
    id
    ... on Supervisor {
      name
    }
    ... on SupervisorTeam {
      name
      supervisor {
        name
      }
    }
    ... on SupervisorTeamMember {
      active
    }
  }
}
    `) as unknown as TypedDocumentString<NodesQuery, NodesQueryVariables>;
export const NodeDocument = new TypedDocumentString(`
    query Node($id: ID!) {
  node(id: $id) {
    __typename
    id
  }
}
    `) as unknown as TypedDocumentString<NodeQuery, NodeQueryVariables>;
export const RefetchAgentDocument = new TypedDocumentString(`
    query RefetchAgent($id: ID!) {
  node(id: $id) {
    ... on Agent {
      id
      memberships(active: false) {
        nodes {
          active
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<RefetchAgentQuery, RefetchAgentQueryVariables>;
export const RenameOnBehalfDocument = new TypedDocumentString(`
    mutation RenameOnBehalf($input: UpdateSupervisorInput!) {
  updateSupervisor(input: $input) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<RenameOnBehalfMutation, RenameOnBehalfMutationVariables>;
export const OnWhoseBehalfDocument = new TypedDocumentString(`
    query OnWhoseBehalf {
  events(first: 1) {
    nodes {
      actor
      onBehalfOf
    }
  }
}
    `) as unknown as TypedDocumentString<OnWhoseBehalfQuery, OnWhoseBehalfQueryVariables>;
export const PagedSupervisorsDocument = new TypedDocumentString(`
    query PagedSupervisors($filter: SupervisorFilter, $orderBy: SupervisorOrder, $first: Int, $after: String, $last: Int, $before: String) {
  supervisors(
    filter: $filter
    orderBy: $orderBy
    first: $first
    after: $after
    last: $last
    before: $before
  ) {
    totalCount
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
    edges {
      cursor
      node {
        id
      }
    }
  }
}
    `) as unknown as TypedDocumentString<PagedSupervisorsQuery, PagedSupervisorsQueryVariables>;
export const SpawnReadOnlyDocument = new TypedDocumentString(`
    mutation SpawnReadOnly {
  spawnSupervisor(input: {name: "b"}) {
    __typename
    ... on UnavailableError {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<SpawnReadOnlyMutation, SpawnReadOnlyMutationVariables>;
export const HeartbeatReadOnlyDocument = new TypedDocumentString(`
    mutation HeartbeatReadOnly($input: HeartbeatInput!) {
  heartbeat(input: $input) {
    __typename
    ... on UnavailableError {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<HeartbeatReadOnlyMutation, HeartbeatReadOnlyMutationVariables>;
export const AllowedActionsDocument = new TypedDocumentString(`
    query AllowedActions($supervisor: ID!, $team: ID!) {
  supervisor(id: $supervisor) {
    allowedActions
  }
  team(id: $team) {
    allowedActions
  }
}
    `) as unknown as TypedDocumentString<AllowedActionsQuery, AllowedActionsQueryVariables>;
export const HeartbeatBesideDocument = new TypedDocumentString(`
    mutation HeartbeatBeside($id: ID!) {
  heartbeat(input: {supervisorId: $id}) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<HeartbeatBesideMutation, HeartbeatBesideMutationVariables>;
export const ReadBesideDocument = new TypedDocumentString(`
    query ReadBeside($id: ID!) {
  supervisor(id: $id) {
    status
  }
}
    `) as unknown as TypedDocumentString<ReadBesideQuery, ReadBesideQueryVariables>;
export const SpawnBesideDocument = new TypedDocumentString(`
    mutation SpawnBeside($parentId: ID!, $name: String!) {
  spawnSupervisor(input: {parentId: $parentId, name: $name}) {
    __typename
    ... on UnavailableError {
      effect
    }
  }
}
    `) as unknown as TypedDocumentString<SpawnBesideMutation, SpawnBesideMutationVariables>;
export const SpawnNilDocument = new TypedDocumentString(`
    mutation SpawnNil($input: SpawnSupervisorInput!) {
  spawnSupervisor(input: $input) {
    __typename
    ... on ValidationError {
      path
    }
  }
}
    `) as unknown as TypedDocumentString<SpawnNilMutation, SpawnNilMutationVariables>;
export const SpawnOneOfHierarchyDocument = new TypedDocumentString(`
    mutation SpawnOneOfHierarchy($input: SpawnSupervisorInput!) {
  spawnSupervisor(input: $input) {
    ... on SpawnSupervisorPayload {
      created
    }
  }
}
    `) as unknown as TypedDocumentString<SpawnOneOfHierarchyMutation, SpawnOneOfHierarchyMutationVariables>;
export const CreateTeamOfHierarchyDocument = new TypedDocumentString(`
    mutation CreateTeamOfHierarchy($input: CreateTeamInput!) {
  createTeam(input: $input) {
    ... on CreateTeamPayload {
      created
    }
  }
}
    `) as unknown as TypedDocumentString<CreateTeamOfHierarchyMutation, CreateTeamOfHierarchyMutationVariables>;
export const SpawnDocument = new TypedDocumentString(`
    mutation Spawn($input: SpawnSupervisorInput!) {
  spawnSupervisor(input: $input) {
    __typename
    ... on SpawnSupervisorPayload {
      created
      supervisor {
        id
        name
        description
        status
        statusReason
        config
        policyVersionId
        hierarchyLevel
        incarnation
        version
        parent {
          id
        }
      }
    }
    ... on Error {
      message
      code
    }
    ... on ValidationError {
      path
    }
    ... on NotFoundError {
      path
      id
    }
    ... on ParentUnavailableError {
      supervisor {
        id
        status
      }
    }
    ... on NameTakenError {
      name
      existing {
        id
      }
    }
    ... on LevelLimitError {
      limit
      actual
    }
    ... on ConflictError {
      current {
        id
        ... on Supervisor {
          name
          status
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SpawnMutation, SpawnMutationVariables>;
export const StatsDocument = new TypedDocumentString(`
    query Stats($within: ID, $maxAgeSeconds: Int = 0) {
  stats(within: $within, maxAgeSeconds: $maxAgeSeconds) {
    ...AllStats
  }
}
    fragment AllStats on HierarchyStats {
  supervisors
  byStatus {
    status
    count
  }
  byHealth {
    state
    count
  }
  teams
  activeMemberships
  activeAgents
  maxLevel
  computedAt
}`) as unknown as TypedDocumentString<StatsQuery, StatsQueryVariables>;
export const StatsOfSupervisorsDocument = new TypedDocumentString(`
    query StatsOfSupervisors($filter: SupervisorFilter) {
  supervisors(filter: $filter) {
    nodes {
      id
      stats(maxAgeSeconds: 0) {
        ...AllStats
      }
    }
  }
}
    fragment AllStats on HierarchyStats {
  supervisors
  byStatus {
    status
    count
  }
  byHealth {
    state
    count
  }
  teams
  activeMemberships
  activeAgents
  maxLevel
  computedAt
}`) as unknown as TypedDocumentString<StatsOfSupervisorsQuery, StatsOfSupervisorsQueryVariables>;
export const SupervisorFieldsDocument = new TypedDocumentString(`
    query SupervisorFields($id: ID!) {
  supervisor(id: $id) {
    id
    name
    description
    status
    statusReason
    statusChangedAt
    config
    policyVersionId
    hierarchyLevel
    healthMetrics
    lastHeartbeat
    incarnation
    version
    createdAt
    updatedAt
  }
}
    `) as unknown as TypedDocumentString<SupervisorFieldsQuery, SupervisorFieldsQueryVariables>;
export const SupervisorPlaceDocument = new TypedDocumentString(`
    query SupervisorPlace($id: ID!) {
  supervisor(id: $id) {
    hierarchyLevel
    parent {
      name
    }
    root {
      name
    }
    ancestors {
      name
      hierarchyLevel
    }
    status
    effectiveStatus
    blockedBy {
      name
      status
    }
    allowedActions
  }
}
    `) as unknown as TypedDocumentString<SupervisorPlaceQuery, SupervisorPlaceQueryVariables>;
export const SupervisorHealthOfDocument = new TypedDocumentString(`
    query SupervisorHealthOf($id: ID!) {
  supervisor(id: $id) {
    lastHeartbeat
    health {
      state
      missedHeartbeats
      lastHeartbeat
      dueAt
      intervalSeconds
    }
  }
}
    `) as unknown as TypedDocumentString<SupervisorHealthOfQuery, SupervisorHealthOfQueryVariables>;
export const ReportHealthDocument = new TypedDocumentString(`
    mutation ReportHealth($input: HeartbeatInput!) {
  heartbeat(input: $input) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<ReportHealthMutation, ReportHealthMutationVariables>;
export const RestartToUnknownDocument = new TypedDocumentString(`
    mutation RestartToUnknown($id: ID!) {
  restartSupervisor(input: {id: $id}) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<RestartToUnknownMutation, RestartToUnknownMutationVariables>;
export const SupervisorTreeDocument = new TypedDocumentString(`
    query SupervisorTree($id: ID!, $maxDepth: Int, $all: Boolean, $orderBy: SupervisorOrder) {
  supervisor(id: $id) {
    childCount(includeTerminated: $all)
    children(includeTerminated: $all, orderBy: $orderBy) {
      totalCount
      nodes {
        name
      }
    }
    descendants(maxDepth: $maxDepth, includeTerminated: $all, first: 100) {
      totalCount
      nodes {
        name
        parent {
          name
        }
      }
      edges {
        node {
          name
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SupervisorTreeQuery, SupervisorTreeQueryVariables>;
export const FilteredSupervisorsDocument = new TypedDocumentString(`
    query FilteredSupervisors($filter: SupervisorFilter) {
  supervisors(filter: $filter, first: 100) {
    totalCount
    nodes {
      id
      name
    }
  }
}
    `) as unknown as TypedDocumentString<FilteredSupervisorsQuery, FilteredSupervisorsQueryVariables>;
export const TerminateDocument = new TypedDocumentString(`
    mutation Terminate($input: TerminateSupervisorInput!) {
  terminateSupervisor(input: $input) {
    __typename
    ... on TerminateSupervisorPayload {
      changed
      supervisor {
        id
        status
        statusReason
        version
      }
      impact {
        supervisors
        teams
        activeMemberships
        activeAgents
        reparented
      }
    }
    ... on Error {
      message
      code
    }
    ... on NotFoundError {
      path
      id
    }
    ... on HasLiveChildrenError {
      count
    }
    ... on NameTakenError {
      name
      existing {
        id
      }
    }
    ... on ConflictError {
      current {
        id
        ... on Supervisor {
          status
          version
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<TerminateMutation, TerminateMutationVariables>;
export const TerminateAllDocument = new TypedDocumentString(`
    mutation TerminateAll($id: ID!) {
  terminateSupervisor(input: {id: $id, childPolicy: CASCADE, reason: "closed"}) {
    __typename
    ... on TerminateSupervisorPayload {
      changed
      impact {
        supervisors
        teams
        activeMemberships
      }
    }
  }
}
    `) as unknown as TypedDocumentString<TerminateAllMutation, TerminateAllMutationVariables>;
export const TerminateConfirmedDocument = new TypedDocumentString(`
    mutation TerminateConfirmed($input: TerminateSupervisorInput!) {
  terminateSupervisor(input: $input) {
    __typename
    ... on TerminateSupervisorPayload {
      changed
      supervisor {
        status
        version
      }
      impact {
        ...WholeImpact
      }
    }
    ... on ConfirmationRequiredError {
      code
      message
      impact {
        ...WholeImpact
      }
    }
  }
}
    fragment WholeImpact on TerminationImpact {
  supervisors
  teams
  activeMemberships
  activeAgents
  reparented
  token
}`) as unknown as TypedDocumentString<TerminateConfirmedMutation, TerminateConfirmedMutationVariables>;
export const UpdateDocument = new TypedDocumentString(`
    mutation Update($input: UpdateSupervisorInput!) {
  updateSupervisor(input: $input) {
    __typename
    ... on UpdateSupervisorPayload {
      changed
      supervisor {
        id
        name
        description
        config
        policyVersionId
        version
      }
    }
    ... on Error {
      message
      code
    }
    ... on ValidationError {
      path
    }
    ... on NotFoundError {
      path
      id
    }
    ... on NameTakenError {
      name
      existing {
        id
      }
    }
    ... on InvalidTransitionError {
      from
      to
      allowed
    }
    ... on ConflictError {
      current {
        id
        ... on Supervisor {
          version
        }
      }
    }
    ... on ForbiddenError {
      required
    }
  }
}
    `) as unknown as TypedDocumentString<UpdateMutation, UpdateMutationVariables>;
export const CreateTeamDocument = new TypedDocumentString(`
    mutation CreateTeam($input: CreateTeamInput!) {
  createTeam(input: $input) {
    __typename
    ... on CreateTeamPayload {
      created
      team {
        id
        name
        description
        objective
        config
        version
        supervisor {
          id
        }
        memberCount
        members(first: 100) {
          nodes {
            agent {
              id
            }
            role
            metadata
            active
            version
          }
        }
      }
    }
    ... on Error {
      message
      code
    }
    ... on ValidationError {
      path
    }
    ... on NotFoundError {
      path
      id
    }
    ... on LimitExceededError {
      path
      limit
      actual
    }
    ... on ParentUnavailableError {
      supervisor {
        id
        status
      }
    }
    ... on NameTakenError {
      name
      existing {
        id
      }
    }
    ... on AlreadyMemberError {
      memberships {
        id
      }
    }
    ... on ConflictError {
      current {
        id
        ... on SupervisorTeam {
          name
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<CreateTeamMutation, CreateTeamMutationVariables>;
export const DeleteTeamDocument = new TypedDocumentString(`
    mutation DeleteTeam($input: DeleteTeamInput!) {
  deleteTeam(input: $input) {
    __typename
    ... on DeleteTeamPayload {
      deletedId
      supervisor {
        id
        teams {
          nodes {
            id
          }
        }
      }
    }
    ... on Error {
      message
      code
    }
    ... on ValidationError {
      path
    }
    ... on NotFoundError {
      path
      id
    }
    ... on HasActiveMembersError {
      count
    }
    ... on ConflictError {
      current {
        id
        ... on SupervisorTeam {
          version
        }
      }
    }
    ... on ForbiddenError {
      required
    }
  }
}
    `) as unknown as TypedDocumentString<DeleteTeamMutation, DeleteTeamMutationVariables>;
export const JoinWhileDeletedDocument = new TypedDocumentString(`
    mutation JoinWhileDeleted($input: AddTeamMemberInput!) {
  addTeamMember(input: $input) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<JoinWhileDeletedMutation, JoinWhileDeletedMutationVariables>;
export const TeamDocument = new TypedDocumentString(`
    query Team($id: ID!) {
  team(id: $id) {
    id
    name
    description
    objective
    config
    supervisor {
      name
    }
    allowedActions
    version
    createdAt
    updatedAt
  }
}
    `) as unknown as TypedDocumentString<TeamQuery, TeamQueryVariables>;
export const MembersDocument = new TypedDocumentString(`
    query Members($id: ID!, $active: Boolean = true, $asOf: DateTime) {
  team(id: $id) {
    members(active: $active, asOf: $asOf) {
      totalCount
      nodes {
        id
      }
    }
    memberCount(active: $active)
  }
}
    `) as unknown as TypedDocumentString<MembersQuery, MembersQueryVariables>;
export const MembershipDocument = new TypedDocumentString(`
    query Membership($id: ID!) {
  node(id: $id) {
    ... on SupervisorTeamMember {
      id
      team {
        id
      }
      agent {
        id
      }
      role
      metadata
      active
      joinedAt
      leftAt
      version
    }
  }
}
    `) as unknown as TypedDocumentString<MembershipQuery, MembershipQueryVariables>;
export const AgentMembershipsDocument = new TypedDocumentString(`
    query AgentMemberships($id: ID!, $active: Boolean = true, $asOf: DateTime) {
  agent(id: $id) {
    id
    memberships(active: $active, asOf: $asOf) {
      totalCount
      nodes {
        joinedAt
        team {
          name
          supervisor {
            name
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<AgentMembershipsQuery, AgentMembershipsQueryVariables>;
export const UpdateTeamDocument = new TypedDocumentString(`
    mutation UpdateTeam($input: UpdateTeamInput!) {
  updateTeam(input: $input) {
    __typename
    ... on UpdateTeamPayload {
      changed
      team {
        id
        name
        description
        objective
        config
        version
      }
    }
    ... on Error {
      message
      code
    }
    ... on ValidationError {
      path
    }
    ... on NotFoundError {
      path
      id
    }
    ... on NameTakenError {
      path
      name
      existing {
        id
      }
    }
    ... on ConflictError {
      path
      current {
        id
        ... on SupervisorTeam {
          version
        }
      }
    }
    ... on ForbiddenError {
      required
    }
  }
}
    `) as unknown as TypedDocumentString<UpdateTeamMutation, UpdateTeamMutationVariables>;
export const CreateTokenDocument = new TypedDocumentString(`
    mutation CreateToken($input: CreateTokenInput!) {
  createToken(input: $input) {
    __typename
    ... on CreateTokenPayload {
      secret
      token {
        id
        actor
        role
        withinId
        within {
          name
        }
        description
        createdBy
        createdAt
        expiresAt
        revokedAt
        lastUsedAt
      }
    }
    ... on Error {
      message
      code
    }
    ... on ValidationError {
      path
    }
  }
}
    `) as unknown as TypedDocumentString<CreateTokenMutation, CreateTokenMutationVariables>;
export const RevokeTokenDocument = new TypedDocumentString(`
    mutation RevokeToken($id: ID!) {
  revokeToken(input: {id: $id}) {
    __typename
    ... on RevokeTokenPayload {
      changed
      token {
        id
        revokedAt
      }
    }
    ... on Error {
      message
      code
    }
  }
}
    `) as unknown as TypedDocumentString<RevokeTokenMutation, RevokeTokenMutationVariables>;
export const TokensDocument = new TypedDocumentString(`
    query Tokens($first: Int, $after: String) {
  tokens(first: $first, after: $after) {
    totalCount
    nodes {
      id
    }
    pageInfo {
      endCursor
      hasNextPage
    }
  }
}
    `) as unknown as TypedDocumentString<TokensQuery, TokensQueryVariables>;
export const LookWhileLockedDocument = new TypedDocumentString(`
    query LookWhileLocked {
  supervisors {
    nodes {
      name
      teams {
        totalCount
      }
    }
  }
}
    `) as unknown as TypedDocumentString<LookWhileLockedQuery, LookWhileLockedQueryVariables>;
export const WhoAsksDocument = new TypedDocumentString(`
    query WhoAsks {
  viewer {
    actor
    role
    within {
      name
    }
  }
}
    `) as unknown as TypedDocumentString<WhoAsksQuery, WhoAsksQueryVariables>;
export const CountAfterBootDocument = new TypedDocumentString(`
    query CountAfterBoot {
  stats {
    supervisors
  }
}
    `) as unknown as TypedDocumentString<CountAfterBootQuery, CountAfterBootQueryVariables>;
export const CountOnDataDirDocument = new TypedDocumentString(`
    query CountOnDataDir {
  stats(maxAgeSeconds: 0) {
    supervisors
  }
}
    `) as unknown as TypedDocumentString<CountOnDataDirQuery, CountOnDataDirQueryVariables>;
export const SpawnOnDataDirDocument = new TypedDocumentString(`
    mutation SpawnOnDataDir($name: String!) {
  spawnSupervisor(input: {name: $name}) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<SpawnOnDataDirMutation, SpawnOnDataDirMutationVariables>;
export const ChildrenAsSpawnedDocument = new TypedDocumentString(`
    query ChildrenAsSpawned($id: ID!) {
  supervisor(id: $id) {
    children {
      nodes {
        name
      }
    }
    teams {
      nodes {
        name
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ChildrenAsSpawnedQuery, ChildrenAsSpawnedQueryVariables>;
export const ApplyFleetDocument = new TypedDocumentString(`
    mutation ApplyFleet($input: ApplyFleetInput!) {
  result: applyFleet(input: $input) {
    __typename
    ... on ApplyFleetPayload {
      changed
      changes {
        kind
        object
        key
        teamKey
        agentId
        id
        name
        before
        after
        drift
        teams
        members
      }
      unlistedTeams {
        key
        teamKey
      }
      comparison {
        missing
        different
        unlisted {
          key
          name
          status
        }
      }
      impact {
        supervisors
        activeAgents
        token
      }
    }
    ... on Error {
      code
      message
    }
    ... on ValidationError {
      path
    }
    ... on NotFoundError {
      path
    }
    ... on ConflictError {
      path
      current {
        id
      }
    }
    ... on NameTakenError {
      path
    }
    ... on ParentUnavailableError {
      path
    }
    ... on LevelLimitError {
      path
    }
    ... on HasLiveChildrenError {
      count
    }
    ... on LimitExceededError {
      path
    }
    ... on AlreadyMemberError {
      path
    }
    ... on ConfirmationRequiredError {
      impact {
        token
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ApplyFleetMutation, ApplyFleetMutationVariables>;
export const MoveDocument = new TypedDocumentString(`
    mutation Move($input: MoveSupervisorInput!) {
  moveSupervisor(input: $input) {
    __typename
    ... on MoveSupervisorPayload {
      changed
      movedCount
      supervisor {
        id
        version
        hierarchyLevel
        parent {
          id
        }
      }
    }
    ... on Error {
      message
      code
    }
    ... on ValidationError {
      path
    }
    ... on NotFoundError {
      path
      id
    }
    ... on InvalidTransitionError {
      from
      to
      allowed
    }
    ... on ParentUnavailableError {
      supervisor {
        id
        status
      }
    }
    ... on LevelLimitError {
      limit
      actual
    }
    ... on NameTakenError {
      name
      existing {
        id
      }
    }
    ... on ConflictError {
      current {
        id
        ... on Supervisor {
          version
        }
      }
    }
    ... on ForbiddenError {
      required
    }
  }
}
    `) as unknown as TypedDocumentString<MoveMutation, MoveMutationVariables>;
export const SpawnHierarchyDocument = new TypedDocumentString(`
    mutation SpawnHierarchy($input: SpawnHierarchyInput!) {
  spawnHierarchy(input: $input) {
    __typename
    ... on SpawnHierarchyPayload {
      created
      existing
      supervisors {
        id
        name
        status
      }
    }
    ... on Error {
      message
      code
    }
    ... on ValidationError {
      path
    }
    ... on NotFoundError {
      path
      id
    }
    ... on ParentUnavailableError {
      path
      supervisor {
        id
        status
      }
    }
    ... on NameTakenError {
      path
      name
      namesake: existing {
        id
      }
    }
    ... on LevelLimitError {
      path
      limit
      actual
    }
    ... on ConflictError {
      path
      current {
        id
      }
    }
    ... on LimitExceededError {
      path
      limit
      actual
    }
    ... on AlreadyMemberError {
      path
      memberships {
        id
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SpawnHierarchyMutation, SpawnHierarchyMutationVariables>;
export const FollowRootDocument = new TypedDocumentString(`
    subscription FollowRoot($within: ID!, $after: String!) {
  supervisorEvents(within: $within, after: $after) {
    __typename
    ... on SupervisorEvent {
      cursor
      type
      version
      supervisorId
      teamId
      membershipId
      before
      after
    }
    ... on ResyncRequired {
      reason
      eventCursor
    }
  }
}
    `) as unknown as TypedDocumentString<FollowRootSubscription, FollowRootSubscriptionVariables>;
export const FollowEventsDocument = new TypedDocumentString(`
    subscription FollowEvents($within: ID, $types: [SupervisorEventType!], $after: String) {
  supervisorEvents(within: $within, types: $types, after: $after) {
    __typename
    ... on SupervisorEvent {
      cursor
      type
      supervisorId
      version
      after
      supervisor {
        name
        status
      }
    }
    ... on ResyncRequired {
      reason
      eventCursor
    }
  }
}
    `) as unknown as TypedDocumentString<FollowEventsSubscription, FollowEventsSubscriptionVariables>;
export const CursorToFollowDocument = new TypedDocumentString(`
    query CursorToFollow {
  eventCursor
}
    `) as unknown as TypedDocumentString<CursorToFollowQuery, CursorToFollowQueryVariables>;
export const SpawnToFollowDocument = new TypedDocumentString(`
    mutation SpawnToFollow($name: String!, $parentId: ID) {
  spawnSupervisor(input: {name: $name, parentId: $parentId}) {
    ... on SpawnSupervisorPayload {
      supervisor {
        id
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SpawnToFollowMutation, SpawnToFollowMutationVariables>;
export const MoveToFollowDocument = new TypedDocumentString(`
    mutation MoveToFollow($id: ID!, $parentId: ID) {
  moveSupervisor(input: {id: $id, parentId: $parentId}) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<MoveToFollowMutation, MoveToFollowMutationVariables>;
export const EventsDocument = new TypedDocumentString(`
    query Events($within: ID, $types: [SupervisorEventType!], $actor: String, $since: DateTime, $until: DateTime, $newestFirst: Boolean, $first: Int, $after: String, $last: Int, $before: String) {
  events(
    within: $within
    types: $types
    actor: $actor
    since: $since
    until: $until
    newestFirst: $newestFirst
    first: $first
    after: $after
    last: $last
    before: $before
  ) {
    totalCount
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
    edges {
      cursor
      node {
        id: cursor
      }
    }
    nodes {
      cursor
      type
      at
      actor
      onBehalfOf
      traceId
      reason
      supervisorId
      teamId
      membershipId
      agentId
      version
      before
      after
      causedBy
      supervisor {
        name
      }
    }
  }
}
    `) as unknown as TypedDocumentString<EventsQuery, EventsQueryVariables>;
export const SpawnByWriterDocument = new TypedDocumentString(`
    mutation SpawnByWriter($id: ID!, $name: String!, $parentId: ID!) {
  result: spawnSupervisor(input: {id: $id, name: $name, parentId: $parentId}) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<SpawnByWriterMutation, SpawnByWriterMutationVariables>;
export const ActivateByWriterDocument = new TypedDocumentString(`
    mutation ActivateByWriter($id: ID!) {
  result: activateSupervisor(input: {id: $id}) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<ActivateByWriterMutation, ActivateByWriterMutationVariables>;
export const UpdateByWriterDocument = new TypedDocumentString(`
    mutation UpdateByWriter($id: ID!, $config: JSONObject!) {
  result: updateSupervisor(input: {id: $id, mergeConfig: $config}) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<UpdateByWriterMutation, UpdateByWriterMutationVariables>;
export const MoveByWriterDocument = new TypedDocumentString(`
    mutation MoveByWriter($id: ID!, $parentId: ID!) {
  result: moveSupervisor(input: {id: $id, parentId: $parentId}) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<MoveByWriterMutation, MoveByWriterMutationVariables>;
export const PauseByWriterDocument = new TypedDocumentString(`
    mutation PauseByWriter($id: ID!) {
  result: pauseSupervisor(input: {id: $id}) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<PauseByWriterMutation, PauseByWriterMutationVariables>;
export const ResumeByWriterDocument = new TypedDocumentString(`
    mutation ResumeByWriter($id: ID!) {
  result: resumeSupervisor(input: {id: $id}) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<ResumeByWriterMutation, ResumeByWriterMutationVariables>;
export const TerminateByWriterDocument = new TypedDocumentString(`
    mutation TerminateByWriter($id: ID!) {
  result: terminateSupervisor(input: {id: $id, childPolicy: CASCADE}) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<TerminateByWriterMutation, TerminateByWriterMutationVariables>;
export const CreateTeamByWriterDocument = new TypedDocumentString(`
    mutation CreateTeamByWriter($id: ID!, $supervisorId: ID!, $agentId: ID!) {
  result: createTeam(
    input: {id: $id, supervisorId: $supervisorId, name: "team", members: [{agentId: $agentId}]}
  ) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<CreateTeamByWriterMutation, CreateTeamByWriterMutationVariables>;
export const JoinByWriterDocument = new TypedDocumentString(`
    mutation JoinByWriter($teamId: ID!, $agentId: ID!) {
  result: addTeamMember(input: {teamId: $teamId, agentId: $agentId}) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<JoinByWriterMutation, JoinByWriterMutationVariables>;
export const LeaveByWriterDocument = new TypedDocumentString(`
    mutation LeaveByWriter($teamId: ID!, $agentId: ID!) {
  result: removeTeamMember(input: {teamId: $teamId, agentId: $agentId}) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<LeaveByWriterMutation, LeaveByWriterMutationVariables>;
export const TerminateInRaceDocument = new TypedDocumentString(`
    mutation TerminateInRace($id: ID!) {
  terminateSupervisor(input: {id: $id, childPolicy: CASCADE}) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<TerminateInRaceMutation, TerminateInRaceMutationVariables>;
export const SpawnInRaceDocument = new TypedDocumentString(`
    mutation SpawnInRace($id: ID, $name: String!, $parentId: ID!) {
  spawnSupervisor(input: {id: $id, name: $name, parentId: $parentId}) {
    __typename
    ... on SpawnSupervisorPayload {
      created
    }
  }
}
    `) as unknown as TypedDocumentString<SpawnInRaceMutation, SpawnInRaceMutationVariables>;
export const AddMemberInRaceDocument = new TypedDocumentString(`
    mutation AddMemberInRace($teamId: ID!, $agentId: ID!) {
  addTeamMember(input: {teamId: $teamId, agentId: $agentId}) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<AddMemberInRaceMutation, AddMemberInRaceMutationVariables>;
export const CreateTeamInRaceDocument = new TypedDocumentString(`
    mutation CreateTeamInRace($supervisorId: ID!, $name: String!, $agentId: ID!) {
  createTeam(
    input: {supervisorId: $supervisorId, name: $name, members: [{agentId: $agentId}]}
  ) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<CreateTeamInRaceMutation, CreateTeamInRaceMutationVariables>;
export const RemoveMemberInRaceDocument = new TypedDocumentString(`
    mutation RemoveMemberInRace($id: ID!) {
  removeTeamMember(input: {id: $id}) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<RemoveMemberInRaceMutation, RemoveMemberInRaceMutationVariables>;
export const MoveInRaceDocument = new TypedDocumentString(`
    mutation MoveInRace($id: ID!, $parentId: ID) {
  moveSupervisor(input: {id: $id, parentId: $parentId}) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<MoveInRaceMutation, MoveInRaceMutationVariables>;
export const RenameInRaceDocument = new TypedDocumentString(`
    mutation RenameInRace($id: ID!, $name: String!) {
  updateSupervisor(input: {id: $id, name: $name}) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<RenameInRaceMutation, RenameInRaceMutationVariables>;
export const TransferInRaceDocument = new TypedDocumentString(`
    mutation TransferInRace($id: ID!, $toTeamId: ID!) {
  transferTeamMember(input: {id: $id, toTeamId: $toTeamId}) {
    __typename
  }
}
    `) as unknown as TypedDocumentString<TransferInRaceMutation, TransferInRaceMutationVariables>;
export const PreviewInRaceDocument = new TypedDocumentString(`
    mutation PreviewInRace($id: ID!) {
  terminateSupervisor(input: {id: $id, childPolicy: CASCADE, dryRun: true}) {
    __typename
    ... on TerminateSupervisorPayload {
      impact {
        token
      }
    }
  }
}
    `) as unknown as TypedDocumentString<PreviewInRaceMutation, PreviewInRaceMutationVariables>;
export const ConfirmInRaceDocument = new TypedDocumentString(`
    mutation ConfirmInRace($id: ID!, $impactToken: String!) {
  terminateSupervisor(
    input: {id: $id, childPolicy: CASCADE, impactToken: $impactToken}
  ) {
    __typename
    ... on TerminateSupervisorPayload {
      changed
    }
  }
}
    `) as unknown as TypedDocumentString<ConfirmInRaceMutation, ConfirmInRaceMutationVariables>;
export const BeatDocument = new TypedDocumentString(`
    mutation Beat($input: HeartbeatInput!) {
  heartbeat(input: $input) {
    __typename
    ... on HeartbeatPayload {
      supervisorId
      command
      status
      version
      incarnation
      dueAt
      accepted
    }
    ... on Error {
      message
      code
    }
    ... on ValidationError {
      path
    }
    ... on NotFoundError {
      path
      id
    }
    ... on ForbiddenError {
      required
    }
  }
}
    `) as unknown as TypedDocumentString<BeatMutation, BeatMutationVariables>;
export const BeatsDocument = new TypedDocumentString(`
    mutation Beats($input: HeartbeatsInput!) {
  heartbeats(input: $input) {
    __typename
    ... on HeartbeatsPayload {
      results {
        __typename
        ... on HeartbeatPayload {
          supervisorId
          command
          status
          version
          accepted
        }
        ... on Error {
          message
          code
        }
        ... on ValidationError {
          path
        }
        ... on NotFoundError {
          path
          id
        }
      }
    }
    ... on Error {
      message
      code
    }
    ... on LimitExceededError {
      path
      limit
      actual
    }
    ... on ForbiddenError {
      required
    }
  }
}
    `) as unknown as TypedDocumentString<BeatsMutation, BeatsMutationVariables>;
export const ReadStartOfUpgradeDocument = new TypedDocumentString(`
    query ReadStartOfUpgrade {
  eventCursor
}
    `) as unknown as TypedDocumentString<ReadStartOfUpgradeQuery, ReadStartOfUpgradeQueryVariables>;
export const ReadDuringUpgradeDocument = new TypedDocumentString(`
    query ReadDuringUpgrade($id: ID!) {
  stats(within: $id) {
    supervisors
    activeAgents
  }
  supervisor(id: $id) {
    effectiveStatus
    descendants(first: 20) {
      totalCount
      nodes {
        name
        status
        version
        teams {
          nodes {
            name
            memberCount
          }
        }
      }
    }
  }
  events(within: $id, first: 10) {
    nodes {
      cursor
      type
      supervisorId
    }
  }
}
    `) as unknown as TypedDocumentString<ReadDuringUpgradeQuery, ReadDuringUpgradeQueryVariables>;