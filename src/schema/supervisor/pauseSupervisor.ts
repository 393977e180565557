import { transitionSupervisor } from '../../resolvers/supervisor/transitionSupervisor.ts'
import { builder } from '../builder.ts'
import { reasonField, scopeField, subtreeTransitionPayload, targetFields, transitionErrors } from './transitions.ts'

const PauseSupervisorInput = builder.inputType('PauseSupervisorInput', {
  description: 'What to pause.',
  fields: (t) => ({ ...targetFields(t), ...scopeField(t), ...reasonField(t) }),
})

const PauseSupervisorPayload = subtreeTransitionPayload(
  'PauseSupervisorPayload',
  'The supervisor is PAUSED, or in a SUBTREE whatever was ACTIVE.',
)

builder.mutationField('pauseSupervisor', (t) =>
  t.field({
    type: PauseSupervisorPayload,
    description:
      'Pauses a supervisor that is ACTIVE, or in a SUBTREE all that are: it is not monitored, and blocks what is below it, until it is resumed. Takes the role OPERATE.',
    args: { input: t.arg({ type: PauseSupervisorInput, required: true, description: 'What to pause.' }) },
    errors: transitionErrors,
    resolve: (_root, { input }, ctx) => transitionSupervisor('PAUSE', input, ctx),
  }),
)
