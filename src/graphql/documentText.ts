/** Maximum number of characters of a document. Large values belong in variables. */
export const maxTextLength = 128 * 1024
/** Maximum number of characters of a name in a document, and of `operationName` in a request. */
export const maxNameLength = 256
/** Maximum number of tokens in the text of a document. */
export const maxTokens = 10_000
/** Maximum nesting of brackets in the text of a document, including JSON literals: the parser and the validator recurse. */
export const maxBrackets = 200

// Brackets within block strings, strings and comments do not count. An unterminated string is a syntax error. It extends to
// the end of the text, so that the expression does not start again at each of its quotes. A comment also ends at a carriage
// return.
const opaque = /"""(?:\\"""|[^])*?(?:"""|$)|"(?:\\.|[^"\\\n\r])*"?|#[^\n\r]*/g
const tooLongName = new RegExp(`\\w{${maxNameLength + 1}}`)

/**
 * Returns why the text of a document must not be parsed; null if it may be parsed. The text can be too long, have too long
 * names, or be nested so deeply that the parser or the validator could overflow the stack. Reads the text twice.
 */
export function findTextProblem(source: string): string | null {
  if (source.length > maxTextLength)
    return `The document has ${source.length} characters; at most ${maxTextLength} are allowed. Send large values as variables.`
  const code = source.replace(opaque, ' ')
  if (tooLongName.test(code))
    return `The document contains a name of more than ${maxNameLength} characters. Choose a shorter name.`
  if (isNestedTooDeeply(code))
    return `The document is nested more than ${maxBrackets} levels deep, or has more than ${maxTokens} brackets. Split it.`
  return null
}

function isNestedTooDeeply(code: string): boolean {
  let depth = 0
  let count = 0
  for (const [bracket] of code.matchAll(/[[\](){}]/g)) {
    depth += '[({'.includes(bracket) ? 1 : -1
    if (depth > maxBrackets || ++count > maxTokens) return true
  }
  return false
}
