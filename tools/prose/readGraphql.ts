import { type ASTNode, Kind as NodeKind, parse, visit } from 'graphql'
import type { Passage } from './passage.ts'
import { readMarkdown } from './readMarkdown.ts'

/** Reads the descriptions and deprecation reasons of a schema. Both are Markdown, as the GraphQL specification says. */
export function readGraphql(sdl: string, file: string): Passage[] {
  const passages: Passage[] = []
  visit(parse(sdl), {
    enter(node: ASTNode) {
      if (node.kind !== NodeKind.STRING) return undefined
      const quotes = node.loc?.startToken.line ?? 1
      const line = node.block && sdl.startsWith('"""\n', node.loc?.start) ? quotes + 1 : quotes
      passages.push(...readMarkdown(node.value, { file, kind: 'description', line }))
      return undefined
    },
  })
  return passages
}
