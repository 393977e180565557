import { describe, expect, test } from 'vitest'
import { countProblems } from '../../tools/prose/countProblems.ts'
import { findProblems, type Problem } from '../../tools/prose/findProblems.ts'
import { readFile } from '../../tools/prose/readFile.ts'
import { countWords } from '../../tools/prose/sentences.ts'

const problemsOf = (file: string, source: string): Problem[] => readFile(file, source).flatMap(findProblems)
const placesOf = (file: string, source: string): string[] =>
  problemsOf(file, source).map(({ line, kind, message }) => `${line} ${kind} ${message.split(':')[0] ?? ''}`)

describe('words', () => {
  test.each([
    ['Whoever holds the lock waits.', 'Whoever'],
    ['It is closed for somebody else.', 'somebody'],
    ['A transaction, and one that waits for it.', 'one that'],
    ['The transaction is so already.', 'is so'],
    ['Who asks is a viewer.', 'Who asks'],
    ['Subscriptions go on after the cursor.', 'go on'],
    ['The supervisor was found dead.', 'dead'],
    ['The API names what is left out.', 'what is left out'],
    ['Each change is on the record.', 'the record'],
  ])('rejects "%s"', (text, word) => {
    expect(problemsOf('docs/a.md', text).map(({ message }) => message.split(':')[0])).toEqual([`"${word}"`])
  })

  test.each([
    'An operator who reads the log sees the error.',
    'The name is so long that PostgreSQL truncates it.',
    'A deadlock takes one round trip more.',
    'An update leaves dead rows, and there are some.',
    'Returns the membership, or the one that ended last.',
    'The order is independent of what the client sends.',
    'The role decides who may call it.',
    'The option `whoever` is code.',
  ])('accepts "%s"', (text) => {
    expect(problemsOf('docs/a.md', text)).toEqual([])
  })

  test('allows rounds in tests and benchmarks only', () => {
    const source = '// the first round\n'
    expect(placesOf('src/a.ts', source)).toEqual(['1 comment "round"'])
    expect(placesOf('bench/a.ts', source)).toEqual([])
  })

  test('rejects a description that starts with a question word', () => {
    expect(
      placesOf('schema.graphql', '"""How many there are."""\ntype A {\n  "Whether it runs."\n  a: Int\n}'),
    ).toEqual(['1 description "How"'])
  })
})

describe('sentences', () => {
  const words = (count: number): string => Array.from({ length: count }, () => 'word').join(' ')

  test('have at most 30 words', () => {
    expect(problemsOf('docs/a.md', `${words(30)}. A ${words(29)}.`)).toEqual([])
    expect(placesOf('docs/a.md', `First.\n\nSecond.\nA ${words(30)}.`)).toEqual(['4 docs 31 words'])
  })

  test('end at a period, unless it belongs to an abbreviation', () => {
    expect(problemsOf('docs/a.md', `A ${words(29)}. npm ${words(29)}. 'npm' ${words(29)}.`)).toEqual([])
    expect(placesOf('docs/a.md', `A ${words(20)}, e.g. ${words(20)}.`)).toEqual(['1 docs 42 words'])
  })

  test('are not limited in tables and code blocks', () => {
    expect(problemsOf('docs/a.md', `| a |\n|---|\n| ${words(31)} |\n\n\`\`\`\n${words(31)}\n\`\`\`\n`)).toEqual([])
  })

  test('count a code span and a list of names as one word', () => {
    expect(countWords('Takes CODE, CODE or CODE now')).toBe(3)
    expect(countWords('SPAWNING, ACTIVE and PAUSED — statuses')).toBe(2)
    expect(countWords('read-only, and 3.5 s')).toBe(4)
  })
})

describe('sources', () => {
  test('have comments, in which examples and directives are code', () => {
    const source = `
/**
 * Finds nobody.
 * @throws {TypeError} for somebody
 * @example
 * whoever()
 */
// oxlint-disable-next-line whoever
export const a = 'https://host//nobody' // for
const b = /\\/\\/ whom/ // whom
// two lines of one
// sentence: in
// vain
`
    expect(placesOf('test/a.ts', source)).toEqual([
      '3 comment "nobody"',
      '4 comment "somebody"',
      '10 comment "whom"',
      '11 comment "in vain"',
    ])
  })

  test('have messages: strings of more than five words that are neither SQL nor GraphQL', () => {
    const source = [
      'fail(`the lock ${name} was taken by somebody else`)',
      'fail("it is taken " + "by somebody else, for " + n)',
      'fail("nobody")',
      'run(sql`SELECT what somebody wrote in a comment of it`)',
      'run("SELECT a FROM b WHERE c = d AND somebody = e AND f = g")',
      'ask("query A { a b c d e somebody f g h }")',
      'help(`Usage of a command that has several lines\n\n  somebody who is named in a list of options`)',
    ].join('\n')
    expect(placesOf('src/a.ts', source)).toEqual([
      '1 message "somebody"',
      '2 message "somebody"',
      '9 message "somebody"',
    ])
    expect(placesOf('bench/a.ts', source)).toEqual([])
  })

  test('have test names', () => {
    const source = "describe('somebody', () => { test.each([1])('nobody %i', () => { expect('whom').toBe('whom') }) })"
    expect(placesOf('test/a.test.ts', source)).toEqual(['1 test name "somebody"', '1 test name "nobody"'])
  })

  test('have no prose in generated files and migrations', () => {
    expect(problemsOf('src/db/generated/a.ts', '// nobody')).toEqual([])
    expect(problemsOf('prisma/migrations/1/migration.sql', '-- nobody')).toEqual([])
  })

  test('have settings with comments', () => {
    expect(placesOf('.env.example', 'A=1\n\n# Read by\n# nobody.\nB=2\n')).toEqual(['3 docs "nobody"'])
  })
})

test('counts problems per folder and kind', () => {
  const problems = [
    ...problemsOf('README.md', 'nobody'),
    ...problemsOf('src/db/queries/a.ts', '// nobody and somebody'),
    ...problemsOf('src/db/b.ts', '// whom'),
  ]
  expect(countProblems(problems).replaceAll(/ +/g, ' ').split('\n')).toEqual([
    'folder docs description message comment test name all',
    'README.md 1 0 0 0 0 1',
    'src/db 0 0 0 2 0 2',
    'all 1 0 0 2 0 3',
  ])
})
