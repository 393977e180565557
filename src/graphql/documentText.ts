import { format, limitError } from './limitError.ts'
import type { PublicError } from './PublicError.ts'

/** Maximum number of characters of a document. Large values belong in variables. */
export const maxTextLength = 128 * 1024
/** Maximum number of characters of a name in a document, and of `operationName` in a request. */
export const maxNameLength = 256
/** Maximum number of tokens in the text of a document. */
export const maxTokens = 10_000
/** Maximum nesting of brackets in the text of a document, including JSON literals: the parser and the validator recurse. */
export const maxNesting = 200

// Brackets within block strings, strings and comments do not count. An unterminated string is a syntax error. It extends to
// the end of the text, so that the expression does not start again at each of its quotes. A comment also ends at a carriage
// return.
const opaque = /"""(?:\\"""|[^])*?(?:"""|$)|"(?:\\.|[^"\\\n\r])*"?|#[^\n\r]*/g
const tooLongName = new RegExp(`\\w{${maxNameLength + 1},}`)
const code = 'GRAPHQL_VALIDATION_FAILED'

/**
 * Returns why the text of a document must not be parsed; null if it may be parsed. The text can be too long, have too long
 * names, or be nested so deeply that the parser or the validator could overflow the stack. Reads the text twice.
 */
export function findTextProblem(source: string): PublicError | null {
  if (source.length > maxTextLength)
    return limitError(
      code,
      { bound: 'documentLength', limit: maxTextLength, actual: source.length },
      `The document has ${format(source.length)} characters; at most ${format(maxTextLength)} are allowed. Send large values as variables.`,
    )
  const text = source.replace(opaque, ' ')
  const [name] = tooLongName.exec(text) ?? []
  if (name !== undefined)
    return limitError(
      code,
      { bound: 'nameLength', limit: maxNameLength, actual: name.length },
      `The document contains a name of ${format(name.length)} characters; at most ${maxNameLength} are allowed. Choose a shorter name.`,
    )
  return findBracketProblem(text)
}

function findBracketProblem(text: string): PublicError | null {
  let depth = 0
  let count = 0
  for (const [bracket] of text.matchAll(/[[\](){}]/g)) {
    depth += '[({'.includes(bracket) ? 1 : -1
    count++
    if (depth > maxNesting)
      return limitError(
        code,
        { bound: 'documentNesting', limit: maxNesting, actual: depth },
        `The document is nested at least ${depth} levels deep; at most ${maxNesting} are allowed. Split the document.`,
      )
    if (count > maxTokens)
      return limitError(
        code,
        { bound: 'documentBrackets', limit: maxTokens, actual: count },
        `The document has at least ${format(count)} brackets; at most ${format(maxTokens)} are allowed. Split the document.`,
      )
  }
  return null
}
