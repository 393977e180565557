import type { Passage } from './passage.ts'
import { readGraphql } from './readGraphql.ts'
import { readLineComments } from './readLineComments.ts'
import { readMarkdown } from './readMarkdown.ts'
import { readTypescript } from './readTypescript.ts'

/**
 * Files that are not written by hand: generated code, the API reference (its text comes from schema.graphql) and the
 * report of `npm run soak`. Migrations are never edited, because databases record their checksums.
 */
const ignored = /(?:^|\/)generated\/|^docs\/reference\/api\.md$|(?:^|\/)soak[^/]*\.md$|^prisma\/migrations\//

/** Reads the prose of a file by the type of the file. Files of other types have none. */
export function readFile(file: string, source: string): Passage[] {
  if (ignored.test(file)) return []
  if (file.endsWith('.md')) return readMarkdown(source, { file, kind: 'docs', line: 1 })
  if (file.endsWith('.graphql')) return readGraphql(source, file)
  if (file === '.env.example') return readLineComments(source, { file, kind: 'docs', marker: '#' })
  if (file.endsWith('.prisma')) return readLineComments(source, { file, kind: 'comment', marker: '//' })
  if (/\.(?:ya?ml|py)$/.test(file)) return readLineComments(source, { file, kind: 'comment', marker: '#' })
  if (/\.[cm]?[jt]s$/.test(file))
    return readTypescript(source, file, { messages: /^(?:src|clients)\//.test(file), testNames: /^test\//.test(file) })
  return []
}
