import { transitionSupervisor } from '../../resolvers/supervisor/transitionSupervisor.ts'
import { mutation } from '../mutation.ts'
import {
  reasonField,
  scopeField,
  subtreeTransitionFields,
  targetFields,
  subtreeTransitionErrors,
} from './transitions.ts'

mutation('restartSupervisor', {
  description:
    'Changes an ACTIVE, PAUSED or FAILED supervisor to SPAWNING with the next `incarnation`, or all such supervisors of a subtree. Only the state changes: your orchestrator starts the process. A process of an earlier incarnation receives STOP with its next heartbeat. Nothing changes if it is already SPAWNING.',
  input: {
    description: 'Supervisor to restart.',
    fields: (t) => ({ ...targetFields(t), ...scopeField(t), ...reasonField(t) }),
  },
  payload: {
    description: 'Supervisor after the change of status, and the outcome for its subtree.',
    fields: subtreeTransitionFields,
  },
  errors: subtreeTransitionErrors,
  useCase: transitionSupervisor('RESTART'),
})
