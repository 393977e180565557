import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table'
import { gfmTable } from 'micromark-extension-gfm-table'
import { code, codeInsteadOf, type Kind, type Passage } from './passage.ts'

type Root = ReturnType<typeof fromMarkdown>
type Node = Root | Root['children'][number]

interface Origin {
  readonly file: string
  readonly kind: Kind
  /** Line of the file on which the Markdown starts, from 1. */
  readonly line: number
}

/** Reads the prose of a Markdown text, without code blocks and HTML blocks. */
export function readMarkdown(markdown: string, { file, kind, line }: Origin): Passage[] {
  const root = fromMarkdown(markdown, { extensions: [gfmTable()], mdastExtensions: [gfmTableFromMarkdown()] })
  return blocksOf(root).map((block) => ({
    file,
    kind,
    line: line + (block.position?.start.line ?? 1) - 1,
    text: textOf(block),
    isTableCell: block.type === 'tableCell',
  }))
}

function blocksOf(node: Node): Node[] {
  if (node.type === 'paragraph' || node.type === 'heading' || node.type === 'tableCell') return [node]
  return 'children' in node ? node.children.flatMap(blocksOf) : []
}

function textOf(node: Node): string {
  switch (node.type) {
    case 'text':
      return node.value
    case 'break':
      return '\n'
    case 'inlineCode':
    case 'html':
      return codeInsteadOf(node.value)
    case 'image':
      return node.alt ?? ''
    case 'link':
      return isAddress(node) ? code : childrenText(node)
    default:
      return childrenText(node)
  }
}

const childrenText = (node: Node): string => ('children' in node ? node.children.map(textOf).join('') : '')

/** A link whose text is its own address, such as <http://127.0.0.1:4000>. */
const isAddress = (node: Node & { type: 'link' }): boolean => childrenText(node) === node.url
