import {
  AlreadyMemberError,
  ConflictError,
  LimitExceededError,
  NameTakenError,
  NotFoundError,
  ParentUnavailableError,
} from '../../domain/errors.ts'
import { createTeam } from '../../resolvers/team/createTeam.ts'
import { mutation } from '../mutation.ts'
import { newIdField } from '../inputFields.ts'
import { createdField, teamField } from '../payloadFields.ts'
import { teamInputFields } from './teamInputFields.ts'

mutation('createTeam', {
  description:
    'Creates a team with its first members. The supervisor must not be FAILED or TERMINATED. Idempotent if the client chooses the `id`.',
  input: {
    description: 'Team to create.',
    fields: (t) => ({
      id: newIdField(t, 'team'),
      supervisorId: t.id({ required: true, description: 'UUID of the supervisor that the team belongs to.' }),
      ...teamInputFields(t),
    }),
  },
  payload: {
    description: 'Team that exists now, created by this request or by an earlier one with this id.',
    fields: (t) => ({
      team: teamField(t),
      created: createdField(t),
    }),
  },
  errors: [
    NotFoundError,
    ParentUnavailableError,
    NameTakenError,
    AlreadyMemberError,
    ConflictError,
    LimitExceededError,
  ],
  useCase: createTeam,
})
