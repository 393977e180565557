import { transitionSupervisor } from '../../resolvers/supervisor/transitionSupervisor.ts'
import { mutation } from '../mutation.ts'
import {
  reasonField,
  scopeField,
  subtreeTransitionFields,
  targetFields,
  subtreeTransitionErrors,
} from './transitions.ts'

mutation('resumeSupervisor', {
  description:
    'Changes a PAUSED supervisor back to ACTIVE, or all PAUSED supervisors of a subtree. A SPAWNING supervisor is not activated. Nothing changes if it is already ACTIVE.',
  input: {
    description: 'Supervisor to resume.',
    fields: (t) => ({ ...targetFields(t), ...scopeField(t), ...reasonField(t) }),
  },
  payload: {
    description: 'Supervisor after the change of status, and the outcome for its subtree.',
    fields: subtreeTransitionFields,
  },
  errors: subtreeTransitionErrors,
  useCase: transitionSupervisor('RESUME'),
})
