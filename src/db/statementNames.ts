import { LRUCache } from 'lru-cache'

/**
 * How long a connection is used, in milliseconds. A connection keeps its prepared statements until it is closed, also those
 * whose name is not used any more.
 */
export const maxConnectionAgeMs = 30 * 60 * 1_000
/**
 * Names that are given while a connection lives. Filters, orders and page sizes make thousands of texts, and each takes
 * about 60 kB in every connection.
 */
const maxNewNames = 500
/** Texts that have a name at the same time, the most recently used ones: rare texts cannot take the names of frequent ones. */
const names = new LRUCache<string, string>({ max: 250 })

let given = 0
let givenSinceStart = 0
let startedAt = performance.now()

/** The name under which a statement is prepared, by its text; undefined if PostgreSQL has to parse it at each execution. */
export function statementName(text: string): string | undefined {
  const known = names.get(text)
  if (known !== undefined) return known
  if (performance.now() - startedAt > maxConnectionAgeMs) {
    startedAt = performance.now()
    givenSinceStart = 0
  }
  if (givenSinceStart >= maxNewNames) return undefined
  givenSinceStart++
  const name = `s${given++}`
  names.set(text, name)
  return name
}
