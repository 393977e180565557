import type { InputFields } from '../mutation.ts'
import { JSONObject } from '../scalars.ts'
import { TeamMemberInput } from './TeamMemberInput.ts'

/** Input fields of a new team, for `createTeam` and `spawnHierarchy`. */
export const teamInputFields = (t: InputFields) => ({
  name: t.string({
    required: true,
    description:
      'Name, unique among the teams of the supervisor. 1 to 255 characters, not blank, without invisible characters. Stored in Unicode form NFC, without surrounding white space.',
  }),
  description: t.string({ description: 'Description of the team, at most 10,000 characters.' }),
  objective: t.string({ description: 'Objective of the team, at most 10,000 characters.' }),
  config: t.field({
    type: JSONObject,
    description: 'Configuration of the team, which the server does not interpret; `{}` if omitted.',
  }),
  members: t.field({ type: [TeamMemberInput], description: 'First members: at most 1,000, each agent once.' }),
})
