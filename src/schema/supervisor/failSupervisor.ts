import { transitionSupervisor } from '../../resolvers/supervisor/transitionSupervisor.ts'
import { mutation } from '../mutation.ts'
import { requiredReasonField, targetFields, transitionErrors, transitionFields } from './transitions.ts'

mutation('failSupervisor', {
  requires: 'OPERATE',
  description:
    'Declares a supervisor FAILED that is SPAWNING, ACTIVE or PAUSED: it takes no additions, and blocks what is below it, until it is restarted.',
  input: {
    description: 'What failed, and why.',
    fields: (t) => ({ ...targetFields(t), ...requiredReasonField(t) }),
  },
  payload: { description: 'The supervisor is FAILED.', fields: transitionFields },
  errors: transitionErrors,
  useCase: transitionSupervisor('FAIL'),
})
