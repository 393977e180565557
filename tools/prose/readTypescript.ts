import ts from 'typescript'
import { readComments } from './readComments.ts'
import { readStrings } from './readStrings.ts'
import type { Passage } from './passage.ts'

/** Selects the strings that are prose, which depends on the folder of the file. */
export interface Sources {
  readonly messages: boolean
  readonly testNames: boolean
}

/** Reads the comments of a source file and the selected strings. */
export function readTypescript(source: string, file: string, { messages, testNames }: Sources): Passage[] {
  const parsed = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true)
  return [
    ...readComments(parsed),
    ...(messages ? readStrings(parsed, 'message') : []),
    ...(testNames ? readStrings(parsed, 'test name') : []),
  ].sort((a, b) => a.line - b.line)
}
