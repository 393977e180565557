import type { ArgBuilder } from '@pothos/core'
import { OperationTypeNode, type GraphQLResolveInfo } from 'graphql'
import {
  fetchSubtreeStats,
  type HierarchyStats as HierarchyStatsShape,
  type StatsRequest,
} from '../resolvers/supervisor/fetchStats.ts'
import { defaultMaxAgeSeconds } from '../domain/counts.ts'
import type { HealthState as HealthStateValue, SupervisorStatus as SupervisorStatusValue } from '../domain/glossary.ts'
import { builder, type Types } from './builder.ts'
import { HealthState, SupervisorStatus } from './enums.ts'
import { DateTime } from './scalars.ts'
import { selectedColumns } from './selectedColumns.ts'
import { Supervisor } from './types.ts'

const StatusCount = builder
  .objectRef<{ readonly status: SupervisorStatusValue; readonly count: number }>('StatusCount')
  .implement({
    description: 'Number of supervisors with one status.',
    fields: (t) => ({
      status: t.expose('status', { type: SupervisorStatus, description: 'Status that is counted.' }),
      count: t.exposeInt('count', { description: 'Number of supervisors; may be 0.' }),
    }),
  })

const HealthCount = builder
  .objectRef<{ readonly state: HealthStateValue; readonly count: number }>('HealthCount')
  .implement({
    description: 'Number of live supervisors in one health state.',
    fields: (t) => ({
      state: t.expose('state', { type: HealthState, description: 'Health state that is counted.' }),
      count: t.exposeInt('count', { description: 'Number of live supervisors; may be 0.' }),
    }),
  })

export const HierarchyStats = builder.objectRef<HierarchyStatsShape>('HierarchyStats').implement({
  description:
    'Counts over the hierarchy, or over one subtree. The server computes only what the client selects, in one SQL statement. Requests share counts that are not older than `maxAgeSeconds`.',
  fields: (t) => ({
    supervisors: t.exposeInt('supervisors', { description: 'Number of live supervisors.' }),
    byStatus: t.expose('byStatus', {
      type: [StatusCount],
      description: 'Number of supervisors by status: one entry for each status, TERMINATED included.',
    }),
    byHealth: t.expose('byHealth', {
      type: [HealthCount],
      description: 'Number of live supervisors by health state: one entry for each state.',
    }),
    teams: t.exposeInt('teams', { description: 'Number of teams of live supervisors.' }),
    activeMemberships: t.exposeInt('activeMemberships', { description: 'Number of active memberships.' }),
    activeAgents: t.exposeInt('activeAgents', { description: 'Number of distinct agents with an active membership.' }),
    maxLevel: t.exposeInt('maxLevel', {
      description: 'Deepest level of a live supervisor, counted as in `Supervisor.hierarchyLevel`; 0 if there is none.',
    }),
    computedAt: t.expose('computedAt', {
      type: DateTime,
      description: 'Time by the database clock: the selected counts include all changes that were committed before it.',
    }),
  }),
})

/** The age argument of all statistics. */
export const maxAgeArg = (arg: ArgBuilder<Types>) =>
  arg.int({
    description: `Largest age of the counts in seconds: 0 to 3600. 0 computes them now. Default: ${defaultMaxAgeSeconds}, and 0 in the payload of a mutation.`,
  })

/** What a field of statistics asks for. After a change, its payload shows the change. */
export function statsRequest(maxAgeSeconds: number | null | undefined, info: GraphQLResolveInfo): StatsRequest {
  const isMutation = info.operation.operation === OperationTypeNode.MUTATION
  return {
    groups: selectedColumns(info),
    maxAgeSeconds,
    defaultMaxAgeSeconds: isMutation ? 0 : defaultMaxAgeSeconds,
  }
}

builder.prismaObjectField(Supervisor, 'stats', (t) =>
  t.field({
    type: HierarchyStats,
    description: 'Counts over the subtree of the supervisor, itself included.',
    args: { maxAgeSeconds: maxAgeArg(t.arg) },
    resolve: (supervisor, { maxAgeSeconds }, ctx, info) =>
      fetchSubtreeStats(supervisor.id, statsRequest(maxAgeSeconds, info), ctx),
  }),
)
