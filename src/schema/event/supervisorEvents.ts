import { explainResync, type Resync } from '../../domain/feed.ts'
import { encodeEventCursor } from '../../domain/page.ts'
import { followEvents } from '../../resolvers/event/followEvents.ts'
import { builder } from '../builder.ts'
import { eventTypesDescription } from '../connection.ts'
import { SupervisorEventType } from '../enums.ts'
import { SupervisorEvent } from './SupervisorEvent.ts'

const ResyncRequired = builder.objectRef<Resync>('ResyncRequired').implement({
  description: 'Last item of a subscription that cannot continue without a gap.',
  fields: (t) => ({
    reason: t.string({
      description: 'Cause, and what the client should do: text for people.',
      resolve: explainResync,
    }),
    eventCursor: t.string({
      description:
        'Cursor to pass as `after` to the next subscription. Read the hierarchy again first, unless `reason` says that nothing is lost.',
      resolve: ({ sequence }) => encodeEventCursor(sequence),
    }),
  }),
})

const SupervisorFeedItem = builder.unionType('SupervisorFeedItem', {
  description: 'Item of a subscription: an event, or as the last item ResyncRequired.',
  types: [SupervisorEvent, ResyncRequired],
  resolveType: (item) => ('resync' in item ? ResyncRequired : SupervisorEvent),
})

builder.subscriptionField('supervisorEvents', (t) =>
  t.field({
    type: SupervisorFeedItem,
    description:
      'New events, or all events after a cursor: each event once, in commit order, without gaps. To miss nothing, query `eventCursor` together with the data, and subscribe after it.',
    args: {
      within: t.arg.id({
        description:
          'UUID of a supervisor: events in its subtree, before or after the change. Null: all events that the caller can see.',
      }),
      types: t.arg({ type: [SupervisorEventType], description: eventTypesDescription }),
      after: t.arg.string({
        description: 'Cursor of an event, or `eventCursor`: the subscription starts after it. Null: only new events.',
      }),
    },
    subscribe: (_root, args, ctx) => followEvents(args, ctx),
    resolve: (item) => item,
  }),
)
