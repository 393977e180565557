import { ConflictError, InvalidTransitionError, LimitExceededError, NotFoundError } from '../../domain/errors.ts'
import type { SkippedTransition as Skipped } from '../../domain/lifecycle.ts'
import type { SupervisorTransition } from '../../resolvers/supervisor/transitionSupervisor.ts'
import { builder } from '../builder.ts'
import { Scope, SupervisorStatus } from '../enums.ts'
import { expectedVersionField, idField } from '../inputFields.ts'
import type { InputFields, PayloadFields } from '../mutation.ts'
import { changedField, supervisorField } from '../payloadFields.ts'

/** Fields and errors that the mutations of the lifecycle share. `terminateSupervisor` has more of its own. */

export const targetFields = (t: InputFields) => ({
  id: idField(t, 'supervisor'),
  expectedVersion: expectedVersionField(t),
})

const reasonDescription =
  'Reason, kept in the event log and as `statusReason` of every supervisor that changes. At most 10,000 characters.'

export const reasonField = (t: InputFields) => ({
  reason: t.string({ description: `${reasonDescription} Null or omitted: \`statusReason\` becomes null.` }),
})

export const requiredReasonField = (t: InputFields) => ({
  reason: t.string({ required: true, description: `${reasonDescription} Not blank.` }),
})

export const scopeField = (t: InputFields) => ({
  scope: t.field({
    type: Scope,
    defaultValue: 'SELF',
    description: 'Supervisors to change: the supervisor alone, or its whole subtree.',
  }),
})

const SkippedTransition = builder.objectRef<Skipped>('SkippedTransition').implement({
  description: 'Supervisors of a subtree that were left unchanged, by status.',
  fields: (t) => ({
    status: t.expose('status', { type: SupervisorStatus, description: 'Status of these supervisors.' }),
    count: t.exposeInt('count', { description: 'Number of these supervisors, at least 1.' }),
  }),
})

export const transitionFields = (t: PayloadFields<SupervisorTransition>) => ({
  supervisor: supervisorField(t),
  changed: changedField(t),
})

export const subtreeTransitionFields = (t: PayloadFields<SupervisorTransition>) => ({
  ...transitionFields(t),
  changedCount: t.exposeInt('changedCount', { description: 'Number of supervisors that changed.' }),
  skipped: t.expose('skipped', {
    type: [SkippedTransition],
    description:
      'Live supervisors of the SUBTREE that were left unchanged, counted by status. TERMINATED supervisors do not count. Empty with scope SELF.',
  }),
})

/** The errors that each of these mutations can return. */
export const transitionErrors = [NotFoundError, InvalidTransitionError, ConflictError]

/** The errors of the mutations that can change a whole subtree. */
export const subtreeTransitionErrors = [...transitionErrors, LimitExceededError]
