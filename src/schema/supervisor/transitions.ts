import type { InputFieldBuilder } from '@pothos/core'
import { ConflictError, InvalidTransitionError, NotFoundError } from '../../domain/errors.ts'
import type { SkippedTransition as Skipped } from '../../domain/lifecycle.ts'
import { readSupervisor } from '../../resolvers/node/readAgain.ts'
import type { SupervisorTransition } from '../../resolvers/supervisor/transitionSupervisor.ts'
import { builder, type SchemaTypes } from '../builder.ts'
import { Scope, SupervisorStatus } from '../enums.ts'
import { anyMutation } from '../errors.ts'
import { Supervisor } from '../types.ts'

/** What the mutations of the lifecycle have in common, terminateSupervisor aside. */

type Types = PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>
type InputFields = InputFieldBuilder<Types, 'InputObject'>
type PayloadFields = PothosSchemaTypes.ObjectFieldBuilder<Types, SupervisorTransition>

export const targetFields = (t: InputFields) => ({
  id: t.id({ required: true, description: 'The supervisor, a UUID.' }),
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

const outcomeFields = (t: PayloadFields) => ({
  supervisor: t.field({
    type: Supervisor,
    description: 'The supervisor, as it is now.',
    resolve: (transition, _args, ctx) => readSupervisor(transition.supervisorId, ctx),
  }),
  changed: t.exposeBoolean('changed', {
    description: 'Whether this request changed anything; false where there was nothing to change.',
  }),
})

export const transitionPayload = (name: string, description: string) =>
  builder.objectRef<SupervisorTransition>(name).implement({ description, fields: outcomeFields })

export const subtreeTransitionPayload = (name: string, description: string) =>
  builder.objectRef<SupervisorTransition>(name).implement({
    description,
    fields: (t) => ({
      ...outcomeFields(t),
      changedCount: t.exposeInt('changedCount', { description: 'How many supervisors changed.' }),
      skipped: t.expose('skipped', {
        type: [SkippedTransition],
        description:
          'Of a SUBTREE, by status: live supervisors that did not change, being there already or having no such transition. Those that are TERMINATED are not counted.',
      }),
    }),
  })

/** The errors that each of them can give. */
export const transitionErrors = {
  types: [...anyMutation, NotFoundError, InvalidTransitionError, ConflictError],
  union: { description: 'What became of the request.' },
}
