import { ConflictError, NotFoundError } from '../../domain/errors.ts'
import { updateTeamMember } from '../../resolvers/member/updateTeamMember.ts'
import { expectedVersionField, idField } from '../inputFields.ts'
import { mutation } from '../mutation.ts'
import { changedField, membershipField } from '../payloadFields.ts'
import { JSONObject } from '../scalars.ts'

mutation('updateTeamMember', {
  description:
    'Changes the role or the metadata of an active membership. A change of an ended membership is refused with ConflictError. Nothing changes if all values are equal to the current ones.',
  input: {
    description: 'Changes to a membership. Omitted fields are unchanged.',
    fields: (t) => ({
      id: idField(t, 'membership'),
      expectedVersion: expectedVersionField(t),
      role: t.string({
        description: 'New role of the agent in the team: free text of 1 to 100 characters, not blank. Null is refused.',
      }),
      metadata: t.field({
        type: JSONObject,
        description: 'New metadata. Replaces the whole metadata; `{}` empties it, and null is refused.',
      }),
    }),
  },
  payload: {
    description: 'Membership after the update.',
    fields: (t) => ({
      member: membershipField(t),
      changed: changedField(t),
    }),
  },
  errors: [NotFoundError, ConflictError],
  useCase: updateTeamMember,
})
