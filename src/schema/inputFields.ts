import type { InputFields } from './mutation.ts'
import { JSONObject } from './scalars.ts'

/**
 * Input fields that several mutations have. The same field has the same description everywhere. The use cases validate
 * the values: the fields themselves only give the types.
 */

/** The id of the object that a mutation changes. The mutation refuses an unknown id with NotFoundError. */
export const idField = (t: InputFields, noun: string) => t.id({ required: true, description: `UUID of the ${noun}.` })

/**
 * The version for optimistic concurrency control, of the object with the `id` of the same input. Use cases compare it after
 * they found something to change, so that a repeated request does not fail.
 */
export const expectedVersionField = (t: InputFields) =>
  t.int({
    description:
      'Expected `version` of the object with this `id`; another version is refused with ConflictError. Null: not compared. Also not compared if there is nothing to change.',
  })

const describeNewId = (noun: string): string =>
  `UUID of the new ${noun}, chosen by the client as the idempotency key. The same id and input again return the existing ${noun}, as it is now. Different input with this id is refused with ConflictError.`

/** The id of an object to create. Without it the server chooses one, and the request is not idempotent. */
export const newIdField = (t: InputFields, noun: string) =>
  t.id({
    description: `${describeNewId(noun)} If omitted, the server chooses the UUID, and the request is not idempotent.`,
  })

/** The id of an object to create, required so that the whole request is idempotent. */
export const requiredNewIdField = (t: InputFields, noun: string) =>
  t.id({ required: true, description: describeNewId(noun) })

/** Lets a client see the result of a mutation, or its refusal, before it calls it. */
export const dryRunField = (t: InputFields, more = '') =>
  t.boolean({
    defaultValue: false,
    description: `If true, nothing changes: the payload describes what the mutation would do, and errors are those that would refuse it.${more}`,
  })

/** How an update changes a configuration: `config` replaces it, `mergeConfig` merges into it; at most one may be given. */
export const configChangeFields = (t: InputFields) => ({
  config: t.field({
    type: JSONObject,
    description:
      'New configuration. Replaces the whole configuration; `{}` empties it, and null is refused. Cannot be combined with `mergeConfig`.',
  }),
  mergeConfig: t.field({
    type: JSONObject,
    description:
      'Changes to the configuration, as a JSON Merge Patch (RFC 7396). A null removes its key; omitted keys are unchanged. Cannot be combined with `config`, and cannot be null itself.',
  }),
})
