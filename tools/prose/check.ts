// npm run check:prose
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { countProblems } from './countProblems.ts'
import { findProblems } from './findProblems.ts'
import { readFile } from './readFile.ts'

const usage = `Usage: npm run check:prose -- [--count] [files or folders]

Checks documentation, descriptions, messages, comments and test names against the rules in tools/prose/styleRules.ts.
Prints the problems and exits with 1 if there are any.

  --count    print only the number of problems per folder
`

const { values, positionals } = parseArgs({
  options: { count: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  allowPositionals: true,
})
if (values.help) process.stdout.write(usage)
else check(positionals, values.count ?? false)

function check(paths: readonly string[], count: boolean): void {
  const problems = filesOf(paths).flatMap((file) => readFile(file, readFileSync(file, 'utf8')).flatMap(findProblems))
  if (problems.length === 0) return
  process.exitCode = 1
  console.log(
    count
      ? countProblems(problems)
      : problems.map(({ file, line, message, sentence }) => `${file}:${line}  ${message}\n    ${sentence}`).join('\n'),
  )
  console.error(`\n${problems.length} problems of style. See CONTRIBUTING.md, "English".`)
}

/** Lists the files below the paths that Git tracks or would track. */
function filesOf(paths: readonly string[]): string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...paths], {
    encoding: 'utf8',
  })
  return [...new Set(listed.split('\0'))].filter((file) => file !== '' && existsSync(file)).sort()
}
