import type { Kind, Passage } from './passage.ts'
import { readMarkdown } from './readMarkdown.ts'

interface Origin {
  readonly file: string
  readonly kind: Kind
  /** Start of a comment: # or //. */
  readonly marker: string
}

/** Reads the comments that fill whole lines. Comments on consecutive lines are one text. */
export function readLineComments(source: string, { file, kind, marker }: Origin): Passage[] {
  const passages: Passage[] = []
  let lines: string[] = []
  const content = new RegExp(`^\\s*(?:${marker})+ ?(.*)$`)
  for (const [index, line] of [...source.split('\n'), ''].entries()) {
    const text = content.exec(line)?.[1]
    if (text !== undefined) {
      lines.push(text)
    } else if (lines.length > 0) {
      passages.push(...readMarkdown(lines.join('\n'), { file, kind, line: index + 1 - lines.length }))
      lines = []
    }
  }
  return passages
}
