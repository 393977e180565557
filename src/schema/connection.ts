import type { ArgBuilder, ObjectRef } from '@pothos/core'
import type { Connection, Edge } from '../loaders/connectionLoader.ts'
import { builder, type Types } from './builder.ts'
import { SupervisorEventType } from './enums.ts'
import { SupervisorEvent } from './event/SupervisorEvent.ts'
import { DateTime } from './scalars.ts'
import { Token } from './token/Token.ts'
import { Supervisor, SupervisorTeam, SupervisorTeamMember } from './types.ts'

/** For lists whose pages can be larger. */
export const largePagesDescription =
  ' Up to 1000 if the nodes select only columns, such as `id` and `name`, and no `description`, `config`, `healthMetrics` and `policyVersionId`.'

/** The arguments of every connection. `parsePage` validates them: an invalid size or cursor is a ValidationError. */
export const pageArgs = (arg: ArgBuilder<Types>, furtherDescription = '') => ({
  first: arg.int({
    description: `Page size, from the start of the list or from \`after\`: 1 to 100. Default: 25 if \`last\` is omitted too. Cannot be combined with \`last\`.${furtherDescription}`,
  }),
  after: arg.string({
    description: 'Cursor of this connection, from the same order. The page starts after it.',
  }),
  last: arg.int({
    description: `Page size, from the end of the list or from \`before\`: 1 to 100. Cannot be combined with \`first\`.${furtherDescription}`,
  }),
  before: arg.string({
    description:
      'Cursor of this connection, from the same order. The page ends before it. Alone, it selects the last 25 entries before it.',
  }),
})

const active = (arg: ArgBuilder<Types>) =>
  arg.boolean({
    defaultValue: true,
    description: 'Memberships to include: true for active ones, false for ended ones, null for both.',
  })

/** The arguments of every count of memberships. */
export const membershipCountArgs = (arg: ArgBuilder<Types>) => ({ active: active(arg) })

/** The arguments of every connection of memberships. */
export const membershipArgs = (arg: ArgBuilder<Types>) => ({
  active: active(arg),
  asOf: arg({
    type: DateTime,
    description: 'Time at which the memberships were active. If given, `active` is ignored.',
  }),
  ...pageArgs(arg),
})

export const eventTypesDescription = 'Event types to include. Null: all types; an empty list: none.'

/** The arguments of every connection of events. */
export const eventArgs = (arg: ArgBuilder<Types>) => ({
  types: arg({ type: [SupervisorEventType], description: eventTypesDescription }),
  newestFirst: arg.boolean({
    defaultValue: true,
    description: 'Order: true for newest first, false for oldest first.',
  }),
  ...pageArgs(arg),
})

const PageInfo = builder.objectRef<Connection<object>>('PageInfo').implement({
  description: 'Position of a page in its list.',
  fields: (t) => ({
    hasNextPage: t.boolean({
      description: 'Whether the list continues after this page.',
      resolve: (page) => page.hasNextPage(),
    }),
    hasPreviousPage: t.boolean({
      description: 'Whether the list has entries before this page.',
      resolve: (page) => page.hasPreviousPage(),
    }),
    startCursor: t.string({
      nullable: true,
      description: 'Cursor of the first entry of this page; null if the page is empty.',
      resolve: (page) => page.startCursor(),
    }),
    endCursor: t.string({
      nullable: true,
      description: 'Cursor of the last entry of this page; null if the page is empty.',
      resolve: (page) => page.endCursor(),
    }),
  }),
})

/**
 * Declares the types `<Node>Edge` and `<Node>Connection`.
 * @param noun what the entries are, in the plural, for the descriptions
 */
function connectionOf<Row extends object>(
  node: ObjectRef<Types, Row, Row>,
  noun: string,
): ObjectRef<Types, Connection<Row>, Connection<Row>> {
  const edge = builder.objectRef<Edge<Row>>(`${node.name}Edge`).implement({
    description: `Entry of a page of ${noun}, with its cursor.`,
    fields: (t) => ({
      cursor: t.exposeString('cursor', {
        description: 'Opaque cursor, for `after` and `before` of the same connection in the same order.',
      }),
      node: t.expose('node', { type: node, description: 'Object at this cursor.' }),
    }),
  })
  return builder.objectRef<Connection<Row>>(`${node.name}Connection`).implement({
    description: `Page of a list of ${noun}.`,
    fields: (t) => ({
      edges: t.field({
        type: [edge],
        description: `Entries of this page: ${noun} with their cursors.`,
        resolve: (page) => page.edges(),
      }),
      nodes: t.expose('nodes', { type: [node], description: `Entries of this page: ${noun} without cursors.` }),
      pageInfo: t.field({ type: PageInfo, description: 'Position of this page in the list.', resolve: (page) => page }),
      totalCount: t.int({
        description: `Number of ${noun} on all pages. Above 10,000, it can be up to 5 seconds old. Selecting it takes one more SQL statement.`,
        resolve: (page) => page.totalCount(),
      }),
    }),
  })
}

export const SupervisorConnection = connectionOf(Supervisor, 'supervisors')
export const SupervisorTeamConnection = connectionOf(SupervisorTeam, 'teams')
export const SupervisorTeamMemberConnection = connectionOf(SupervisorTeamMember, 'memberships')
export const TokenConnection = connectionOf(Token, 'API tokens')
export const SupervisorEventConnection = connectionOf(SupervisorEvent, 'events')
