import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ValidationError } from '../../src/domain/errors.ts'
import {
  maxJsonBytes,
  parseId,
  parseJsonObject,
  parseName,
  parseOptionalId,
  parseText,
} from '../../src/domain/input.ts'

const at = ['input', 'it']

/** The place of the refusal, or undefined. */
function refused(parse: () => unknown): string | undefined {
  try {
    parse()
    return undefined
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error
    expect(error.message).toContain(error.inputPath.join('.'))
    return error.inputPath.join('.')
  }
}

/** An object of this many levels. */
function nested(depth: number): Record<string, unknown> {
  return JSON.parse(`${'{"a":'.repeat(depth - 1)}{}${'}'.repeat(depth - 1)}`) as Record<string, unknown>
}

describe('an id', () => {
  test('is a UUID of any version, and is taken in either case', () => {
    expect(parseId('3F2504E0-4F89-41D3-9A0C-0305E82C3301', at)).toBe('3f2504e0-4f89-41d3-9a0c-0305e82c3301')
    expect(parseId('00000000-0000-0000-0000-000000000000', at)).toBe('00000000-0000-0000-0000-000000000000')
    expect(parseOptionalId(null, at)).toBe(null)
    expect(parseOptionalId(undefined, at)).toBe(null)
  })

  test.each([
    '',
    'x',
    '5',
    '3f2504e04f8941d39a0c0305e82c3301',
    '{3f2504e0-4f89-41d3-9a0c-0305e82c3301}',
    '3f2504e0-4f89-41d3-9a0c-0305e82c3301 ',
    '3f2504e0-4f89-41d3-9a0c-0305e82c330\n',
    '3f2504e0-4f89-41d3-9a0c-0305e82c330g',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
    'a'.repeat(80),
  ])('is not %j', (id) => {
    expect(refused(() => parseId(id, at))).toBe('input.it')
    expect(refused(() => parseOptionalId(id, at))).toBe('input.it')
  })
})

describe('a name', () => {
  test.each(['a', ' a ', 'a'.repeat(255), '🦀'.repeat(255), "Robert'); DROP TABLE supervisors;--", '名前', '%', '\\'])(
    'may be %j, and is kept as it is',
    (name) => {
      expect(parseName(name, at)).toBe(name)
    },
  )

  test.each([
    ['empty', ''],
    ['blank', ' \t\n'],
    ['blank in Unicode', '\u00a0\u2003\u3000'],
    ['a byte order mark', '\ufeff'],
    ['a next line', '\u0085'],
    ['of 256 characters', 'a'.repeat(256)],
    ['of 256 emoji', '🦀'.repeat(256)],
    ['with a NUL', 'a\0'],
    ['with half an emoji', 'a\ud83e'],
    ['with the other half', '\udd80a'],
  ])('may not be %s', (_what, name) => {
    expect(refused(() => parseName(name, at))).toBe('input.it')
  })

  test('has a limit of its own where one is given', () => {
    expect(parseName('a'.repeat(100), at, 100)).toHaveLength(100)
    expect(refused(() => parseName('a'.repeat(101), at, 100))).toBe('input.it')
  })
})

describe('text', () => {
  test('may be absent, empty, or of 10,000 characters', () => {
    expect(parseText(undefined, at)).toBe(null)
    expect(parseText(null, at)).toBe(null)
    expect(parseText('', at)).toBe('')
    expect(parseText('🦀'.repeat(10_000), at)).toHaveLength(20_000)
  })

  test.each([
    ['of 10,001', 'a'.repeat(10_001)],
    ['with a NUL', '\0'],
    ['with a lone surrogate', '\udfff'],
  ])('may not be %s', (_what, text) => {
    expect(refused(() => parseText(text, at))).toBe('input.it')
  })
})

describe('a JSON object', () => {
  test('may be of 32 levels, not of 33, lists counted too', () => {
    expect(parseJsonObject(nested(32), at)).toEqual(nested(32))
    expect(refused(() => parseJsonObject(nested(33), at))).toMatch(/^input\.it/)
    expect(refused(() => parseJsonObject({ a: [nested(30)] }, at))).toBe(undefined)
    expect(refused(() => parseJsonObject({ a: [nested(31)] }, at))).toMatch(/^input\.it\.a\.0/)
  })

  test('may be of 64 KiB in UTF-8, not of one byte more', () => {
    const filled = (bytes: number, character = 'a') => ({
      a: character.repeat((bytes - '{"a":""}'.length) / Buffer.byteLength(character)),
    })
    expect(refused(() => parseJsonObject(filled(maxJsonBytes), at))).toBe(undefined)
    expect(refused(() => parseJsonObject(filled(maxJsonBytes + 1), at))).toBe('input.it')
    expect(refused(() => parseJsonObject(filled(maxJsonBytes, 'é'), at))).toBe(undefined)
    expect(refused(() => parseJsonObject(filled(maxJsonBytes + 2, 'é'), at))).toBe('input.it')
  })

  test.each([
    ['null', null],
    ['a list', []],
    ['a text', 'x'],
    ['a number', 5],
    ['true', true],
    ['absent', undefined],
  ])('may not be %s', (_what, value) => {
    expect(refused(() => parseJsonObject(value, at))).toBe('input.it')
  })

  test.each([
    ['a NUL in a text', { b: ['\0'] }, 'input.it.b.0'],
    ['a NUL in a key', { b: { 'x\0': 1 } }, 'input.it.b'],
    ['half a surrogate pair in a text', { b: '\ud800' }, 'input.it.b'],
    ['half a surrogate pair in a key', { '\udc00': 1 }, 'input.it'],
    ['a key __proto__', JSON.parse('{"b": [{"__proto__": {}}]}'), 'input.it.b.0'],
    ['a number beyond a double', JSON.parse('{"b": -1e999}'), 'input.it.b'],
  ])('may not hold %s, and the error has its place', (_what, value, place) => {
    expect(refused(() => parseJsonObject(value, at))).toBe(place)
  })

  test('is given back as it is, whatever else it holds', () => {
    const clean = fc
      .dictionary(
        fc.string({ unit: 'grapheme' }).filter((key) => key !== '__proto__' && !key.includes('\0')),
        fc.jsonValue({ maxDepth: 4 }),
      )
      .filter((value) => !JSON.stringify(value).includes('__proto__'))
    fc.assert(
      fc.property(clean, (value) => {
        const text = JSON.stringify(value)
        expect(JSON.stringify(parseJsonObject(value, at))).toBe(text)
      }),
    )
  })
})
