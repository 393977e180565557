import type { InputFields } from '../mutation.ts'
import { JSONObject } from '../scalars.ts'
import { TeamMemberInput } from './TeamMemberInput.ts'

/** What a client gives for a new team: alone or in a hierarchy. */
export const teamInputFields = (t: InputFields) => ({
  name: t.string({
    required: true,
    description: "Unique among the supervisor's teams; 1 to 255 characters, not blank.",
  }),
  description: t.string({ description: 'What it is; at most 10,000 characters.' }),
  objective: t.string({ description: 'What it is to achieve; at most 10,000 characters.' }),
  config: t.field({ type: JSONObject, description: 'Its configuration; `{}` where absent.' }),
  members: t.field({ type: [TeamMemberInput], description: 'Its first members; at most 1,000, each agent once.' }),
})
