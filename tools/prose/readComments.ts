import ts from 'typescript'
import { code, type Passage } from './passage.ts'
import { readMarkdown } from './readMarkdown.ts'

/** Comments that are instructions to tools. */
const directive = /^(@ts-|eslint|oxlint|prettier-ignore|cspell|v8 ignore|istanbul|\/ <reference)/

/** Reads the comments of a source file as Markdown, which is how editors show them. */
export function readComments(source: ts.SourceFile): Passage[] {
  return joinLineComments(source).flatMap(({ line, text }) =>
    splitAtTags(text, line).flatMap((part) =>
      readMarkdown(part.text, { ...part, file: source.fileName, kind: 'comment' }),
    ),
  )
}

interface Comment {
  readonly line: number
  readonly text: string
}

/** Joins `//` comments on consecutive lines, at the same column, into one text. */
function joinLineComments(source: ts.SourceFile): Comment[] {
  const comments: (Comment & { nextLine: number; column: number; isLine: boolean })[] = []
  for (const { pos, end, kind } of commentRanges(source)) {
    const { line, character: column } = source.getLineAndCharacterOfPosition(pos)
    const isLine = kind === ts.SyntaxKind.SingleLineCommentTrivia
    const text = isLine ? source.text.slice(pos + 2, end).replace(/^ /, '') : blockText(source.text.slice(pos, end))
    if (directive.test(text.trim())) continue
    const last = comments.at(-1)
    if (last && isLine && last.isLine && last.nextLine === line && last.column === column)
      comments[comments.length - 1] = { ...last, text: `${last.text}\n${text}`, nextLine: line + 1 }
    else comments.push({ line: line + 1, text, nextLine: line + 1, column, isLine })
  }
  return comments
}

/** Finds every comment. Most are found twice, before one token and after another; the map keeps one of each. */
function commentRanges(source: ts.SourceFile): ts.CommentRange[] {
  const ranges = new Map<number, ts.CommentRange>()
  const addAll = (found: readonly ts.CommentRange[] | undefined): void => {
    for (const range of found ?? []) ranges.set(range.pos, range)
  }
  const visit = (node: ts.Node): void => {
    if (node.kind >= ts.SyntaxKind.FirstJSDocNode && node.kind <= ts.SyntaxKind.LastJSDocNode) return
    addAll(ts.getLeadingCommentRanges(source.text, node.getFullStart()))
    addAll(ts.getTrailingCommentRanges(source.text, node.getEnd()))
    node.getChildren(source).forEach(visit)
  }
  visit(source)
  return [...ranges.values()].sort((a, b) => a.pos - b.pos)
}

const blockText = (comment: string): string =>
  comment
    .replace(/^\/\*+/, '')
    .replace(/\*+\/$/, '')
    .replaceAll(/^[ \t]*\* ?/gm, '')
    .replace(/^ /, '')

/** Splits a comment at its JSDoc tags. Examples are code and are left out. */
function splitAtTags(text: string, line: number): Comment[] {
  const parts: { line: number; lines: string[] }[] = [{ line, lines: [] }]
  for (const [index, content] of text.split('\n').entries()) {
    if (/^@\w/.test(content)) parts.push({ line: line + index, lines: [content] })
    else parts.at(-1)?.lines.push(content)
  }
  return parts
    .map((part) => ({ line: part.line, text: part.lines.join('\n') }))
    .filter((part) => !part.text.startsWith('@example'))
    .map((part) => ({ ...part, text: part.text.replaceAll(/\{@\w+ [^}]*\}|@\w+( \{[^}]*\})?/g, code) }))
}
