import type { InputFields } from './mutation.ts'
import { JSONObject } from './scalars.ts'

/** Input fields that several mutations have. */

export const idField = (t: InputFields, noun: string) => t.id({ required: true, description: `The ${noun}, a UUID.` })

export const expectedVersionField = (t: InputFields, noun: string) =>
  t.int({ description: `Refuse with a ConflictError unless the ${noun} is at this version.` })

/** How an update changes a configuration: `config` replaces it, `mergeConfig` merges into it. */
export const configChangeFields = (t: InputFields) => ({
  config: t.field({
    type: JSONObject,
    description:
      'Replaces the whole configuration; `{}` empties it, and null is refused. Not together with `mergeConfig`.',
  }),
  mergeConfig: t.field({
    type: JSONObject,
    description:
      'Is merged into the configuration, as JSON Merge Patch (RFC 7396): a null in it removes its key, and what it does not name stays. Not together with `config`; null itself is refused.',
  }),
})
