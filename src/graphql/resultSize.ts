import { getNamedType, isObjectType } from 'graphql'
import { JsonText } from '../domain/JsonText.ts'
import { createFieldSearch } from './fieldSearch.ts'
import { schema } from './schema.ts'

/** Values that are counted in one turn of the event loop: about a millisecond of work. */
const maxChunk = 20_000

/**
 * The approximate length of a result as JSON, in characters. Stops counting above the limit: a result can be much larger
 * than its values in memory, because aliases share them.
 * @param pause waits for another turn of the event loop
 * @returns a number above the limit if the result is longer
 */
export async function measureResult(
  result: unknown,
  limit: number,
  pause: () => Promise<void> | undefined,
): Promise<number> {
  const pending = [result]
  let size = 0
  for (let counted = 1; pending.length > 0 && size <= limit; counted++) {
    const value = pending.pop()
    if (typeof value === 'string') size += value.length + 3
    else if (typeof value !== 'object' || value === null) size += 5
    else if (Array.isArray(value)) {
      size += 3
      for (const item of value) pending.push(item)
    } else size += value instanceof JsonText ? value.length : pushFields(value, pending)
    if (counted % maxChunk === 0) await pause()
  }
  return size
}

/** Returns the length of an object without the values of its fields, which it adds to the pending values. */
function pushFields(value: object, pending: unknown[]): number {
  let size = 3
  for (const key in value) {
    size += key.length + 3
    pending.push((value as Record<string, unknown>)[key])
  }
  return size
}

/** Texts that are at most 255 characters long. */
const shortTexts: readonly string[] = ['name', 'role', 'actor', 'onBehalfOf']

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

/** Whether a document selects JSON or long texts, with which a result of few fields can be large. */
export const selectsLongFields = createFieldSearch(longFields)
