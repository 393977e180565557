/**
 * How long a connection is used, in milliseconds. A connection keeps its prepared statements until it is closed: the names
 * of a former generation take memory for this long.
 */
export const maxConnectionAgeMs = 30 * 60 * 1_000
/**
 * Texts that are prepared at the same time. Filters, orders and page sizes make thousands of texts, and each takes about
 * 60 kB in every connection.
 */
const maxNames = 250

const names = new Map<string, string>()
let generation = 0
let startedAt = performance.now()

/**
 * The name under which a statement is prepared, by its text; undefined if PostgreSQL has to parse it at each execution.
 * The first 250 texts get a name. After half an hour the names are given anew, so that rare texts do not keep them.
 */
export function statementName(text: string): string | undefined {
  let name = names.get(text)
  if (name !== undefined) return name
  if (names.size >= maxNames) {
    if (performance.now() - startedAt < maxConnectionAgeMs) return undefined
    names.clear()
    generation++
    startedAt = performance.now()
  }
  name = `s${generation}_${names.size}`
  names.set(text, name)
  return name
}
