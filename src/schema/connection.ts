import type { ArgBuilder, ObjectRef } from '@pothos/core'
import type { Connection, Edge } from '../loaders/connectionLoader.ts'
import { builder, type Types } from './builder.ts'
import { SupervisorEventType } from './enums.ts'
import { SupervisorEvent } from './event/SupervisorEvent.ts'
import { DateTime } from './scalars.ts'
import { Supervisor, SupervisorTeam, SupervisorTeamMember } from './types.ts'

/** The arguments of every connection. */
export const pageArgs = (arg: ArgBuilder<Types>) => ({
  first: arg.int({
    description:
      'A page of this many from the start, or from after `after`: 1 to 100; 25 where neither `first` nor `last` is given.',
  }),
  after: arg.string({ description: 'A cursor of this connection, in this order: only what comes behind it.' }),
  last: arg.int({
    description: 'A page of this many from the end, or from before `before`: 1 to 100. Not together with `first`.',
  }),
  before: arg.string({ description: 'A cursor of this connection, in this order: only what comes before it.' }),
})

const active = (arg: ArgBuilder<Types>) =>
  arg.boolean({
    defaultValue: true,
    description: 'true: those that have not ended; false: those that have; null: both.',
  })

/** Which memberships are counted. */
export const membershipCountArgs = (arg: ArgBuilder<Types>) => ({ active: active(arg) })

/** The arguments of every connection of memberships. */
export const membershipArgs = (arg: ArgBuilder<Types>) => ({
  active: active(arg),
  asOf: arg({ type: DateTime, description: 'Those that were active at this moment, whatever `active` says.' }),
  ...pageArgs(arg),
})

/** The arguments of every connection of events. */
export const eventArgs = (arg: ArgBuilder<Types>) => ({
  types: arg({ type: [SupervisorEventType], description: 'Of these types only; of all by default.' }),
  newestFirst: arg.boolean({ defaultValue: true, description: 'true: the newest first; false: the oldest first.' }),
  ...pageArgs(arg),
})

const PageInfo = builder.objectRef<Connection<object>>('PageInfo').implement({
  description: 'Where a page lies in its list.',
  fields: (t) => ({
    hasNextPage: t.boolean({
      description: 'Whether there is more behind this page.',
      resolve: (page) => page.hasNextPage(),
    }),
    hasPreviousPage: t.boolean({
      description: 'Whether there is more before this page.',
      resolve: (page) => page.hasPreviousPage(),
    }),
    startCursor: t.string({
      nullable: true,
      description: 'The cursor of the first one; null on an empty page.',
      resolve: (page) => page.startCursor(),
    }),
    endCursor: t.string({
      nullable: true,
      description: 'The cursor of the last one; null on an empty page.',
      resolve: (page) => page.endCursor(),
    }),
  }),
})

function connectionOf<Row extends object>(
  node: ObjectRef<Types, Row, Row>,
  noun: string,
): ObjectRef<Types, Connection<Row>, Connection<Row>> {
  const edge = builder.objectRef<Edge<Row>>(`${node.name}Edge`).implement({
    description: `One of the ${noun} of a page, with its cursor.`,
    fields: (t) => ({
      cursor: t.exposeString('cursor', {
        description: 'Opaque: for `after` and `before` of the same connection in the same order.',
      }),
      node: t.expose('node', { type: node, description: 'What the cursor points to.' }),
    }),
  })
  return builder.objectRef<Connection<Row>>(`${node.name}Connection`).implement({
    description: `A page of ${noun}.`,
    fields: (t) => ({
      edges: t.field({
        type: [edge],
        description: `The ${noun} of this page with their cursors.`,
        resolve: (page) => page.edges(),
      }),
      nodes: t.field({ type: [node], description: `The ${noun} of this page.`, resolve: (page) => page.nodes }),
      pageInfo: t.field({ type: PageInfo, description: 'Where this page lies.', resolve: (page) => page }),
      totalCount: t.int({
        description: `How many ${noun} there are on all pages. Counted when selected.`,
        resolve: (page) => page.totalCount(),
      }),
    }),
  })
}

export const SupervisorConnection = connectionOf(Supervisor, 'supervisors')
export const SupervisorTeamConnection = connectionOf(SupervisorTeam, 'teams')
export const SupervisorTeamMemberConnection = connectionOf(SupervisorTeamMember, 'memberships')
export const SupervisorEventConnection = connectionOf(SupervisorEvent, 'events')
