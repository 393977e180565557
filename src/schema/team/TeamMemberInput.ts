import { builder } from '../builder.ts'
import { JSONObject } from '../scalars.ts'

export const TeamMemberInput = builder.inputType('TeamMemberInput', {
  description: 'Agent to add to a team.',
  fields: (t) => ({
    agentId: t.id({
      required: true,
      description: 'UUID of the agent. Every UUID is valid: agents are not registered.',
    }),
    role: t.string({
      defaultValue: 'MEMBER',
      description: 'Role of the agent in the team: free text of 1 to 100 characters, not blank.',
    }),
    metadata: t.field({
      type: JSONObject,
      description: 'Metadata of the membership, which the server does not interpret; `{}` if omitted.',
    }),
  }),
})
