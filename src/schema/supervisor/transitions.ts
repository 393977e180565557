import { ConflictError, InvalidTransitionError, NotFoundError } from '../../domain/errors.ts'
import type { SkippedTransition as Skipped } from '../../domain/lifecycle.ts'
import type { SupervisorTransition } from '../../resolvers/supervisor/transitionSupervisor.ts'
import { builder } from '../builder.ts'
import { Scope, SupervisorStatus } from '../enums.ts'
import { idField } from '../inputFields.ts'
import type { InputFields, PayloadFields } from '../mutation.ts'
import { changedField, supervisorField } from '../payloadFields.ts'

/** What the mutations of the lifecycle have in common, terminateSupervisor aside. */

export const targetFields = (t: InputFields) => ({
  id: idField(t, 'supervisor'),
  expectedVersion: t.int({
    description:
      'Refuse with a ConflictError unless the supervisor is at this version. Not compared where it is there already.',
  }),
})

const reasonDescription =
  'kept as `statusReason` of all that change, in place of the one before. At most 10,000 characters.'

export const reasonField = (t: InputFields) => ({
  reason: t.string({ description: `Why; ${reasonDescription}` }),
})

export const requiredReasonField = (t: InputFields) => ({
  reason: t.string({ required: true, description: `What went wrong, not blank; ${reasonDescription}` }),
})

export const scopeField = (t: InputFields) => ({
  scope: t.field({ type: Scope, defaultValue: 'SELF', description: 'The supervisor alone, or its whole subtree.' }),
})

const SkippedTransition = builder.objectRef<Skipped>('SkippedTransition').implement({
  description: 'Supervisors of a subtree that were left as they are.',
  fields: (t) => ({
    status: t.expose('status', { type: SupervisorStatus, description: 'The status that they have.' }),
    count: t.exposeInt('count', { description: 'How many; at least 1.' }),
  }),
})

export const transitionFields = (t: PayloadFields<SupervisorTransition>) => ({
  supervisor: supervisorField(t),
  changed: changedField(t, 'where there was nothing to change'),
})

export const subtreeTransitionFields = (t: PayloadFields<SupervisorTransition>) => ({
  ...transitionFields(t),
  changedCount: t.exposeInt('changedCount', { description: 'How many supervisors changed.' }),
  skipped: t.expose('skipped', {
    type: [SkippedTransition],
    description:
      'Of a SUBTREE, by status: live supervisors that did not change, being there already or having no such transition. Those that are TERMINATED are not counted.',
  }),
})

/** The errors that each of them can give. */
export const transitionErrors = [NotFoundError, InvalidTransitionError, ConflictError]
