import type { HealthRow } from '../../db/queries/rows.ts'
import {
  findAncestors,
  findBlocker,
  findParent,
  findRoot,
  fetchEffectiveStatus,
} from '../../resolvers/supervisor/findRelatives.ts'
import { listAllowedActions } from '../../resolvers/supervisor/listAllowedActions.ts'
import { listEventsOf } from '../../resolvers/event/listEvents.ts'
import { oldestFirst } from '../../resolvers/supervisor/listSupervisors.ts'
import { fetchHealth } from '../../resolvers/node/fetchNode.ts'
import { builder } from '../builder.ts'
import {
  eventArgs,
  pageArgs,
  SupervisorConnection,
  SupervisorEventConnection,
  SupervisorTeamConnection,
} from '../connection.ts'
import { EffectiveStatus, HealthState, SupervisorAction, SupervisorStatus } from '../enums.ts'
import { DateTime, JSONObject } from '../scalars.ts'
import { Supervisor } from '../types.ts'
import { orderByDescription, SupervisorOrder } from './inputs.ts'

const SupervisorHealth = builder.objectRef<HealthRow>('SupervisorHealth').implement({
  description: "What the heartbeats say of a supervisor now, by the database's clock.",
  fields: (t) => ({
    state: t.expose('state', { type: HealthState, description: 'The state of health.' }),
    missedHeartbeats: t.exposeInt('missedHeartbeats', {
      description: 'Whole intervals since the last heartbeat or change of status; 0 where it is not monitored.',
    }),
    lastHeartbeat: t.expose('lastHeartbeat', {
      type: DateTime,
      nullable: true,
      description: 'When it last reported; null if it never did.',
    }),
    dueAt: t.expose('dueAt', {
      type: DateTime,
      nullable: true,
      description: 'When the next heartbeat is due; null where it is not monitored.',
    }),
    intervalSeconds: t.exposeInt('intervalSeconds', {
      description: '`config.heartbeat_interval`, 10 to 300; 30 where that is no number.',
    }),
  }),
})

builder.prismaObjectFields(Supervisor, (t) => ({
  id: t.exposeID('id', { description: 'A UUID; it never changes.' }),
  name: t.exposeString('name', { description: 'Unique among the live children of its parent; 1 to 255 characters.' }),
  description: t.exposeString('description', { nullable: true, description: 'What it is for.' }),
  status: t.expose('status', { type: SupervisorStatus, description: 'Where it is in its lifecycle.' }),
  statusReason: t.exposeString('statusReason', {
    nullable: true,
    description: 'Why it has this status, where somebody said.',
  }),
  statusChangedAt: t.expose('statusChangedAt', { type: DateTime, description: 'Since when it has this status.' }),
  effectiveStatus: t.field({
    type: EffectiveStatus,
    description: 'Its status, with what its ancestors make of it.',
    resolve: (supervisor, _args, ctx) => fetchEffectiveStatus(supervisor, ctx),
  }),
  blockedBy: t.field({
    type: Supervisor,
    nullable: true,
    description: 'The nearest PAUSED or FAILED ancestor, where that blocks it.',
    resolve: (supervisor, _args, ctx) => findBlocker(supervisor, ctx),
  }),
  config: t.expose('config', {
    type: JSONObject,
    description:
      'Its configuration, which its process reads. Two keys are read here too: `heartbeat_interval`, in seconds, and `restart`, the policy by which its children are restarted (docs/supervision.md).',
  }),
  policyVersionId: t.exposeID('policyVersionId', {
    nullable: true,
    description: 'The version of the policy that it runs under, a UUID of your own.',
  }),
  hierarchyLevel: t.exposeInt('hierarchyLevel', { description: 'How deep it is in the tree; roots are at 0.' }),
  parent: t.field({
    type: Supervisor,
    nullable: true,
    description: 'The supervisor above it; null for a root.',
    resolve: (supervisor, _args, ctx) => findParent(supervisor, ctx),
  }),
  root: t.field({
    type: Supervisor,
    description: 'The top of its tree; itself, for a root.',
    resolve: (supervisor, _args, ctx) => findRoot(supervisor, ctx),
  }),
  ancestors: t.field({
    type: [Supervisor],
    description: 'All above it, root first, without itself.',
    resolve: (supervisor, _args, ctx) => findAncestors(supervisor, ctx),
  }),
  children: t.field({
    type: SupervisorConnection,
    description: 'The supervisors directly below it.',
    args: {
      orderBy: t.arg({ type: SupervisorOrder, description: orderByDescription }),
      includeTerminated: t.arg.boolean({ defaultValue: false, description: 'TERMINATED ones too.' }),
      ...pageArgs(t.arg),
    },
    resolve: (supervisor, { orderBy, includeTerminated, ...page }, ctx) =>
      ctx.loaders.children.load(
        supervisor.id,
        { includeTerminated: includeTerminated ?? false, order: orderBy ?? oldestFirst },
        page,
      ),
  }),
  descendants: t.field({
    type: SupervisorConnection,
    description: 'All below it in pre-order: a parent comes before its children.',
    args: {
      maxDepth: t.arg.int({ description: 'At most this many levels below it; 1 are its children.' }),
      includeTerminated: t.arg.boolean({ defaultValue: false, description: 'TERMINATED ones too.' }),
      ...pageArgs(t.arg),
    },
    resolve: (supervisor, { maxDepth, includeTerminated, ...page }, ctx) =>
      ctx.loaders.descendants.load(
        supervisor.id,
        { includeTerminated: includeTerminated ?? false, maxDepth: maxDepth ?? null },
        page,
      ),
  }),
  childCount: t.int({
    description: 'How many supervisors are directly below it.',
    args: { includeTerminated: t.arg.boolean({ defaultValue: false, description: 'TERMINATED ones too.' }) },
    resolve: (supervisor, { includeTerminated }, ctx) =>
      ctx.loaders.children.count(supervisor.id, { includeTerminated: includeTerminated ?? false, order: oldestFirst }),
  }),
  teams: t.field({
    type: SupervisorTeamConnection,
    description: 'Its teams, the oldest first.',
    args: pageArgs(t.arg),
    resolve: (supervisor, page, ctx) => ctx.loaders.teams.load(supervisor.id, null, page),
  }),
  health: t.field({
    type: SupervisorHealth,
    description: 'What its heartbeats say now.',
    resolve: (supervisor, _args, ctx) => fetchHealth(supervisor.id, ctx),
  }),
  healthMetrics: t.expose('healthMetrics', { type: JSONObject, description: 'What it last reported of itself.' }),
  lastHeartbeat: t.expose('lastHeartbeat', {
    type: DateTime,
    nullable: true,
    description: 'When it last reported; null if it never did.',
  }),
  incarnation: t.exposeInt('incarnation', { description: 'Counts its restarts, from 1.' }),
  allowedActions: t.field({
    type: [SupervisorAction],
    description: 'What can be done to it in its status and at its level, for a caller whose role is OPERATE.',
    resolve: (supervisor, _args, ctx) => listAllowedActions(supervisor, ctx),
  }),
  events: t.field({
    type: SupervisorEventConnection,
    description: 'What happened to it, its teams and their members.',
    args: eventArgs(t.arg),
    resolve: (supervisor, args, ctx) => listEventsOf(supervisor, args, ctx),
  }),
  version: t.exposeInt('version', { description: 'Raised by every change, heartbeats aside: for `expectedVersion`.' }),
  createdAt: t.expose('createdAt', { type: DateTime, description: 'When it was spawned.' }),
  updatedAt: t.expose('updatedAt', { type: DateTime, description: 'When it last changed, heartbeats aside.' }),
}))
