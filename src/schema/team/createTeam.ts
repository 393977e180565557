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
import { createdField, teamField } from '../payloadFields.ts'
import { teamInputFields } from './teamInputFields.ts'

mutation('createTeam', {
  requires: 'OPERATE',
  description: 'Gives a team, with its first members, to a supervisor that is not FAILED or TERMINATED.',
  input: {
    description: 'The team to create.',
    fields: (t) => ({
      id: t.id({
        description:
          'A UUID of your choice makes the request safe to repeat: the same input again answers the same team.',
      }),
      supervisorId: t.id({ required: true, description: 'The supervisor whose team it is.' }),
      ...teamInputFields(t),
    }),
  },
  payload: {
    description: 'The team is there.',
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
