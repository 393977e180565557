import { LRUCache } from 'lru-cache'

/**
 * Maximum age of a connection, in milliseconds. A connection keeps its prepared statements until it is closed, including
 * those whose name is no longer used.
 */
export const maxConnectionAgeMs = 30 * 60 * 1_000
/**
 * Maximum number of names that are assigned during the life of a connection. Filters, orders and page sizes produce
 * thousands of texts, and each uses about 60 kB in every connection.
 */
const maxNewNames = 500
/** The names of the most recently used texts: rare texts cannot take the names of frequent ones. */
const names = new LRUCache<string, string>({ max: 250 })

let assigned = 0
let assignedSinceStart = 0
let startedAt = performance.now()

/** Returns the name under which a statement is prepared, by its text; undefined if PostgreSQL parses it at each execution. */
export function statementName(text: string): string | undefined {
  const known = names.get(text)
  if (known !== undefined) return known
  if (performance.now() - startedAt > maxConnectionAgeMs) {
    startedAt = performance.now()
    assignedSinceStart = 0
  }
  if (assignedSinceStart >= maxNewNames) return undefined
  assignedSinceStart++
  const name = `s${assigned++}`
  names.set(text, name)
  return name
}
