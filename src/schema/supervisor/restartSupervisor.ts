import { transitionSupervisor } from '../../resolvers/supervisor/transitionSupervisor.ts'
import { mutation } from '../mutation.ts'
import { reasonField, scopeField, subtreeTransitionFields, targetFields, transitionErrors } from './transitions.ts'

mutation('restartSupervisor', {
  requires: 'OPERATE',
  description:
    'Puts a supervisor that is ACTIVE, PAUSED or FAILED back to SPAWNING, or in a SUBTREE all that are, as its next `incarnation`: a process of an earlier one is told to stop.',
  input: {
    description: 'What to restart.',
    fields: (t) => ({ ...targetFields(t), ...scopeField(t), ...reasonField(t) }),
  },
  payload: {
    description: 'The supervisor is SPAWNING, or in a SUBTREE whatever was ACTIVE, PAUSED or FAILED.',
    fields: subtreeTransitionFields,
  },
  errors: transitionErrors,
  useCase: transitionSupervisor('RESTART'),
})
