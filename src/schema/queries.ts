import { parseId } from '../domain/input.ts'
import { maxLargePageSize } from '../domain/page.ts'
import { listEvents, fetchEventCursor } from '../resolvers/event/listEvents.ts'
import { findNode, findNodes, findSupervisor, findTeam } from '../resolvers/node/findNode.ts'
import { fetchStats } from '../resolvers/supervisor/fetchStats.ts'
import { listSupervisors } from '../resolvers/supervisor/listSupervisors.ts'
import { listTokens } from '../resolvers/token/listTokens.ts'
import { builder } from './builder.ts'
import {
  eventArgs,
  largePagesDescription,
  pageArgs,
  SupervisorConnection,
  SupervisorEventConnection,
  TokenConnection,
} from './connection.ts'
import { DateTime } from './scalars.ts'
import { pageSizeFor } from './pageSizeFor.ts'
import { selectedColumns } from './selectedColumns.ts'
import { HierarchyStats, maxAgeArg, statsRequest } from './stats.ts'
import { orderByDescription, SupervisorFilter, SupervisorOrder } from './supervisor/inputs.ts'
import { Agent, Node, Supervisor, SupervisorTeam } from './types.ts'
import { Viewer } from './Viewer.ts'

builder.queryType({
  description:
    "Reads of the hierarchy. Every role can query. A field is null for an object that does not exist or is outside the caller's subtree, and connections omit such objects.",
  fields: (t) => ({
    supervisor: t.field({
      type: Supervisor,
      nullable: true,
      description: 'Supervisor with this id, TERMINATED or not; null if there is none.',
      args: { id: t.arg.id({ required: true, description: 'UUID of the supervisor.' }) },
      resolve: (_root, { id }, ctx, info) => findSupervisor(id, ctx, selectedColumns(info)),
    }),
    supervisors: t.field({
      type: SupervisorConnection,
      description: 'Supervisors that match a filter; live ones by default.',
      extensions: { maxPageSize: maxLargePageSize },
      args: {
        filter: t.arg({
          type: SupervisorFilter,
          description: 'Conditions on the supervisors. Default: all live supervisors.',
        }),
        orderBy: t.arg({ type: SupervisorOrder, description: orderByDescription }),
        ...pageArgs(t.arg, largePagesDescription),
      },
      resolve: (_root, args, ctx, info) => listSupervisors(args, ctx, selectedColumns(info), pageSizeFor(info)),
    }),
    team: t.field({
      type: SupervisorTeam,
      nullable: true,
      description: 'Team with this id; null if there is none.',
      args: { id: t.arg.id({ required: true, description: 'UUID of the team.' }) },
      resolve: (_root, { id }, ctx, info) => findTeam(id, ctx, selectedColumns(info)),
    }),
    agent: t.field({
      type: Agent,
      description: 'Agent with this id. Never null: every UUID is valid, and an unknown one has no memberships.',
      args: { id: t.arg.id({ required: true, description: 'UUID of the agent.' }) },
      resolve: (_root, { id }) => ({ id: parseId(id, ['id']) }),
    }),
    node: t.field({
      type: Node,
      nullable: true,
      description:
        'Supervisor, team, membership or agent with this id, looked up in that order; null if there is none. An agent without memberships that the caller can see is null.',
      args: { id: t.arg.id({ required: true, description: 'UUID of the object.' }) },
      resolve: (_root, { id }, ctx) => findNode(id, ctx),
    }),
    nodes: t.field({
      type: [Node],
      nullable: { list: false, items: true },
      description:
        'Supervisors, teams, memberships or agents with these ids, in the same order. An id without an object is null in the list.',
      args: { ids: t.arg.idList({ required: true, description: 'UUIDs of the objects, at most 100.' }) },
      resolve: (_root, { ids }, ctx) => findNodes(ids, ctx),
    }),
    stats: t.field({
      type: HierarchyStats,
      description: 'Counts over the hierarchy that the caller can see, or over one subtree.',
      args: {
        within: t.arg.id({
          description:
            'UUID of the supervisor at the top of the subtree, itself included. Null: all supervisors that the caller can see. The counts of an unknown subtree are 0.',
        }),
        maxAgeSeconds: maxAgeArg(t.arg),
      },
      resolve: (_root, { within, maxAgeSeconds }, ctx, info) =>
        fetchStats(within, statsRequest(maxAgeSeconds, info), ctx),
    }),
    events: t.field({
      type: SupervisorEventConnection,
      description:
        'Events of the event log, in commit order: every change except heartbeats. `after` and `before` accept the cursor of any event, in both orders.',
      args: {
        within: t.arg.id({
          description:
            'UUID of a supervisor: events in its subtree, before or after the change. Null: all events that the caller can see.',
        }),
        actor: t.arg.string({
          description: 'Name of the actor, compared exactly, at most 255 characters. Null: any actor.',
        }),
        since: t.arg({ type: DateTime, description: 'Earliest time, inclusive. Null: no limit.' }),
        until: t.arg({ type: DateTime, description: 'Latest time, exclusive. Null: no limit.' }),
        ...eventArgs(t.arg),
      },
      resolve: (_root, args, ctx) => listEvents(args, ctx),
    }),
    eventCursor: t.string({
      description:
        'Cursor of the newest event. The server reads it before all other fields of the request. Query it together with data, and read or subscribe to the events after it. A change in between may then be seen twice, but is never missed.',
      resolve: (_root, _args, ctx) => fetchEventCursor(ctx),
    }),
    tokens: t.field({
      type: TokenConnection,
      description:
        'API tokens, newest first. A caller that is limited to a subtree sees only the tokens of this subtree. Requires role ADMIN.',
      args: pageArgs(t.arg),
      resolve: (_root, args, ctx) => listTokens(args, ctx),
    }),
    viewer: t.field({
      type: Viewer,
      description: 'Caller of this request.',
      resolve: (_root, _args, ctx) => ctx.viewer,
    }),
  }),
})
