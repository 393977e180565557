import {
  ConfirmationRequiredError,
  ConflictError,
  HasLiveChildrenError,
  NameTakenError,
  NotFoundError,
} from '../../domain/errors.ts'
import { readSupervisor } from '../../resolvers/node/readAgain.ts'
import { terminateSupervisor, type Termination } from '../../resolvers/supervisor/terminateSupervisor.ts'
import { builder } from '../builder.ts'
import { ChildPolicy } from '../enums.ts'
import { anyMutation } from '../errors.ts'
import { Supervisor } from '../types.ts'
import { TerminationImpact } from './TerminationImpact.ts'

const TerminateSupervisorInput = builder.inputType('TerminateSupervisorInput', {
  description: 'What to terminate, and how.',
  fields: (t) => ({
    id: t.id({ required: true, description: 'The supervisor, a UUID.' }),
    childPolicy: t.field({
      type: ChildPolicy,
      defaultValue: 'REJECT',
      description: 'What becomes of its live children.',
    }),
    expectedVersion: t.int({ description: 'Refuse with a ConflictError unless the supervisor is at this version.' }),
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
})

const TerminateSupervisorPayload = builder.objectRef<Termination>('TerminateSupervisorPayload').implement({
  description: 'The supervisor is TERMINATED, or would be, by `dryRun`.',
  fields: (t) => ({
    supervisor: t.field({
      type: Supervisor,
      description: 'The supervisor, as it is now.',
      resolve: (termination, _args, ctx) => readSupervisor(termination.supervisorId, ctx),
    }),
    changed: t.exposeBoolean('changed', {
      description: 'Whether this request changed anything; false where it was TERMINATED already, and by `dryRun`.',
    }),
    impact: t.expose('impact', { type: TerminationImpact, description: 'What was hit, or would be.' }),
  }),
})

builder.mutationField('terminateSupervisor', (t) =>
  t.field({
    type: TerminateSupervisorPayload,
    description:
      'Ends a supervisor for good, and with it the active memberships of its teams. What becomes of its children is said by `childPolicy`. Many agents take a confirmation. Takes the role OPERATE.',
    args: {
      input: t.arg({ type: TerminateSupervisorInput, required: true, description: 'What to terminate, and how.' }),
    },
    errors: {
      types: [
        ...anyMutation,
        NotFoundError,
        HasLiveChildrenError,
        ConfirmationRequiredError,
        NameTakenError,
        ConflictError,
      ],
      union: { description: 'What became of the request.' },
    },
    resolve: (_root, { input }, ctx) => terminateSupervisor(input, ctx),
  }),
)
