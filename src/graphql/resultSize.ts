import { getNamedType, isObjectType } from 'graphql'
import { createFieldSearch } from './fieldSearch.ts'
import { schema } from './schema.ts'

/**
 * The approximate length of a result as JSON, in characters. Counts up to the limit only: a result can be much larger
 * than what it is made of, since aliases share their values.
 * @returns a number above the limit if the result is longer
 */
export function measureResult(value: unknown, limit: number): number {
  if (typeof value === 'string') return value.length + 2
  if (typeof value !== 'object' || value === null) return 5
  let size = 2
  if (Array.isArray(value)) {
    for (const item of value) {
      size += 1 + measureResult(item, limit - size)
      if (size > limit) break
    }
    return size
  }
  for (const key in value) {
    size += 4 + key.length + measureResult((value as Record<string, unknown>)[key], limit - size)
    if (size > limit) break
  }
  return size
}

/** Texts that are at most 255 characters long. */
const shortTexts: readonly string[] = ['name', 'role', 'actor']

/** The fields of the schema that are JSON or long texts, by name. All others have at most 255 characters. */
const longFields = new Set(
  Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) => Object.values(type.getFields()))
    .filter(
      ({ name, type }) => ['JSONObject', 'String'].includes(getNamedType(type).name) && !shortTexts.includes(name),
    )
    .map(({ name }) => name),
)

/** Whether a document selects JSON or long texts, which make a result long that has few fields. */
export const selectsLongFields = createFieldSearch(longFields)
