import { format, type Excess } from '../graphql/limitError.ts'

/**
 * Maximum number of lists, objects and keys in the JSON of a request. V8 takes up to a microsecond for each of them, and some hundred
 * bytes of memory. The largest fleet that one request can describe has about 330,000.
 */
const maxJsonItems = 400_000

/** A body has more than `maxJsonItems`. */
export class JsonTooLargeError extends Error {
  constructor(readonly excess: Excess<'jsonItems'>) {
    const [limit, actual] = [format(excess.limit), format(excess.actual)]
    super(`The JSON has ${actual} lists, objects and keys: at most ${limit} are accepted. Split the request.`)
  }
}

const [quote, backslash, colon, openBracket, openBrace] = Array.from('"\\:[{', (each) => each.charCodeAt(0))

/**
 * Counts the lists, objects and keys of a JSON text, without parsing it. The text need not be valid.
 * @returns null if they are few enough
 */
export function findJsonExcess(text: string): Excess<'jsonItems'> | null {
  if (text.length <= 2 * maxJsonItems) return null // each takes at least two characters
  let count = 0
  let isString = false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === quote) isString = !isString
    else if (isString) i += code === backslash ? 1 : 0
    else if (code === openBracket || code === openBrace || code === colon) count++
  }
  return count > maxJsonItems ? { bound: 'jsonItems', limit: maxJsonItems, actual: count } : null
}
