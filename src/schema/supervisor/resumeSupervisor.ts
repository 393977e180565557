import { transitionSupervisor } from '../../resolvers/supervisor/transitionSupervisor.ts'
import { mutation } from '../mutation.ts'
import { reasonField, scopeField, subtreeTransitionFields, targetFields, transitionErrors } from './transitions.ts'

mutation('resumeSupervisor', {
  requires: 'OPERATE',
  description:
    'Makes a supervisor that is PAUSED ACTIVE again, or in a SUBTREE all that are. One that is SPAWNING it does not activate.',
  input: {
    description: 'What to resume.',
    fields: (t) => ({ ...targetFields(t), ...scopeField(t), ...reasonField(t) }),
  },
  payload: {
    description: 'The supervisor is ACTIVE, or in a SUBTREE whatever was PAUSED.',
    fields: subtreeTransitionFields,
  },
  errors: transitionErrors,
  useCase: transitionSupervisor('RESUME'),
})
