import { parseId } from '../domain/input.ts'
import { listEvents, fetchEventCursor } from '../resolvers/event/listEvents.ts'
import { findNode, findNodes, findSupervisor, findTeam } from '../resolvers/node/findNode.ts'
import { fetchStats } from '../resolvers/supervisor/fetchStats.ts'
import { listSupervisors } from '../resolvers/supervisor/listSupervisors.ts'
import { builder } from './builder.ts'
import { eventArgs, pageArgs, SupervisorConnection, SupervisorEventConnection } from './connection.ts'
import { DateTime } from './scalars.ts'
import { HierarchyStats } from './stats.ts'
import { orderByDescription, SupervisorFilter, SupervisorOrder } from './supervisor/inputs.ts'
import { Agent, Node, Supervisor, SupervisorTeam } from './types.ts'
import { Viewer } from './Viewer.ts'

builder.queryType({
  description: 'What can be asked of the hierarchy. An id that nothing has answers null.',
  fields: (t) => ({
    supervisor: t.field({
      type: Supervisor,
      nullable: true,
      description: 'One supervisor, TERMINATED or not.',
      args: { id: t.arg.id({ required: true, description: 'Its id, a UUID.' }) },
      resolve: (_root, { id }, ctx) => findSupervisor(id, ctx),
    }),
    supervisors: t.field({
      type: SupervisorConnection,
      description: 'Supervisors, by any conditions. TERMINATED ones stay out unless asked for.',
      args: {
        filter: t.arg({ type: SupervisorFilter, description: 'Which ones; all that are not TERMINATED by default.' }),
        orderBy: t.arg({ type: SupervisorOrder, description: orderByDescription }),
        ...pageArgs(t.arg),
      },
      resolve: (_root, args, ctx) => listSupervisors(args, ctx),
    }),
    team: t.field({
      type: SupervisorTeam,
      nullable: true,
      description: 'One team.',
      args: { id: t.arg.id({ required: true, description: 'Its id, a UUID.' }) },
      resolve: (_root, { id }, ctx) => findTeam(id, ctx),
    }),
    agent: t.field({
      type: Agent,
      description: 'An agent. Any UUID is one; an agent that never was a member has no memberships.',
      args: { id: t.arg.id({ required: true, description: 'Its id, a UUID.' }) },
      resolve: (_root, { id }) => ({ id: parseId(id, ['id']) }),
    }),
    node: t.field({
      type: Node,
      nullable: true,
      description: 'A supervisor, team or membership, looked up in that order.',
      args: { id: t.arg.id({ required: true, description: 'Its id, a UUID.' }) },
      resolve: (_root, { id }, ctx) => findNode(id, ctx),
    }),
    nodes: t.field({
      type: [Node],
      nullable: { list: false, items: true },
      description: 'Several of them, in the order asked for; null where there is none.',
      args: { ids: t.arg.idList({ required: true, description: 'Their ids, UUIDs; at most 100.' }) },
      resolve: (_root, { ids }, ctx) => findNodes(ids, ctx),
    }),
    stats: t.field({
      type: HierarchyStats,
      description: 'Counts over the whole hierarchy, or over one subtree.',
      args: { within: t.arg.id({ description: 'The root of the subtree, itself included.' }) },
      resolve: (_root, { within }, ctx) => fetchStats(within, ctx),
    }),
    events: t.field({
      type: SupervisorEventConnection,
      description:
        'What happened, in the order of commits: every change but heartbeats. Cursors are those of the events themselves, in either order.',
      args: {
        within: t.arg.id({
          description:
            'In the subtree of this supervisor, itself included: what was in it before the change, or is after it.',
        }),
        actor: t.arg.string({ description: 'Done by exactly this actor.' }),
        since: t.arg({ type: DateTime, description: 'At this moment or later.' }),
        until: t.arg({ type: DateTime, description: 'Before this moment.' }),
        ...eventArgs(t.arg),
      },
      resolve: (_root, args, ctx) => listEvents(args, ctx),
    }),
    eventCursor: t.string({
      description:
        'Where the record of events is now: the cursor of the newest one. It is read before anything else of the request: with a snapshot in the same request, or in a later one, go on after it, and what happens in between comes twice rather than never.',
      resolve: (_root, _args, ctx) => fetchEventCursor(ctx),
    }),
    viewer: t.field({
      type: Viewer,
      description: 'Who asks.',
      resolve: (_root, _args, ctx) => ctx.viewer,
    }),
  }),
})
