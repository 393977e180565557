import type { FleetOwner } from '../../db/queries/fleets.ts'
import type { HealthRow } from '../../db/queries/rows.ts'
import {
  findAncestors,
  findBlocker,
  findParent,
  findRoot,
  fetchEffectiveStatus,
  visibleLevel,
} from '../../resolvers/supervisor/findRelatives.ts'
import { listAllowedActions } from '../../resolvers/supervisor/listAllowedActions.ts'
import { listEventsOf } from '../../resolvers/event/listEvents.ts'
import { showReason } from '../../resolvers/supervisor/showReason.ts'
import { oldestFirst } from '../../resolvers/supervisor/listSupervisors.ts'
import { findOwner } from '../../resolvers/fleet/findOwner.ts'
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
import { selectedColumns } from '../selectedColumns.ts'
import { Supervisor } from '../types.ts'
import { includeTerminatedDescription, orderByDescription, SupervisorOrder } from './inputs.ts'
import { configKeys } from './supervisorInputFields.ts'

const SupervisorHealth = builder.objectRef<HealthRow>('SupervisorHealth').implement({
  description: 'Health of a supervisor, computed from its heartbeats by the database clock.',
  fields: (t) => ({
    state: t.expose('state', { type: HealthState, description: 'Health state.' }),
    missedHeartbeats: t.exposeInt('missedHeartbeats', {
      description:
        'Number of missed heartbeats: whole heartbeat intervals since the last heartbeat or status change. 0 if not monitored.',
    }),
    lastHeartbeat: t.expose('lastHeartbeat', {
      type: DateTime,
      nullable: true,
      description: 'Time of the last recorded heartbeat; null if there was none.',
    }),
    dueAt: t.expose('dueAt', {
      type: DateTime,
      nullable: true,
      description: 'Time at which the next heartbeat is due; null if not monitored.',
    }),
    intervalSeconds: t.exposeInt('intervalSeconds', {
      description:
        'Heartbeat interval in seconds: `config.heartbeat_interval`. Other values, which only a writer that bypasses the API can store, are limited to 10 to 300. The value is 30 if it is not a number.',
    }),
  }),
})

const FleetOwnership = builder.objectRef<FleetOwner>('FleetOwnership').implement({
  description: 'Fleet that owns a supervisor.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name of the fleet.' }),
    key: t.exposeString('key', { description: 'Key of the supervisor in the fleet.' }),
  }),
})

builder.prismaObjectFields(Supervisor, (t) => ({
  id: t.exposeID('id', { description: 'UUID of the supervisor. Never changes.' }),
  name: t.exposeString('name', {
    description:
      'Name, unique among the live children of the parent supervisor, or among the live roots. 1 to 255 characters, not blank.',
  }),
  description: t.exposeString('description', {
    nullable: true,
    description: 'Purpose of the supervisor; null if there is none.',
  }),
  status: t.expose('status', { type: SupervisorStatus, description: 'Status in the lifecycle.' }),
  statusReason: t.string({
    nullable: true,
    description: 'Reason of the last status change, as given by the caller or the sweeper; null if none was given.',
    resolve: ({ statusReason }, _args, ctx) => showReason(statusReason, ctx),
  }),
  statusChangedAt: t.expose('statusChangedAt', { type: DateTime, description: 'Time of the last status change.' }),
  effectiveStatus: t.field({
    type: EffectiveStatus,
    description:
      'Status that takes the ancestors into account: BLOCKED if one of them blocks the supervisor, otherwise `status`.',
    resolve: (supervisor, _args, ctx) => fetchEffectiveStatus(supervisor, ctx),
  }),
  blockedBy: t.field({
    type: Supervisor,
    nullable: true,
    description:
      'Nearest PAUSED or FAILED ancestor, if it blocks the supervisor. Null if nothing blocks it, or the caller cannot see that ancestor.',
    resolve: (supervisor, _args, ctx) => findBlocker(supervisor, ctx),
  }),
  config: t.expose('config', {
    type: JSONObject,
    description: `Configuration for the process of the supervisor. ${configKeys}`,
  }),
  policyVersionId: t.exposeID('policyVersionId', {
    nullable: true,
    description:
      'UUID of the policy version that the supervisor runs under. The server does not interpret it. Null if there is none.',
  }),
  fleet: t.field({
    type: FleetOwnership,
    nullable: true,
    description: 'Fleet that owns the supervisor, by `applyFleet`; null if none does.',
    resolve: ({ id }, _args, ctx) => findOwner(id, ctx),
  }),
  hierarchyLevel: t.int({
    description: "Level in the tree. Roots, and the top of the caller's subtree, have level 0.",
    resolve: (supervisor, _args, ctx) => visibleLevel(supervisor, ctx),
  }),
  parent: t.field({
    type: Supervisor,
    nullable: true,
    description: "Parent supervisor; null for a root, and at the top of the caller's subtree.",
    resolve: (supervisor, _args, ctx, info) => findParent(supervisor, ctx, selectedColumns(info)),
  }),
  root: t.field({
    type: Supervisor,
    description: "Root of the tree, or the top of the caller's subtree. It can be the supervisor itself.",
    resolve: (supervisor, _args, ctx, info) => findRoot(supervisor, ctx, selectedColumns(info)),
  }),
  ancestors: t.field({
    type: [Supervisor],
    description: 'Ancestors that the caller can see, root first. Empty for a root.',
    resolve: (supervisor, _args, ctx, info) => findAncestors(supervisor, ctx, selectedColumns(info)),
  }),
  children: t.field({
    type: SupervisorConnection,
    description: 'Child supervisors; live ones by default.',
    args: {
      orderBy: t.arg({ type: SupervisorOrder, description: orderByDescription }),
      includeTerminated: t.arg.boolean({ defaultValue: false, description: includeTerminatedDescription }),
      ...pageArgs(t.arg),
    },
    resolve: (supervisor, { orderBy, includeTerminated, ...page }, ctx, info) =>
      ctx.loaders.children.load(
        supervisor.id,
        { includeTerminated: includeTerminated ?? false, order: orderBy ?? oldestFirst },
        page,
        selectedColumns(info),
      ),
  }),
  descendants: t.field({
    type: SupervisorConnection,
    description:
      'Descendants in pre-order, live ones by default: a parent comes before its children, and siblings are sorted by id.',
    args: {
      maxDepth: t.arg.int({
        description: 'Maximum number of levels below the supervisor; 1 selects its children. Null: no limit.',
      }),
      includeTerminated: t.arg.boolean({ defaultValue: false, description: includeTerminatedDescription }),
      ...pageArgs(t.arg),
    },
    resolve: (supervisor, { maxDepth, includeTerminated, ...page }, ctx, info) =>
      ctx.loaders.descendants.load(
        supervisor.id,
        { includeTerminated: includeTerminated ?? false, maxDepth: maxDepth ?? null },
        page,
        selectedColumns(info),
      ),
  }),
  childCount: t.int({
    description: 'Number of child supervisors; live ones by default.',
    args: { includeTerminated: t.arg.boolean({ defaultValue: false, description: includeTerminatedDescription }) },
    resolve: (supervisor, { includeTerminated }, ctx) =>
      ctx.loaders.children.count(supervisor.id, { includeTerminated: includeTerminated ?? false, order: oldestFirst }),
  }),
  teams: t.field({
    type: SupervisorTeamConnection,
    description: 'Teams of the supervisor, oldest first.',
    args: pageArgs(t.arg),
    resolve: (supervisor, page, ctx, info) => ctx.loaders.teams.load(supervisor.id, null, page, selectedColumns(info)),
  }),
  health: t.field({
    type: SupervisorHealth,
    description: 'Health of the supervisor now.',
    resolve: (supervisor, _args, ctx) => fetchHealth(supervisor.id, ctx),
  }),
  healthMetrics: t.expose('healthMetrics', {
    type: JSONObject,
    description: 'Metrics from the last recorded heartbeat that had any; `{}` if there was none.',
  }),
  lastHeartbeat: t.expose('lastHeartbeat', {
    type: DateTime,
    nullable: true,
    description: 'Time of the last recorded heartbeat; null if there was none.',
  }),
  incarnation: t.exposeInt('incarnation', {
    description: 'Number of the current incarnation. Starts at 1; each restart increases it by one.',
  }),
  allowedActions: t.field({
    type: [SupervisorAction],
    description:
      'Actions that the supervisor accepts from the caller now. Depends on its status and level, and on the role and the subtree of the caller.',
    resolve: (supervisor, _args, ctx) => listAllowedActions(supervisor, ctx),
  }),
  events: t.field({
    type: SupervisorEventConnection,
    description: 'Events of the supervisor, its teams and their memberships.',
    args: eventArgs(t.arg),
    resolve: (supervisor, args, ctx) => listEventsOf(supervisor, args, ctx),
  }),
  version: t.exposeInt('version', {
    description:
      'Version of the supervisor, for `expectedVersion`. Starts at 1; every change increases it, including the move of an ancestor. Heartbeats do not.',
  }),
  createdAt: t.expose('createdAt', { type: DateTime, description: 'Time at which the supervisor was spawned.' }),
  updatedAt: t.expose('updatedAt', {
    type: DateTime,
    description: 'Time of the last change. Heartbeats do not count.',
  }),
}))
