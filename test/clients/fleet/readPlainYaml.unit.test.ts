import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { FleetFileError } from '../../../clients/fleet/file/FleetFileError.ts'
import { readPlainYaml } from '../../../clients/fleet/file/readPlainYaml.ts'
import { readAnyYaml } from '../../../clients/fleet/file/readYaml.ts'
import type { Fields, Value } from '../../../clients/fleet/file/value.ts'

const plain = (text: string): Value | null => readPlainYaml(text, readAnyYaml)

/** Without the positions of empty values, which depend on the spaces after them. */
function comparable(value: Value | null): unknown {
  if (value === null || value.data === null) return null
  const { at, data } = value
  if (data instanceof Map)
    return { at, data: Array.from(data as Fields, ([key, entry]) => [key, entry.at, comparable(entry.value)]) }
  return { at, data: Array.isArray(data) ? (data as readonly Value[]).map(comparable) : data }
}

const exact = (text: string): Value | null => {
  try {
    return readAnyYaml(text)
  } catch (error) {
    if (error instanceof FleetFileError) return null
    throw error
  }
}

/** Pieces of lines, most of which are valid at some places. */
const piece = fc.constantFrom(
  ...[
    'a:',
    'b:',
    'a: 1',
    'b: no',
    'c: -1.50',
    'name: n1',
    'k: a0000000-0000-4000-8000-000000000001',
    'k: 1e3',
    'k: .5',
  ],
  ...[
    '- ',
    '-',
    '- x',
    '- - y',
    '- a: 1',
    '-   b:',
    'x',
    '# comment',
    '',
    'a: x # comment',
    'b: # comment',
    'a: x#y',
    '---',
  ],
  ...[
    'k: "q: x"',
    "k: 'it''s'",
    'k: "a": b',
    'k: [1, no, "x"]',
    'k: { x: 1, y: [a: b] }',
    'k: {',
    'k: [a',
    'k: |',
    'k: - x',
    'k: a: b',
  ],
  ...[
    'k: &x 1',
    'k: *x',
    '<<: { a: 1 }',
    'k: !!str 1',
    'k: ~',
    'null: 1',
    'k: True',
    'k: http://x:80',
    'k: x:',
    'k : 1',
    '? a',
    '"q": 1',
  ],
  ...[
    'k: 1 2',
    'k: ---',
    'k: -',
    'k: --x',
    'k: [a] # comment',
    'k: 0x1F',
    'k: 017',
    'k: "\\u0041"',
    'k: ß1',
    'k:v',
    '...',
    '%TAG',
    'k: {a: 1}: b',
  ],
)
const line = fc
  .tuple(fc.nat(3), piece, fc.constantFrom('', ' '))
  .map(([depth, text, end]) => ' '.repeat(2 * depth) + text + end)

test.each([
  ['anchors, since the limit of aliases is for the whole file', 'k: [&a [1], *a]'],
  ['a key that is too long', `${'k'.repeat(1_025)}: 1`],
])('leaves %s to the library', (_what, text) => {
  expect(plain(text)).toBeNull()
})

test('agrees with the library on every text that it accepts, positions included', () => {
  let read = 0
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 6 }), (lines) => {
      const text = lines.join('\n')
      const value = plain(text)
      if (value === null) return
      read++
      expect([text, comparable(value)]).toEqual([text, comparable(exact(text))])
    }),
    { numRuns: 20_000 },
  )
  expect(read).toBeGreaterThan(500)
})

test('reads every document of text, numbers, lists and mappings that the library writes', () => {
  const scalar = fc.oneof(
    fc.constantFrom(null, true, 'no', 'a: b', '', '- x', '"q"', "it's", '# x', 'ß', '1'),
    fc.double({ noNaN: true, min: -1e12, max: 1e12 }),
    fc.uuid(),
  )
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      scalar,
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b', 'key-1'), tie('tree')),
    ),
  }))
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('x', 'y'), tree, { minKeys: 1 }), (data) => {
      const text = stringify(data, { lineWidth: 0, aliasDuplicateObjects: false })
      expect(plain(text)).not.toBeNull()
      expect([text, comparable(plain(text))]).toEqual([text, comparable(exact(text))])
    }),
  )
})
