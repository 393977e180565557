import { AlreadyMemberError, NotFoundError, ParentUnavailableError } from '../../domain/errors.ts'
import { addTeamMember } from '../../resolvers/member/addTeamMember.ts'
import { mutation } from '../mutation.ts'
import { membershipField } from '../payloadFields.ts'
import { JSONObject } from '../scalars.ts'

mutation('addTeamMember', {
  requires: 'OPERATE',
  description: 'Makes an agent a member of a team whose supervisor is not FAILED or TERMINATED, from now on.',
  input: {
    description: 'Which agent joins which team.',
    fields: (t) => ({
      teamId: t.id({ required: true, description: 'The team.' }),
      agentId: t.id({ required: true, description: 'The agent, any UUID.' }),
      role: t.string({
        defaultValue: 'MEMBER',
        description: 'What it is in the team: free text of 1 to 100 characters, not blank.',
      }),
      metadata: t.field({ type: JSONObject, description: 'Whatever is kept with the membership; `{}` where absent.' }),
    }),
  },
  payload: {
    description: 'The agent is a member.',
    fields: (t) => ({
      member: membershipField(t, 'The new membership.'),
    }),
  },
  errors: [NotFoundError, ParentUnavailableError, AlreadyMemberError],
  useCase: addTeamMember,
})
