import { transitionSupervisor } from '../../resolvers/supervisor/transitionSupervisor.ts'
import { builder } from '../builder.ts'
import { reasonField, scopeField, subtreeTransitionPayload, targetFields, transitionErrors } from './transitions.ts'

const RestartSupervisorInput = builder.inputType('RestartSupervisorInput', {
  description: 'What to restart.',
  fields: (t) => ({ ...targetFields(t), ...scopeField(t), ...reasonField(t) }),
})

const RestartSupervisorPayload = subtreeTransitionPayload(
  'RestartSupervisorPayload',
  'The supervisor is SPAWNING, or in a SUBTREE whatever was ACTIVE, PAUSED or FAILED.',
)

builder.mutationField('restartSupervisor', (t) =>
  t.field({
    type: RestartSupervisorPayload,
    description:
      'Puts a supervisor that is ACTIVE, PAUSED or FAILED back to SPAWNING, or in a SUBTREE all that are, as its next `incarnation`: a process of an earlier one is told to stop. Takes the role OPERATE.',
    args: { input: t.arg({ type: RestartSupervisorInput, required: true, description: 'What to restart.' }) },
    errors: transitionErrors,
    resolve: (_root, { input }, ctx) => transitionSupervisor('RESTART', input, ctx),
  }),
)
