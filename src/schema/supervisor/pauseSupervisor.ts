import { transitionSupervisor } from '../../resolvers/supervisor/transitionSupervisor.ts'
import { mutation } from '../mutation.ts'
import {
  reasonField,
  scopeField,
  subtreeTransitionFields,
  targetFields,
  subtreeTransitionErrors,
} from './transitions.ts'

mutation('pauseSupervisor', {
  description:
    'Pauses an ACTIVE supervisor, or all ACTIVE supervisors of a subtree. Until it is resumed, a PAUSED supervisor is not monitored, and blocks its descendants. Nothing changes if it is already PAUSED.',
  input: {
    description: 'Supervisor to pause.',
    fields: (t) => ({ ...targetFields(t), ...scopeField(t), ...reasonField(t) }),
  },
  payload: {
    description: 'Supervisor after the change of status, and the outcome for its subtree.',
    fields: subtreeTransitionFields,
  },
  errors: subtreeTransitionErrors,
  useCase: transitionSupervisor('PAUSE'),
})
