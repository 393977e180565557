import { ConflictError, NotFoundError } from '../../domain/errors.ts'
import { updateTeamMember } from '../../resolvers/member/updateTeamMember.ts'
import { expectedVersionField, idField } from '../inputFields.ts'
import { mutation } from '../mutation.ts'
import { changedField, membershipField } from '../payloadFields.ts'
import { JSONObject } from '../scalars.ts'

mutation('updateTeamMember', {
  requires: 'OPERATE',
  description:
    'Changes the role or the metadata of an active membership. One that has ended is history, and answers ConflictError.',
  input: {
    description: 'What changes of a membership. What is left out stays as it is; null is refused.',
    fields: (t) => ({
      id: idField(t, 'membership'),
      expectedVersion: expectedVersionField(t, 'membership'),
      role: t.string({
        description:
          'What the agent is in the team from now on: free text of 1 to 100 characters, not blank, not null.',
      }),
      metadata: t.field({
        type: JSONObject,
        description: 'Replaces what is kept with the membership; `{}` empties it, and null is refused.',
      }),
    }),
  },
  payload: {
    description: 'The membership is as it was wanted.',
    fields: (t) => ({
      member: membershipField(t),
      changed: changedField(t),
    }),
  },
  errors: [NotFoundError, ConflictError],
  useCase: updateTeamMember,
})
