import type { EventRow } from '../../db/queries/rows.ts'
import { encodeEventCursor } from '../../domain/page.ts'
import { findSupervisor } from '../../resolvers/node/findNode.ts'
import { builder } from '../builder.ts'
import { SupervisorEventType } from '../enums.ts'
import { DateTime, JSONObject } from '../scalars.ts'
import { Supervisor } from '../types.ts'

export const SupervisorEvent = builder.objectRef<EventRow>('SupervisorEvent').implement({
  description:
    'One change of a supervisor, a team or a membership, whoever made it. Events are in the order of commits, never change, and are kept for 90 days unless set otherwise.',
  fields: (t) => ({
    cursor: t.string({
      description: 'Opaque: where it is among all events. The same wherever the event is met, in either order.',
      resolve: ({ sequence }) => encodeEventCursor(sequence),
    }),
    type: t.expose('type', { type: SupervisorEventType, description: 'What happened.' }),
    at: t.expose('at', {
      type: DateTime,
      description: "When it was committed, by the database's clock. Never earlier than the event before it.",
    }),
    actor: t.exposeString('actor', {
      description: "Who did it: the caller's name, or the database role of a writer beside the API.",
    }),
    reason: t.exposeString('reason', {
      nullable: true,
      description: 'Why, where somebody said; of a change of status, else the reason that is kept with it.',
    }),
    supervisorId: t.exposeID('supervisorId', {
      description: 'The supervisor that changed, or whose team or membership did.',
    }),
    supervisor: t.field({
      type: Supervisor,
      nullable: true,
      description: "That supervisor as it is now; null where it is gone, or out of the caller's subtree.",
      resolve: ({ supervisorId }, _args, ctx) => findSupervisor(supervisorId, ctx),
    }),
    teamId: t.exposeID('teamId', { nullable: true, description: 'The team, where the change is of one or in one.' }),
    membershipId: t.exposeID('membershipId', {
      nullable: true,
      description: 'The membership, where it is one that changed.',
    }),
    agentId: t.exposeID('agentId', { nullable: true, description: "The membership's agent." }),
    version: t.exposeInt('version', {
      description:
        'Of the supervisor, team or membership after the change: one more than before it. CHILD_FAILED and FAILURE_ESCALATED change nothing, and have the version that the supervisor had.',
    }),
    before: t.expose('before', {
      type: JSONObject,
      nullable: true,
      description: 'What the fields that changed were; null for what is new, all fields for what is gone.',
    }),
    after: t.expose('after', {
      type: JSONObject,
      nullable: true,
      description:
        'What the fields that changed are; null for what is gone, all fields for what is new. Of CHILD_FAILED and FAILURE_ESCALATED, what was decided.',
    }),
    causedBy: t.string({
      nullable: true,
      description: 'The cursor of the event that led to this one, which may be gone or out of sight by now.',
      resolve: ({ causedBy }) => causedBy && encodeEventCursor(causedBy),
    }),
  }),
})
