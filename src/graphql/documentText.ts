/** Characters of a document's text. Large values belong in variables. */
export const maxTextLength = 128 * 1024
/** Characters of one name in a document, and of the operation's name in a request. */
export const maxNameLength = 256
/** Tokens in the text of a document. */
export const maxTokens = 10_000
/** Nesting of brackets in the text of a document, JSON literals included: the parser and the validator recurse. */
export const maxBrackets = 200

// Brackets within block strings, strings and comments nest nothing. An unterminated string reaches to the end of the
// text: it is a syntax error, and the expression must not start again at each of its quotes. A comment ends at a carriage
// return too.
const opaque = /"""(?:\\"""|[^])*?(?:"""|$)|"(?:\\.|[^"\\\n\r])*"?|#[^\n\r]*/g
const tooLongName = new RegExp(`\\w{${maxNameLength + 1}}`)

/**
 * Why the text of a document is not even parsed: it is long, has long names, or nests so deeply that the parser or the
 * validator could overflow the stack. Null if it is parsed. Reads the text twice.
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
