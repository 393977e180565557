import type { Kind } from './passage.ts'
import type { Problem } from './findProblems.ts'

const kinds: readonly Kind[] = ['docs', 'description', 'message', 'comment', 'test name']

/** Formats a table with the number of problems per folder and kind. */
export function countProblems(problems: readonly Problem[]): string {
  const folders = [...new Set(problems.map(folderOf))].sort()
  const rows = folders.map((folder) => ({ folder, of: problems.filter((problem) => folderOf(problem) === folder) }))
  return [
    ['folder', ...kinds, 'all'],
    ...[...rows, { folder: 'all', of: problems }].map(({ folder, of }) => [
      folder,
      ...kinds.map((kind) => String(of.filter((problem) => problem.kind === kind).length)),
      String(of.length),
    ]),
  ]
    .map(([folder = '', ...numbers]) => folder.padEnd(24) + numbers.map((number) => number.padStart(13)).join(''))
    .join('\n')
}

/** Returns the first two levels of the path: src/db/queries counts for src/db. A file at the top has its own row. */
function folderOf({ file }: Problem): string {
  const folders = file.split('/').slice(0, -1)
  return folders.length === 0 ? file : folders.slice(0, 2).join('/')
}
