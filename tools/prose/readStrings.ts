import ts from 'typescript'
import { code, type Kind, type Passage } from './passage.ts'

/** A string with more words than this is prose, unless it is SQL or GraphQL. Shorter strings are mostly names. */
const maxWordsOfNames = 5

const sqlStart =
  /^\s*(--|\(?(SELECT|INSERT|UPDATE|DELETE|MERGE|WITH|CREATE|DROP|ALTER|SET|LOCK|BEGIN|COMMIT|TRUNCATE|VALUES|FROM|WHERE|AND|OR|JOIN|LEFT|ORDER|GROUP|LIMIT|ON CONFLICT|RETURNING|UNION|CASE|NOT|EXISTS)\b)/
const sqlWords = /\b(SELECT|FROM|WHERE|JOIN|UPDATE|INSERT INTO|ORDER BY|RETURNING|UNION ALL|IS NULL|IS NOT NULL)\b/g
const graphqlStart = /^\s*(\{|(query|mutation|subscription|fragment)\b[^.]*\{|\.\.\. on\b)/

/** Reads the error messages, log messages, help texts and descriptions of a source file, or its test names. */
export function readStrings(source: ts.SourceFile, kind: Extract<Kind, 'message' | 'test name'>): Passage[] {
  const passages: Passage[] = []
  const visit = (node: ts.Node): void => {
    const text = ts.isExpression(node) ? stringOf(node) : undefined
    if (text === undefined) {
      if (!ts.isTaggedTemplateExpression(node) && !ts.isLiteralTypeNode(node)) ts.forEachChild(node, visit)
      return
    }
    if (kind === 'message' ? isMessage(text) : isTestName(node))
      passages.push(...linesOf(text, source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1))
  }
  /** A text of several lines, such as a help text, is laid out as a list of lines. */
  const linesOf = (text: string, line: number): Passage[] =>
    text
      .split('\n')
      .map((each, index) => ({ file: source.fileName, line: line + index, kind, text: each, isTableCell: false }))
  visit(source)
  return passages
}

/** Returns the text of a string, a template or a concatenation of these; undefined for any other expression. */
function stringOf(node: ts.Expression): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text
  if (ts.isTemplateExpression(node))
    return node.head.text + node.templateSpans.map((span) => code + span.literal.text).join('')
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [stringOf(node.left), stringOf(node.right)]
    if (left !== undefined || right !== undefined) return (left ?? code) + (right ?? code)
  }
  return undefined
}

const isMessage = (text: string): boolean =>
  (text.match(/(?<!\S)[\p{L}'’-]+[.,;:!?]?(?!\S)/gu)?.length ?? 0) > maxWordsOfNames &&
  !sqlStart.test(text) &&
  (text.match(sqlWords)?.length ?? 0) < 2 &&
  !graphqlStart.test(text)

/** The first argument of `test('…')`, `describe.skip('…')`, `it.each(…)('…')`. */
function isTestName(node: ts.Node): boolean {
  const call = node.parent
  if (!ts.isCallExpression(call) || call.arguments[0] !== node) return false
  let callee: ts.Expression = call.expression
  while (ts.isCallExpression(callee) || ts.isPropertyAccessExpression(callee)) callee = callee.expression
  return ts.isIdentifier(callee) && ['test', 'it', 'describe', 'bench'].includes(callee.text)
}
