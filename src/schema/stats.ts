import { fetchSubtreeStats, type HierarchyStats as HierarchyStatsShape } from '../resolvers/supervisor/fetchStats.ts'
import type { HealthState as HealthStateValue, SupervisorStatus as SupervisorStatusValue } from '../domain/glossary.ts'
import { builder } from './builder.ts'
import { HealthState, SupervisorStatus } from './enums.ts'
import { DateTime } from './scalars.ts'
import { Supervisor } from './types.ts'

const StatusCount = builder
  .objectRef<{ readonly status: SupervisorStatusValue; readonly count: number }>('StatusCount')
  .implement({
    description: 'How many supervisors have a status.',
    fields: (t) => ({
      status: t.expose('status', { type: SupervisorStatus, description: 'The status.' }),
      count: t.exposeInt('count', { description: 'How many have it; 0 too.' }),
    }),
  })

const HealthCount = builder
  .objectRef<{ readonly state: HealthStateValue; readonly count: number }>('HealthCount')
  .implement({
    description: 'How many supervisors that are not TERMINATED are in a state of health.',
    fields: (t) => ({
      state: t.expose('state', { type: HealthState, description: 'The state of health.' }),
      count: t.exposeInt('count', { description: 'How many are in it; 0 too.' }),
    }),
  })

export const HierarchyStats = builder.objectRef<HierarchyStatsShape>('HierarchyStats').implement({
  description:
    'Counts over the hierarchy, or over one subtree. Takes one statement, and one more for teams, memberships and agents.',
  fields: (t) => ({
    supervisors: t.exposeInt('supervisors', { description: 'Supervisors that are not TERMINATED.' }),
    byStatus: t.expose('byStatus', {
      type: [StatusCount],
      description: 'Supervisors by status: every status, TERMINATED too.',
    }),
    byHealth: t.expose('byHealth', {
      type: [HealthCount],
      description: 'Supervisors that are not TERMINATED by health: every state.',
    }),
    teams: t.int({
      description: 'Teams of supervisors that are not TERMINATED.',
      resolve: async (stats) => (await stats.staffing()).teams,
    }),
    activeMemberships: t.int({
      description: 'Memberships that have not ended.',
      resolve: async (stats) => (await stats.staffing()).activeMemberships,
    }),
    activeAgents: t.int({
      description: 'Distinct agents with an active membership.',
      resolve: async (stats) => (await stats.staffing()).activeAgents,
    }),
    maxLevel: t.exposeInt('maxLevel', {
      description: 'The deepest level of a supervisor that is not TERMINATED; 0 where there is none.',
    }),
    computedAt: t.expose('computedAt', {
      type: DateTime,
      description: "When this was counted, by the database's clock.",
    }),
  }),
})

builder.prismaObjectField(Supervisor, 'stats', (t) =>
  t.field({
    type: HierarchyStats,
    description: 'Counts over its subtree, itself included.',
    resolve: (supervisor, _args, ctx) => fetchSubtreeStats(supervisor.id, ctx),
  }),
)
