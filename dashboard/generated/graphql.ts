/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Status of a supervisor that takes its ancestors into account. */
export type EffectiveStatus =
  /** Running. The process must send heartbeats, or the sweeper makes the supervisor FAILED. */
  | 'ACTIVE'
  /** SPAWNING or ACTIVE, below an ancestor that is PAUSED or FAILED. */
  | 'BLOCKED'
  /** Failed: no heartbeat came in time, or a caller declared the failure. Descendants are blocked until a restart. */
  | 'FAILED'
  /** Paused by a caller. Heartbeats are not monitored, and descendants are blocked. */
  | 'PAUSED'
  /** Spawned or restarted. The first heartbeat makes it ACTIVE; if none comes for 300 s (by default), the sweeper makes it FAILED. */
  | 'SPAWNING'
  /** Ended permanently. The name is free again, and the memberships of the teams have ended. */
  | 'TERMINATED';

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

/** Direction of a sort order. */
export type OrderDirection =
  /** Ascending: smallest or oldest first. */
  | 'ASC'
  /** Descending: largest or newest first. */
  | 'DESC';

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
  /** Health states to include, at most 100 values. */
  health?: Array<HealthState> | null | undefined;
  /** Whether to include TERMINATED supervisors. */
  includeTerminated?: boolean | null | undefined;
  /** Highest level number, inclusive, counted as in `Supervisor.hierarchyLevel`. */
  maxLevel?: number | null | undefined;
  /** Lowest level number, inclusive, counted as in `Supervisor.hierarchyLevel`. */
  minLevel?: number | null | undefined;
  /** Text that the name contains, in upper or lower case, at most 255 characters. `%`, `_` and `\` are ordinary characters. Invisible characters and surrounding white space are ignored. */
  nameContains?: string | null | undefined;
  /** UUID of the parent supervisor. */
  parentId?: string | number | null | undefined;
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
  /** Time of the last change. Heartbeats do not count. */
  | 'UPDATED_AT';

/** Status of a supervisor in its lifecycle. */
export type SupervisorStatus =
  /** Running. The process must send heartbeats, or the sweeper makes the supervisor FAILED. */
  | 'ACTIVE'
  /** Failed: no heartbeat came in time, or a caller declared the failure. Descendants are blocked until a restart. */
  | 'FAILED'
  /** Paused by a caller. Heartbeats are not monitored, and descendants are blocked. */
  | 'PAUSED'
  /** Spawned or restarted. The first heartbeat makes it ACTIVE; if none comes for 300 s (by default), the sweeper makes it FAILED. */
  | 'SPAWNING'
  /** Ended permanently. The name is free again, and the memberships of the teams have ended. */
  | 'TERMINATED';

export type EventFieldsFragment = { cursor: string, type: SupervisorEventType, at: string, actor: string, onBehalfOf: string | null, reason: string | null, supervisorId: string, teamId: string | null, membershipId: string | null, agentId: string | null, version: number, before: Record<string, unknown> | null, after: Record<string, unknown> | null, causedBy: string | null };

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


export type EventsQuery = { events: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ cursor: string, type: SupervisorEventType, at: string, actor: string, onBehalfOf: string | null, reason: string | null, supervisorId: string, teamId: string | null, membershipId: string | null, agentId: string | null, version: number, before: Record<string, unknown> | null, after: Record<string, unknown> | null, causedBy: string | null }> } };

export type NamesQueryVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;


export type NamesQuery = { nodes: Array<
    | { __typename: 'Supervisor', id: string, name: string }
    | { __typename: 'SupervisorTeam', id: string, name: string }
    | { __typename: 'SupervisorTeamMember' }
   | null> };

export type RowFragment = { id: string, name: string, status: SupervisorStatus, statusReason: string | null, statusChangedAt: string, effectiveStatus: EffectiveStatus, version: number, hierarchyLevel: number, incarnation: number, childCount: number, health: { state: HealthState, dueAt: string | null, intervalSeconds: number } };

export type RowPageFragment = { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, name: string, status: SupervisorStatus, statusReason: string | null, statusChangedAt: string, effectiveStatus: EffectiveStatus, version: number, hierarchyLevel: number, incarnation: number, childCount: number, health: { state: HealthState, dueAt: string | null, intervalSeconds: number } }> };

export type PathFragment = { ancestors: Array<{ id: string, name: string, status: SupervisorStatus, version: number, hierarchyLevel: number }> };

export type EventCursorQueryVariables = Exact<{ [key: string]: never; }>;


export type EventCursorQuery = { eventCursor: string };

export type RootLevelQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type RootLevelQuery = { supervisors: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, name: string, status: SupervisorStatus, statusReason: string | null, statusChangedAt: string, effectiveStatus: EffectiveStatus, version: number, hierarchyLevel: number, incarnation: number, childCount: number, health: { state: HealthState, dueAt: string | null, intervalSeconds: number } }> } };

export type ChildLevelQueryVariables = Exact<{
  id: string | number;
  after?: string | null | undefined;
}>;


export type ChildLevelQuery = { supervisor: { children: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, name: string, status: SupervisorStatus, statusReason: string | null, statusChangedAt: string, effectiveStatus: EffectiveStatus, version: number, hierarchyLevel: number, incarnation: number, childCount: number, health: { state: HealthState, dueAt: string | null, intervalSeconds: number } }> } } | null };

export type RowsQueryVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;


export type RowsQuery = { nodes: Array<
    | { __typename: 'Supervisor', id: string, name: string, status: SupervisorStatus, statusReason: string | null, statusChangedAt: string, effectiveStatus: EffectiveStatus, version: number, hierarchyLevel: number, incarnation: number, childCount: number, health: { state: HealthState, dueAt: string | null, intervalSeconds: number }, ancestors: Array<{ id: string, name: string, status: SupervisorStatus, version: number, hierarchyLevel: number }> }
    | { __typename: 'SupervisorTeam' }
    | { __typename: 'SupervisorTeamMember' }
   | null> };

export type RefreshRowsQueryVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;


export type RefreshRowsQuery = { nodes: Array<
    | { __typename: 'Supervisor', id: string, name: string, status: SupervisorStatus, statusReason: string | null, statusChangedAt: string, effectiveStatus: EffectiveStatus, version: number, hierarchyLevel: number, incarnation: number, childCount: number, health: { state: HealthState, dueAt: string | null, intervalSeconds: number } }
    | { __typename: 'SupervisorTeam' }
    | { __typename: 'SupervisorTeamMember' }
   | null> };

export type SubtreeCountsQueryVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;


export type SubtreeCountsQuery = { nodes: Array<
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

export type TotalsQueryVariables = Exact<{ [key: string]: never; }>;


export type TotalsQuery = { stats: { supervisors: number, activeAgents: number, byStatus: Array<{ status: SupervisorStatus, count: number }>, byHealth: Array<{ state: HealthState, count: number }> } };

export type MapPageQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type MapPageQuery = { supervisors: { pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, name: string, status: SupervisorStatus, version: number }> } };

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
}
    `, {"fragmentName":"EventFields"}) as unknown as TypedDocumentString<EventFieldsFragment, unknown>;
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
  totalCount
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
export const EventsDocument = new TypedDocumentString(`
    query Events($within: ID, $types: [SupervisorEventType!], $actor: String, $until: DateTime, $before: String, $after: String, $newestFirst: Boolean, $first: Int) {
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
    query RootLevel($after: String) {
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
  totalCount
  pageInfo {
    hasNextPage
    endCursor
  }
  nodes {
    ...Row
  }
}`) as unknown as TypedDocumentString<RootLevelQuery, RootLevelQueryVariables>;
export const ChildLevelDocument = new TypedDocumentString(`
    query ChildLevel($id: ID!, $after: String) {
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
  totalCount
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
      stats {
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
export const TotalsDocument = new TypedDocumentString(`
    query Totals {
  stats {
    supervisors
    activeAgents
    byStatus {
      status
      count
    }
    byHealth {
      state
      count
    }
  }
}
    `) as unknown as TypedDocumentString<TotalsQuery, TotalsQueryVariables>;
export const MapPageDocument = new TypedDocumentString(`
    query MapPage($after: String) {
  supervisors(first: 100, after: $after) {
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