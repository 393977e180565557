export const maxNesting = 200

// block strings, strings and comments hold braces that nest nothing
const opaque = /"""(?:\\"""|[^])*?"""|"(?:\\.|[^"\\\n])*"|#[^\n]*/g

/** Whether the braces, brackets and parentheses of a document nest so deeply that parser or validation could run out of stack. */
export function isNestedTooDeeply(source: string): boolean {
  let depth = 0
  for (const [bracket] of source.replace(opaque, '').matchAll(/[[\](){}]/g)) {
    depth += '[({'.includes(bracket) ? 1 : -1
    if (depth > maxNesting) return true
  }
  return false
}
