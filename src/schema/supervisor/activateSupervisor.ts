import { transitionSupervisor } from '../../resolvers/supervisor/transitionSupervisor.ts'
import { mutation } from '../mutation.ts'
import { reasonField, targetFields, transitionErrors, transitionFields } from './transitions.ts'

mutation('activateSupervisor', {
  description:
    'Changes a SPAWNING supervisor to ACTIVE, as its first heartbeat does. Nothing changes if it is already ACTIVE.',
  input: {
    description: 'Supervisor to activate.',
    fields: (t) => ({ ...targetFields(t), ...reasonField(t) }),
  },
  payload: { description: 'Supervisor that is ACTIVE now.', fields: transitionFields },
  errors: transitionErrors,
  useCase: transitionSupervisor('ACTIVATE'),
})
