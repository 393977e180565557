import { transitionSupervisor } from '../../resolvers/supervisor/transitionSupervisor.ts'
import { mutation } from '../mutation.ts'
import { reasonField, targetFields, transitionErrors, transitionFields } from './transitions.ts'

mutation('activateSupervisor', {
  requires: 'OPERATE',
  description: 'Makes a supervisor that is SPAWNING ACTIVE, as its first heartbeat would.',
  input: {
    description: 'What to activate.',
    fields: (t) => ({ ...targetFields(t), ...reasonField(t) }),
  },
  payload: { description: 'The supervisor is ACTIVE.', fields: transitionFields },
  errors: transitionErrors,
  useCase: transitionSupervisor('ACTIVATE'),
})
