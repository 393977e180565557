import { expect, test } from 'vitest'
import { decodeText } from '../../../clients/fleet/file/decodeText.ts'
import { FleetFileError } from '../../../clients/fleet/file/FleetFileError.ts'
import { readYaml } from '../../../clients/fleet/file/readYaml.ts'
import { toJson } from '../../../clients/fleet/file/value.ts'

const read = (text: string): unknown => toJson(readYaml(text))

test.each([
  [
    'the country code no, and other words of YAML 1.1',
    'a: [no, yes, on, off, y]',
    { a: ['no', 'yes', 'on', 'off', 'y'] },
  ],
  ['dates, as text', 'a: 2026-11-30\nb: 12:30:00', { a: '2026-11-30', b: '12:30:00' }],
  ['a version number, as a number', 'a: 1.10', { a: 1.1 }],
  ['octal and hexadecimal numbers of YAML 1.2', 'a: [0o17, 0x1F, 017]', { a: [15, 31, 17] }],
  ['an alias of a scalar, a list and a mapping', 'a: &x 1\nb: &y [*x]\nc: { d: *y }', { a: 1, b: [1], c: { d: [1] } }],
  ['an anchor that is defined again', 'a: &x 1\nb: *x\nc: &x 2\nd: *x', { a: 1, b: 1, c: 2, d: 2 }],
  [
    'a merge key, whose own keys win',
    'a: &x { k: 1, l: 2 }\nb: { <<: *x, l: 3 }',
    { a: { k: 1, l: 2 }, b: { l: 3, k: 1 } },
  ],
  [
    'a merge of several mappings, of which the first wins',
    'a: &x { k: 1 }\nb: &y { k: 2, m: 3 }\nc: { <<: [*x, *y] }',
    { a: { k: 1 }, b: { k: 2, m: 3 }, c: { k: 1, m: 3 } },
  ],
  ['a quoted "<<", as a key', 'a: { "<<": 1 }', { a: { '<<': 1 } }],
  ['a number as a key, as it is written', 'a: { 1: x, 1.50: y }', { a: { '1': 'x', '1.50': 'y' } }],
  ['a byte order mark, and Windows line breaks', '\ufeffa: 1\r\nb: 2\r\n', { a: 1, b: 2 }],
  ['JSON', '{"a": [1, null, {"b": "c"}]}', { a: [1, null, { b: 'c' }] }],
  ['text over several lines', 'a: |\n  one\n  two\nb: >\n  one\n  two\n', { a: 'one\ntwo\n', b: 'one two\n' }],
  ['a document with its markers', '---\na: 1\n...\n', { a: 1 }],
  ['standard tags', 'a: !!str 1\nb: !!int "2"', { a: '1', b: 2 }],
])('reads %s', (_name, text, value) => {
  expect(read(text)).toEqual(value)
})

test.each([
  ['an undefined alias', 'a: 1\nb: *x', 2, 4, /unknown alias \*x.*Define the anchor &x before it/],
  ['a forward alias', 'a: *x\nb: &x 1', 1, 4, /unknown alias \*x/],
  ['an alias within its own anchor', 'a: &x [1, *x]', 1, 11, /within &x itself/],
  ['a duplicate key', 'a: 1\nb: 2\na: 3', 3, 1, /"a" is already on line 1/],
  ['the keys 1 and "1"', 'a:\n  1: x\n  "1": y', 3, 3, /"1" is already on line 2/],
  ['a set', 'a: !!set { b, c }', 1, 10, /without the tag "tag:yaml.org,2002:set"/],
  ['a date with a tag', 'a: !!timestamp 2026-11-30', 1, 16, /without the tag/],
  ['a tag of another program', 'a: !Ref b', 1, 9, /without the tag "!Ref"/],
  ['binary data', 'a: !!binary aGk=', 1, 13, /without the tag/],
  ['a second document', 'a: 1\n---\nb: 2', 2, 1, /a second one/],
  ['an empty file', '# nothing\n', 1, 1, /expected/],
  ['a whole number that would be rounded', 'a: 9007199254740993', 1, 4, /would be rounded. Put it in quotes/],
  ['a number beyond a double', 'a: 1e999', 1, 4, /1e999. Put it in quotes/],
  ['infinity', 'a: .inf', 1, 4, /\.inf/],
  ['not a number', 'a: [.nan]', 1, 5, /\.nan/],
  ['a list as a key', '[a]: 1', 1, 1, /expected text as a key/],
  ['an empty key', ': 1', 1, 1, /expected text as a key/],
  ['a merge of a list of numbers', 'a: { <<: [1] }', 1, 10, /a list of mappings, after <</],
  ['a tab as indentation', 'a:\n\t- b', 2, 1, /[Tt]ab/],
  ['text that is not closed', 'a: "b', 1, 6, /quote/],
])('refuses %s with its position', (_name, text, line, column, message) => {
  let error: unknown
  try {
    read(text)
  } catch (thrown) {
    error = thrown
  }
  expect(error).toBeInstanceOf(FleetFileError)
  if (!(error instanceof FleetFileError)) return
  expect([error.position, error.message]).toEqual([{ line, column }, expect.stringMatching(message)])
})

test('refuses a short file that expands to billions of values', () => {
  const levels = Array.from({ length: 10 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(10).fill(`*l${i}`).join()}]`)
  expect(() => read(['l0: &l0 [x, x, x, x, x, x, x, x, x, x]', ...levels].join('\n'))).toThrow(/at most 100000 values/)
})

test('refuses bytes that are not UTF-8, with the line', () => {
  const bytes = Buffer.concat([Buffer.from('a: 1\nb: '), Buffer.from([0xe9]), Buffer.from('\n')])
  expect(() => decodeText(bytes)).toThrow(expect.objectContaining({ position: { line: 2, column: 1 } }) as Error)
  expect(() => decodeText(Buffer.from('a: 1', 'utf16le').fill(0xff, 0, 1))).toThrow(/UTF-8/)
  expect(decodeText(Buffer.from('a: é\n'))).toBe('a: é\n')
})
