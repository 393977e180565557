import { transitionSupervisor } from '../../resolvers/supervisor/transitionSupervisor.ts'
import { builder } from '../builder.ts'
import { reasonField, targetFields, transitionErrors, transitionPayload } from './transitions.ts'

const ActivateSupervisorInput = builder.inputType('ActivateSupervisorInput', {
  description: 'What to activate.',
  fields: (t) => ({ ...targetFields(t), ...reasonField(t) }),
})

const ActivateSupervisorPayload = transitionPayload('ActivateSupervisorPayload', 'The supervisor is ACTIVE.')

builder.mutationField('activateSupervisor', (t) =>
  t.field({
    type: ActivateSupervisorPayload,
    description: 'Makes a supervisor that is SPAWNING ACTIVE, as its first heartbeat would. Takes the role OPERATE.',
    args: { input: t.arg({ type: ActivateSupervisorInput, required: true, description: 'What to activate.' }) },
    errors: transitionErrors,
    resolve: (_root, { input }, ctx) => transitionSupervisor('ACTIVATE', input, ctx),
  }),
)
