import { getNamedType, isObjectType } from 'graphql'
import { createFieldSearch } from './fieldSearch.ts'
import { schema } from './schema.ts'

/**
 * The approximate length of a result as JSON, in characters. Stops counting above the limit: a result can be much larger
 * than its values in memory, because aliases share them.
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

/** The fields of the schema that are JSON, by name. */
const jsonFields = new Set(
  Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) => Object.values(type.getFields()))
    .filter(({ type }) => getNamedType(type).name === 'JSONObject')
    .map(({ name }) => name),
)

/** Whether a document selects JSON: a result with few fields can then be large. */
export const selectsJson = createFieldSearch(jsonFields)
