import {
  ConfirmationRequiredError,
  ConflictError,
  HasLiveChildrenError,
  NameTakenError,
  NotFoundError,
} from '../../domain/errors.ts'
import { terminateSupervisor } from '../../resolvers/supervisor/terminateSupervisor.ts'
import { ChildPolicy } from '../enums.ts'
import { expectedVersionField, idField } from '../inputFields.ts'
import { mutation } from '../mutation.ts'
import { changedField, supervisorField } from '../payloadFields.ts'
import { TerminationImpact } from './TerminationImpact.ts'

mutation('terminateSupervisor', {
  requires: 'OPERATE',
  description:
    'Ends a supervisor for good, and with it the active memberships of its teams. What becomes of its children is said by `childPolicy`. Many agents take a confirmation.',
  input: {
    description: 'What to terminate, and how.',
    fields: (t) => ({
      id: idField(t, 'supervisor'),
      childPolicy: t.field({
        type: ChildPolicy,
        defaultValue: 'REJECT',
        description: 'What becomes of its live children.',
      }),
      expectedVersion: expectedVersionField(t, 'supervisor'),
      reason: t.string({
        description: 'Why; kept as `statusReason` of all that become TERMINATED. At most 10,000 characters.',
      }),
      dryRun: t.boolean({
        defaultValue: false,
        description: 'Change nothing; answer the impact, or what would refuse it.',
      }),
      impactToken: t.string({
        description: 'The token of the impact that you have seen, where confirmation is required.',
      }),
    }),
  },
  payload: {
    description: 'The supervisor is TERMINATED, or would be, by `dryRun`.',
    fields: (t) => ({
      supervisor: supervisorField(t),
      changed: changedField(t, 'where it was TERMINATED already, and by `dryRun`'),
      impact: t.expose('impact', { type: TerminationImpact, description: 'What was hit, or would be.' }),
    }),
  },
  errors: [NotFoundError, HasLiveChildrenError, ConfirmationRequiredError, NameTakenError, ConflictError],
  useCase: terminateSupervisor,
})
