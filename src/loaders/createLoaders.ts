import type { Queryable } from '../db/database.ts'
import { eventList, eventsOfSupervisor, type EventFilter } from '../db/queries/eventList.ts'
import { fetchBlockers } from '../db/queries/fetchBlockers.ts'
import { fetchMemberships, fetchSupervisors, fetchTeams } from '../db/queries/fetchById.ts'
import { fetchHealth } from '../db/queries/fetchHealth.ts'
import {
  fetchStaffingCounts,
  fetchSupervisorCounts,
  type StaffingCounts,
  type SupervisorCounts,
} from '../db/queries/fetchHierarchyCounts.ts'
import { fetchMaxLevel } from '../db/queries/fetchMaxLevel.ts'
import { fetchNewestSequence } from '../db/queries/fetchNewestSequence.ts'
import { membershipsOfAgent, membersOfTeam, type MembershipFilter } from '../db/queries/membershipList.ts'
import type { EventRow, MembershipRow, SupervisorRow, TeamRow } from '../db/queries/rows.ts'
import {
  childList,
  descendantList,
  supervisorList,
  type SupervisorFilter,
  type SupervisorOrder,
} from '../db/queries/supervisorList.ts'
import { teamsOfSupervisor } from '../db/queries/teamList.ts'
import type { SupervisorId } from '../domain/glossary.ts'
import { eventCursors, type CursorKind, type Position } from '../domain/page.ts'
import { createBatchLoader, createGroupedLoader, createRowLoader, type OnBatch } from './batchLoader.ts'
import { createConnectionLoader } from './connectionLoader.ts'

export type SharedLoaders = ReturnType<typeof createLoaders>

/** All loaders, once per process. */
export function createLoaders(db: Queryable, onBatch?: OnBatch) {
  return {
    supervisorById: createRowLoader('supervisorById', onBatch, (ids) => fetchSupervisors(db, ids)),
    teamById: createRowLoader('teamById', onBatch, (ids) => fetchTeams(db, ids)),
    membershipById: createRowLoader('membershipById', onBatch, (ids) => fetchMemberships(db, ids)),
    healthOf: createRowLoader('healthOf', onBatch, (ids) => fetchHealth(db, ids)),

    /** The nearest PAUSED or FAILED ancestor of a supervisor. */
    blockerOf: createBatchLoader<SupervisorId, SupervisorRow | null>(
      'blockerOf',
      onBatch,
      (id) => id,
      async (ids) => {
        const blockers = new Map((await fetchBlockers(db, ids)).map(({ id, blocker }) => [id, blocker]))
        return ids.map((id) => blockers.get(id) ?? null)
      },
    ),

    /** The deepest level that a supervisor can be at: the same one for all of them. */
    maxLevel: createBatchLoader<SupervisorId, number>(
      'maxLevel',
      onBatch,
      () => 'hierarchy',
      async () => [await fetchMaxLevel(db)],
    ),

    supervisorCounts: createGroupedLoader<Scope, SupervisorCounts>(
      'supervisorCounts',
      onBatch,
      scopeGroup,
      scopeId,
      (_scope, scopes) =>
        fetchSupervisorCounts(
          db,
          scopes.map(({ root }) => root),
        ),
    ),
    staffingCounts: createGroupedLoader<Scope, StaffingCounts>(
      'staffingCounts',
      onBatch,
      scopeGroup,
      scopeId,
      (_scope, scopes) =>
        fetchStaffingCounts(
          db,
          scopes.map(({ root }) => root),
        ),
    ),

    supervisors: createConnectionLoader<SupervisorRow, { filter: SupervisorFilter; order: SupervisorOrder }>(
      'supervisors',
      db,
      onBatch,
      ({ filter, order }) => ({ list: supervisorList(filter, order), ...sortedBy('Query.supervisors', order) }),
    ),
    children: createConnectionLoader<SupervisorRow, { includeTerminated: boolean; order: SupervisorOrder }>(
      'children',
      db,
      onBatch,
      ({ includeTerminated, order }) => ({
        list: childList(includeTerminated, order),
        ...sortedBy('Supervisor.children', order),
      }),
    ),
    descendants: createConnectionLoader<SupervisorRow, { includeTerminated: boolean; maxDepth: number | null }>(
      'descendants',
      db,
      onBatch,
      ({ includeTerminated, maxDepth }) => ({
        list: descendantList(includeTerminated, maxDepth),
        kind: { connection: 'Supervisor.descendants', order: 'PATH ASC', keyType: 'path' },
        positionOf: (row) => ({ key: `{${row.path.join(',')}}`, id: null }),
      }),
    ),
    teams: createConnectionLoader<TeamRow, null>('teams', db, onBatch, () => ({
      list: teamsOfSupervisor,
      kind: { connection: 'Supervisor.teams', order: 'CREATED_AT ASC', keyType: 'timestamp' },
      positionOf: (row) => at(row.createdAt, row.id),
    })),
    members: createConnectionLoader<MembershipRow, MembershipFilter>('members', db, onBatch, (filter) => ({
      list: membersOfTeam(filter),
      ...byJoining('SupervisorTeam.members'),
    })),
    memberships: createConnectionLoader<MembershipRow, MembershipFilter & { boundary: SupervisorId | null }>(
      'memberships',
      db,
      onBatch,
      ({ boundary, ...filter }) => ({ list: membershipsOfAgent(filter, boundary), ...byJoining('Agent.memberships') }),
    ),
    events: createConnectionLoader<EventRow, EventArgs>('events', db, onBatch, ({ filter, newestFirst }) => ({
      list: eventList(filter, newestFirst),
      ...bySequence,
    })),
    eventsOfSupervisor: createConnectionLoader<EventRow, EventArgs>(
      'eventsOfSupervisor',
      db,
      onBatch,
      ({ filter, newestFirst }) => ({ list: eventsOfSupervisor(filter, newestFirst), ...bySequence }),
    ),
    /** Of the newest event; '0' where there is none. */
    newestSequence: createBatchLoader<'feed', string>(
      'newestSequence',
      onBatch,
      (feed) => feed,
      async () => [await fetchNewestSequence(db)],
    ),
  }
}

/** What is counted: a subtree, or by null the whole hierarchy. */
interface Scope {
  readonly root: SupervisorId | null
}
const scopeGroup = ({ root }: Scope): string => (root === null ? 'whole' : 'subtree')
const scopeId = ({ root }: Scope): string => String(root)

function sortedBy(
  connection: string,
  { field, direction }: SupervisorOrder,
): { kind: CursorKind; positionOf: (row: SupervisorRow) => Position } {
  const order = `${field} ${direction}`
  switch (field) {
    case 'CREATED_AT':
      return { kind: { connection, order, keyType: 'timestamp' }, positionOf: (row) => at(row.createdAt, row.id) }
    case 'UPDATED_AT':
      return { kind: { connection, order, keyType: 'timestamp' }, positionOf: (row) => at(row.updatedAt, row.id) }
    case 'NAME':
      return { kind: { connection, order, keyType: 'text' }, positionOf: (row) => ({ key: row.name, id: row.id }) }
  }
}

function byJoining(connection: string): { kind: CursorKind; positionOf: (row: MembershipRow) => Position } {
  return {
    kind: { connection, order: 'JOINED_AT ASC', keyType: 'timestamp' },
    positionOf: (row) => at(row.joinedAt, row.id),
  }
}

interface EventArgs {
  readonly filter: EventFilter
  readonly newestFirst: boolean
}
const bySequence: { kind: CursorKind; positionOf: (row: EventRow) => Position } = {
  kind: eventCursors,
  positionOf: ({ sequence }) => ({ key: sequence, id: null }),
}

/** As PostgreSQL reads it: UTC, with milliseconds, and no zone. */
function at(time: Date, id: string): Position {
  return { key: time.toISOString().slice(0, -1), id }
}
