import { transitionSupervisor } from '../../resolvers/supervisor/transitionSupervisor.ts'
import { builder } from '../builder.ts'
import { requiredReasonField, targetFields, transitionErrors, transitionPayload } from './transitions.ts'

const FailSupervisorInput = builder.inputType('FailSupervisorInput', {
  description: 'What failed, and why.',
  fields: (t) => ({ ...targetFields(t), ...requiredReasonField(t) }),
})

const FailSupervisorPayload = transitionPayload('FailSupervisorPayload', 'The supervisor is FAILED.')

builder.mutationField('failSupervisor', (t) =>
  t.field({
    type: FailSupervisorPayload,
    description:
      'Declares a supervisor FAILED that is SPAWNING, ACTIVE or PAUSED: it takes no additions, and blocks what is below it, until it is restarted. Takes the role OPERATE.',
    args: { input: t.arg({ type: FailSupervisorInput, required: true, description: 'What failed, and why.' }) },
    errors: transitionErrors,
    resolve: (_root, { input }, ctx) => transitionSupervisor('FAIL', input, ctx),
  }),
)
