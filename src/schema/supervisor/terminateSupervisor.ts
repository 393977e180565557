import {
  ConfirmationRequiredError,
  ConflictError,
  HasLiveChildrenError,
  LimitExceededError,
  NameTakenError,
  NotFoundError,
  ParentUnavailableError,
} from '../../domain/errors.ts'
import { terminateSupervisor } from '../../resolvers/supervisor/terminateSupervisor.ts'
import { ChildPolicy } from '../enums.ts'
import { dryRunField, expectedVersionField, idField } from '../inputFields.ts'
import { mutation } from '../mutation.ts'
import { changedField, supervisorField } from '../payloadFields.ts'
import { TerminationImpact } from './TerminationImpact.ts'
import { reasonField } from './transitions.ts'

mutation('terminateSupervisor', {
  description:
    'Terminates a supervisor and ends the active memberships of its teams. `childPolicy` says what happens to its live children. If more than 10 agents are affected (by default), `impactToken` is required. Nothing changes if it is already TERMINATED.',
  input: {
    description: 'Supervisor to terminate, and what happens to its children.',
    fields: (t) => ({
      id: idField(t, 'supervisor'),
      childPolicy: t.field({
        type: ChildPolicy,
        defaultValue: 'REJECT',
        description: 'Treatment of the live children.',
      }),
      expectedVersion: expectedVersionField(t),
      ...reasonField(t),
      dryRun: dryRunField(t, ' Needs no `impactToken`.'),
      impactToken: t.string({
        description:
          '`token` of the impact that the client has reviewed, from a dry run or from ConfirmationRequiredError. Not needed if few agents are affected.',
      }),
    }),
  },
  payload: {
    description: 'Terminated supervisor and the impact, or the expected impact with `dryRun`.',
    fields: (t) => ({
      supervisor: supervisorField(t),
      changed: changedField(t, ' Always false with `dryRun`.'),
      impact: t.expose('impact', {
        type: TerminationImpact,
        description:
          'Impact of the termination, or the expected impact with `dryRun`. All counts are 0 if the supervisor was TERMINATED already.',
      }),
    }),
  },
  errors: [
    NotFoundError,
    HasLiveChildrenError,
    LimitExceededError,
    ParentUnavailableError,
    ConfirmationRequiredError,
    NameTakenError,
    ConflictError,
  ],
  useCase: terminateSupervisor,
})
