import { expect, test } from 'vitest'
import { ValidationError } from '../../src/domain/errors.ts'
import { parseNamePath } from '../../src/domain/namePath.ts'

const path = ['filter', 'path']

test.each([
  ['acme', ['acme']],
  ['acme/eu/billing', ['acme', 'eu', 'billing']],
  ['a\\/b/c', ['a/b', 'c']],
  ['a\\\\/b', ['a\\', 'b']],
  [' a / b ', ['a', 'b']],
])('reads %j as names', (text, names) => {
  expect(parseNamePath(text, path)).toEqual(names)
})

test.each(['', '/', '/a', 'a/', 'a//b', 'a/\u200b', 'a\0'])(
  'refuses %j, in which a name is blank or invalid',
  (text) => {
    expect(() => parseNamePath(text, path)).toThrow(ValidationError)
  },
)

test('refuses more names than a hierarchy can have levels', () => {
  expect(() => parseNamePath(Array(102).fill('a').join('/'), path)).toThrow(
    /at most 101 names separated by slashes, got 102/,
  )
})
