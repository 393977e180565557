import { fetchSubtreeStats, type HierarchyStats as HierarchyStatsShape } from '../resolvers/supervisor/fetchStats.ts'
import type { HealthState as HealthStateValue, SupervisorStatus as SupervisorStatusValue } from '../domain/glossary.ts'
import { builder } from './builder.ts'
import { HealthState, SupervisorStatus } from './enums.ts'
import { DateTime } from './scalars.ts'
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
    'Counts over the hierarchy, or over one subtree. Takes one SQL statement, and one more for `teams`, `activeMemberships` and `activeAgents`.',
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
    teams: t.int({
      description: 'Number of teams of live supervisors.',
      resolve: async (stats) => (await stats.staffing()).teams,
    }),
    activeMemberships: t.int({
      description: 'Number of active memberships.',
      resolve: async (stats) => (await stats.staffing()).activeMemberships,
    }),
    activeAgents: t.int({
      description: 'Number of distinct agents with an active membership.',
      resolve: async (stats) => (await stats.staffing()).activeAgents,
    }),
    maxLevel: t.exposeInt('maxLevel', {
      description: 'Deepest level of a live supervisor, counted as in `Supervisor.hierarchyLevel`; 0 if there is none.',
    }),
    computedAt: t.expose('computedAt', {
      type: DateTime,
      description: 'Time at which the supervisors were counted, by the database clock.',
    }),
  }),
})

builder.prismaObjectField(Supervisor, 'stats', (t) =>
  t.field({
    type: HierarchyStats,
    description: 'Counts over the subtree of the supervisor, itself included.',
    resolve: (supervisor, _args, ctx) => fetchSubtreeStats(supervisor.id, ctx),
  }),
)
