import { transitionSupervisor } from '../../resolvers/supervisor/transitionSupervisor.ts'
import { builder } from '../builder.ts'
import { reasonField, scopeField, subtreeTransitionPayload, targetFields, transitionErrors } from './transitions.ts'

const ResumeSupervisorInput = builder.inputType('ResumeSupervisorInput', {
  description: 'What to resume.',
  fields: (t) => ({ ...targetFields(t), ...scopeField(t), ...reasonField(t) }),
})

const ResumeSupervisorPayload = subtreeTransitionPayload(
  'ResumeSupervisorPayload',
  'The supervisor is ACTIVE, or in a SUBTREE whatever was PAUSED.',
)

builder.mutationField('resumeSupervisor', (t) =>
  t.field({
    type: ResumeSupervisorPayload,
    description:
      'Makes a supervisor that is PAUSED ACTIVE again, or in a SUBTREE all that are. One that is SPAWNING it does not activate. Takes the role OPERATE.',
    args: { input: t.arg({ type: ResumeSupervisorInput, required: true, description: 'What to resume.' }) },
    errors: transitionErrors,
    resolve: (_root, { input }, ctx) => transitionSupervisor('RESUME', input, ctx),
  }),
)
