import { builder } from '../builder.ts'
import { JSONObject } from '../scalars.ts'

export const TeamMemberInput = builder.inputType('TeamMemberInput', {
  description: 'An agent that joins a team.',
  fields: (t) => ({
    agentId: t.id({ required: true, description: 'The agent, any UUID.' }),
    role: t.string({
      defaultValue: 'MEMBER',
      description: 'What it is in the team: free text of 1 to 100 characters, not blank.',
    }),
    metadata: t.field({ type: JSONObject, description: 'Whatever is kept with the membership; `{}` where absent.' }),
  }),
})
