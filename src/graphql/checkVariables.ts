import { limitError } from './limitError.ts'
import type { PublicError } from './PublicError.ts'

/** Maximum number of items of a list, and of fields of an object. No argument accepts as many, and JSON of 64 KiB contains fewer. */
const maxItems = 33_000
/** Maximum number of characters of a text. No argument accepts as many. */
const maxCharacters = 200_000

/**
 * Refuses variables that no argument accepts, before they are coerced: coercion takes much longer than this check.
 * @returns the error; null if the variables may be valid
 */
export function checkVariables(variables: Readonly<Record<string, unknown>>): PublicError | null {
  const entries = Object.entries(variables)
  if (entries.length > maxItems)
    return limitError(
      'LIMIT_EXCEEDED',
      { bound: 'variables', limit: maxItems, actual: entries.length },
      `The request has ${entries.length} variables: at most ${maxItems} are accepted. Omit those that the document does not use.`,
    )
  for (const [name, value] of entries) {
    const pending: unknown[] = [value] // no recursion: the nesting is not limited yet
    while (pending.length > 0) {
      const next = pending.pop()
      if (typeof next === 'string' && next.length > maxCharacters)
        return tooLarge(`a text of ${next.length} characters`, name, maxCharacters, next.length)
      if (Array.isArray(next) && next.length > maxItems)
        return tooLarge(`a list of ${next.length} items`, name, maxItems, next.length)
      if (typeof next !== 'object' || next === null) continue
      const values: unknown[] = Object.values(next)
      if (values.length > maxItems)
        return tooLarge(`an object of ${values.length} fields`, name, maxItems, values.length)
      for (const each of values) pending.push(each)
    }
  }
  return null
}

function tooLarge(what: string, name: string, limit: number, actual: number): PublicError {
  return limitError(
    'LIMIT_EXCEEDED',
    { bound: 'variables', limit, actual },
    `Variable "$${name}" contains ${what}: at most ${limit} are accepted. Split the request.`,
  )
}
