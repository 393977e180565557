import { transitionSupervisor } from '../../resolvers/supervisor/transitionSupervisor.ts'
import { mutation } from '../mutation.ts'
import { reasonField, scopeField, subtreeTransitionFields, targetFields, transitionErrors } from './transitions.ts'

mutation('pauseSupervisor', {
  requires: 'OPERATE',
  description:
    'Pauses a supervisor that is ACTIVE, or in a SUBTREE all that are: it is not monitored, and blocks what is below it, until it is resumed.',
  input: {
    description: 'What to pause.',
    fields: (t) => ({ ...targetFields(t), ...scopeField(t), ...reasonField(t) }),
  },
  payload: {
    description: 'The supervisor is PAUSED, or in a SUBTREE whatever was ACTIVE.',
    fields: subtreeTransitionFields,
  },
  errors: transitionErrors,
  useCase: transitionSupervisor('PAUSE'),
})
