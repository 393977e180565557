import { builder } from '../builder.ts'
import type { InputFields } from '../mutation.ts'
import { JSONObject } from '../scalars.ts'

/** The agent of a new membership, for every input that adds one. */
export const memberFields = (t: InputFields) => ({
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
})

export const TeamMemberInput = builder.inputType('TeamMemberInput', {
  description: 'Agent to add to a team.',
  fields: memberFields,
})
