/**
 * Maximum age of a connection, in milliseconds. A connection keeps its prepared statements until it is closed, so statements with
 * names of an earlier generation use memory for at most this time.
 */
export const maxConnectionAgeMs = 30 * 60 * 1_000
/**
 * Maximum number of prepared texts. Filters, orders and page sizes produce thousands of texts, and each uses about 60 kB in every
 * connection.
 */
const maxNames = 250

const names = new Map<string, string>()
let generation = 0
let startedAt = performance.now()

/**
 * Returns the name under which a statement is prepared, by its text; undefined if PostgreSQL parses it at each execution. The
 * first 250 texts receive a name. Names are assigned again after half an hour, so that rare texts do not keep them.
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
