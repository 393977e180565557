import type { InputFields } from '../mutation.ts'
import { JSONObject } from '../scalars.ts'

/** What a client gives for a new supervisor: alone or in a hierarchy. */
export const supervisorInputFields = (t: InputFields) => ({
  name: t.string({
    required: true,
    description: 'Unique among the live children of its parent; 1 to 255 characters, not blank.',
  }),
  description: t.string({ description: 'What it is for; at most 10,000 characters.' }),
  config: t.field({ type: JSONObject, description: 'Its configuration; `{}` where absent.' }),
  policyVersionId: t.id({ description: 'The version of the policy that it runs under, a UUID of your own.' }),
})
