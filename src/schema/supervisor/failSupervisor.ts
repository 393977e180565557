import { transitionSupervisor } from '../../resolvers/supervisor/transitionSupervisor.ts'
import { mutation } from '../mutation.ts'
import { requiredReasonField, targetFields, transitionErrors, transitionFields } from './transitions.ts'

mutation('failSupervisor', {
  description:
    'Changes a SPAWNING, ACTIVE or PAUSED supervisor to FAILED. Until a restart it accepts no children, teams or members, and blocks its descendants. The restart policy of its parent decides what follows, as after missed heartbeats. Nothing changes if it is already FAILED.',
  input: {
    description: 'Supervisor that failed, and the reason.',
    fields: (t) => ({ ...targetFields(t), ...requiredReasonField(t) }),
  },
  payload: { description: 'Supervisor that is FAILED now.', fields: transitionFields },
  errors: transitionErrors,
  useCase: transitionSupervisor('FAIL'),
})
