import type { InputFields } from '../mutation.ts'
import { JSONObject } from '../scalars.ts'

/**
 * The keys of a supervisor's config that the server reads. `supervisorConfig.ts` and `restartPolicy.ts` have the same
 * ranges and defaults.
 */
export const configKeys = `The server reads two keys: \`heartbeat_interval\` in whole seconds, 10 to 300, 30 by default; and \`restart\`, the restart policy for the child supervisors.

Keys of \`restart\`, all optional:
- \`strategy\`: \`one_for_one\` (default), \`one_for_all\` or \`rest_for_one\`.
- \`max_restarts\`: restart intensity, 0 to 1,000, 3 by default.
- \`within_seconds\`: period of the intensity, 1 to 86,400, 3,600 by default.
- \`stagger_seconds\`: pause between restarts that are decided together, 0 to 3,600, 0 by default.

Without \`restart\`, FAILED children are not restarted. An invalid \`heartbeat_interval\` or \`restart\` is refused with ValidationError.`

/** Input fields of a new supervisor, for `spawnSupervisor` and `spawnHierarchy`. */
export const supervisorInputFields = (t: InputFields) => ({
  name: t.string({
    required: true,
    description:
      'Name, unique among the live children of the parent supervisor, or among the live roots. 1 to 255 characters, not blank, without invisible characters. Stored in Unicode form NFC, without surrounding white space.',
  }),
  description: t.string({ description: 'Purpose of the supervisor, at most 10,000 characters.' }),
  config: t.field({
    type: JSONObject,
    description:
      'Configuration for the process of the supervisor; `{}` if omitted. See `Supervisor.config` for the keys that the server reads.',
  }),
  policyVersionId: t.id({
    description: 'UUID of the policy version that the supervisor runs under. The server does not interpret it.',
  }),
})
