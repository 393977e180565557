import type { EventRow } from '../../db/queries/rows.ts'
import { encodeEventCursor } from '../../domain/page.ts'
import { findCause, showAfter, showBefore, showEventReason } from '../../resolvers/event/showEvent.ts'
import { findSupervisor } from '../../resolvers/node/findNode.ts'
import { builder } from '../builder.ts'
import { SupervisorEventType } from '../enums.ts'
import { DateTime, JSONObject } from '../scalars.ts'
import { Supervisor } from '../types.ts'

export const SupervisorEvent = builder.objectRef<EventRow>('SupervisorEvent').implement({
  description:
    'Change to a supervisor, team or membership, or a decision after a failure. Events are in commit order and never change. The event log keeps them for 90 days by default.',
  fields: (t) => ({
    cursor: t.string({
      description:
        'Opaque cursor of the event in the event log: the same in every list, in both orders, and in subscriptions.',
      resolve: ({ sequence }) => encodeEventCursor(sequence),
    }),
    type: t.expose('type', { type: SupervisorEventType, description: 'Kind of the event.' }),
    at: t.expose('at', {
      type: DateTime,
      description: 'Time of the commit, by the database clock. Never earlier than the time of the previous event.',
    }),
    actor: t.exposeString('actor', {
      description:
        'Name of the caller, or `sweeper`. For a writer that bypasses the API: the name that it set, or its database role.',
    }),
    onBehalfOf: t.exposeString('onBehalfOf', {
      nullable: true,
      description:
        'Person or program on whose behalf the actor made the change, as the actor named it. Null if the actor named none.',
    }),
    traceId: t.exposeString('traceId', {
      nullable: true,
      description:
        'Id of the trace in which the change was made: 32 lower-case hexadecimal digits. It comes from `traceparent` of the request. Without that, a server that exports traces begins a trace. SQL writers set it with `app.trace_id`. Null if there is no trace, for changes made by background jobs, and for a first heartbeat.',
    }),
    reason: t.string({
      nullable: true,
      description:
        "Reason that was given with the change. For a change of status without one: its `statusReason`. Null if there is none, or if the supervisor entered or left the caller's subtree.",
      resolve: (event, _args, ctx) => showEventReason(event, ctx),
    }),
    supervisorId: t.exposeID('supervisorId', {
      description: 'UUID of the supervisor that changed, or whose team or membership changed.',
    }),
    supervisor: t.field({
      type: Supervisor,
      nullable: true,
      description: "The same supervisor, as it is now; null if it was deleted, or is outside the caller's subtree.",
      resolve: ({ supervisorId }, _args, ctx) => findSupervisor(supervisorId, ctx),
    }),
    teamId: t.exposeID('teamId', {
      nullable: true,
      description: 'UUID of the team that changed, or whose membership changed; null for other events.',
    }),
    membershipId: t.exposeID('membershipId', {
      nullable: true,
      description: 'UUID of the membership that changed; null for other events.',
    }),
    agentId: t.exposeID('agentId', {
      nullable: true,
      description: 'UUID of the agent whose membership changed; null for other events.',
    }),
    version: t.exposeInt('version', {
      description:
        '`version` of the supervisor, team or membership after the change: one more than before. CHILD_FAILED and FAILURE_ESCALATED change nothing, and have the current version.',
    }),
    before: t.field({
      type: JSONObject,
      nullable: true,
      description:
        "Previous values of the fields that changed. Null for a new object, and for a supervisor that entered the caller's subtree; all fields of a deleted one.",
      resolve: (event, _args, ctx) => showBefore(event, ctx),
    }),
    after: t.field({
      type: JSONObject,
      nullable: true,
      description:
        "New values of the fields that changed. Null for a deleted object, and for a supervisor that left the caller's subtree; all fields of a new one. For CHILD_FAILED and FAILURE_ESCALATED: the decision.",
      resolve: (event, _args, ctx) => showAfter(event, ctx),
    }),
    causedBy: t.string({
      nullable: true,
      description:
        "Cursor of the event that caused this one; null if there is none, or if it is outside the caller's subtree. That event may have been deleted; a caller that is limited to a subtree then receives null.",
      resolve: (event, _args, ctx) => findCause(event, ctx),
    }),
  }),
})
