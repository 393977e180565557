import { explainResync, type Resync } from '../../domain/feed.ts'
import { encodeEventCursor } from '../../domain/page.ts'
import { followEvents } from '../../resolvers/event/followEvents.ts'
import { builder } from '../builder.ts'
import { SupervisorEventType } from '../enums.ts'
import { SupervisorEvent } from './SupervisorEvent.ts'

const ResyncRequired = builder.objectRef<Resync>('ResyncRequired').implement({
  description: 'The last item of a subscription that cannot go on without a gap.',
  fields: (t) => ({
    reason: t.string({ description: 'Why, and what to do.', resolve: explainResync }),
    eventCursor: t.string({
      description: 'Where to subscribe again: after this.',
      resolve: ({ sequence }) => encodeEventCursor(sequence),
    }),
  }),
})

const SupervisorFeedItem = builder.unionType('SupervisorFeedItem', {
  description: 'An event, or word that there is no going on.',
  types: [SupervisorEvent, ResyncRequired],
  resolveType: (item) => ('resync' in item ? ResyncRequired : SupervisorEvent),
})

builder.subscriptionField('supervisorEvents', (t) =>
  t.field({
    type: SupervisorFeedItem,
    description:
      'Each event from now on, or after a cursor: once, in the order of commits, with no gap. To miss nothing, read `eventCursor` with what is followed, and subscribe after it.',
    args: {
      within: t.arg.id({
        description: 'Only what happens in the subtree of this supervisor, or moves out of it. A UUID.',
      }),
      types: t.arg({ type: [SupervisorEventType], description: 'Of these types only; of all by default.' }),
      after: t.arg.string({
        description: 'An `eventCursor`, or the `cursor` of an event: what came after it is sent first.',
      }),
    },
    subscribe: (_root, args, ctx) => followEvents(args, ctx),
    resolve: (item) => item,
  }),
)
