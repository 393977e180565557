import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ValidationError } from '../../src/domain/errors.ts'
import {
  maxJsonBytes,
  parseId,
  parseJsonObject,
  parseName,
  parseNamePart,
  parseOptionalId,
  parseText,
  parseValues,
} from '../../src/domain/input.ts'

const at = ['input', 'it']

/** Input path of the refusal; undefined if the value is accepted. */
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

function hasRounded(value: unknown): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value)
  return typeof value === 'object' && value !== null && Object.values(value).some(hasRounded)
}

/** An object with this many levels. */
function nested(depth: number): Record<string, unknown> {
  return JSON.parse(`${'{"a":'.repeat(depth - 1)}{}${'}'.repeat(depth - 1)}`) as Record<string, unknown>
}

describe('parseId', () => {
  test('accepts a UUID of any version and returns it in lower case', () => {
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
  ])('refuses %j', (id) => {
    expect(refused(() => parseId(id, at))).toBe('input.it')
    expect(refused(() => parseOptionalId(id, at))).toBe('input.it')
  })
})

describe('parseName', () => {
  test.each(['a', 'a b', 'a'.repeat(255), '🦀'.repeat(255), "Robert'); DROP TABLE supervisors;--", '名前', '%', '\\'])(
    'accepts %j and returns it unchanged',
    (name) => {
      expect(parseName(name, at)).toBe(name)
    },
  )

  test.each([
    ['an empty name', ''],
    ['a blank name', ' \t\n'],
    ['a name of Unicode white space', '\u00a0\u2003\u3000'],
    ['a name that is only a byte order mark', '\ufeff'],
    ['a name that is only the control character NEL', '\u0085'],
    ['a name of 256 characters', 'a'.repeat(256)],
    ['a name of 256 emoji', '🦀'.repeat(256)],
    ['a name with a NUL', 'a\0'],
    ['a name with the first half of an emoji', 'a\ud83e'],
    ['a name with the second half of an emoji', '\udd80a'],
  ])('refuses %s', (_what, name) => {
    expect(refused(() => parseName(name, at))).toBe('input.it')
  })

  test.each([
    ['without white space around it', ' \u00a0a b\t\u3000', 'a b'],
    ['composed', 'cafe\u0301', 'caf\u00e9'],
    ['composed, for Hangul', '\u1112\u1161\u11ab', '\ud55c'],
    ['with the sign instead of its compatibility character', '\u212b', '\u00c5'],
  ])('returns a name %s', (_how, given, stored) => {
    expect(parseName(given, at)).toBe(stored)
  })

  test('applies the limit to the stored form of the name', () => {
    expect(parseName('e\u0301'.repeat(255), at)).toBe('\u00e9'.repeat(255))
    // a character that NFC decomposes
    expect(refused(() => parseName('\ufb2c'.repeat(100), at))).toBe('input.it')
  })

  test('applies the maximum length that the caller gives', () => {
    expect(parseName('a'.repeat(100), at, 100)).toHaveLength(100)
    expect(refused(() => parseName('a'.repeat(101), at, 100))).toBe('input.it')
  })
})

describe('parseNamePart', () => {
  test('returns the text in the form in which names contain it', () => {
    expect(parseNamePart(null, at)).toBe(null)
    expect(parseNamePart(' pay\u200broll\u00ad ', at)).toBe('payroll')
    expect(parseNamePart('cafe\u0301', at)).toBe('caf\u00e9')
    expect(parseNamePart('1\ufe0f\u20e3 👩\u200d💻', at)).toBe('1\ufe0f\u20e3 👩\u200d💻')
  })

  test('refuses text that is longer than a name', () => {
    expect(parseNamePart('🦀'.repeat(255), at)).toHaveLength(510)
    expect(refused(() => parseNamePart('a'.repeat(256), at))).toBe('input.it')
  })
})

describe('parseValues', () => {
  test('returns distinct values in a fixed order', () => {
    expect(parseValues(undefined, at)).toBe(undefined)
    expect(parseValues(null, at)).toBe(undefined)
    expect(parseValues([], at)).toEqual([])
    expect(parseValues(['b', 'a', 'b'], at)).toEqual(['a', 'b'])
  })

  test('refuses more than 100 values', () => {
    expect(parseValues(Array<string>(100).fill('a'), at)).toEqual(['a'])
    expect(() => parseValues(Array<string>(101).fill('a'), at)).toThrow(
      expect.objectContaining({ code: 'LIMIT_EXCEEDED', limit: 100, actual: 101, inputPath: at }),
    )
  })
})

describe('parseText', () => {
  test('accepts absent text, empty text and 10,000 characters', () => {
    expect(parseText(undefined, at)).toBe(null)
    expect(parseText(null, at)).toBe(null)
    expect(parseText('', at)).toBe('')
    expect(parseText('🦀'.repeat(10_000), at)).toHaveLength(20_000)
  })

  test.each([
    ['text of 10,001 characters', 'a'.repeat(10_001)],
    ['text with a NUL', '\0'],
    ['text with a lone surrogate', '\udfff'],
  ])('refuses %s', (_what, text) => {
    expect(refused(() => parseText(text, at))).toBe('input.it')
  })
})

describe('parseJsonObject', () => {
  test('accepts 32 levels and refuses 33, counting lists too', () => {
    expect(parseJsonObject(nested(32), at)).toEqual(nested(32))
    expect(refused(() => parseJsonObject(nested(33), at))).toMatch(/^input\.it/)
    expect(refused(() => parseJsonObject({ a: [nested(30)] }, at))).toBe(undefined)
    expect(refused(() => parseJsonObject({ a: [nested(31)] }, at))).toMatch(/^input\.it\.a\.0/)
  })

  test('refuses more values than fit in 64 KiB, without looking at all of them', () => {
    expect(refused(() => parseJsonObject({ a: Array.from({ length: 32_750 }, () => 1) }, at))).toBe(undefined)
    // the last value would be refused at its own path
    expect(refused(() => parseJsonObject({ a: [...Array.from({ length: 40_000 }, () => 1), NaN] }, at))).toBe(
      'input.it',
    )
  })

  test('accepts 64 KiB in UTF-8 and refuses one byte more', () => {
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
    ['an absent value', undefined],
  ])('refuses %s', (_what, value) => {
    expect(refused(() => parseJsonObject(value, at))).toBe('input.it')
  })

  test.each([
    ['a NUL in a text', { b: ['\0'] }, 'input.it.b.0'],
    ['a NUL in a key', { b: { 'x\0': 1 } }, 'input.it.b'],
    ['half a surrogate pair in a text', { b: '\ud800' }, 'input.it.b'],
    ['half a surrogate pair in a key', { '\udc00': 1 }, 'input.it'],
    ['a key __proto__', JSON.parse('{"b": [{"__proto__": {}}]}'), 'input.it.b.0'],
    ['a number beyond a double', JSON.parse('{"b": -1e999}'), 'input.it.b'],
    ['a whole number that JavaScript rounds', JSON.parse('{"b": [12345678901234567890]}'), 'input.it.b.0'],
    ['the first whole number that may be rounded', JSON.parse('{"b": 9007199254740993}'), 'input.it.b'],
    ['the same below zero', { b: -9007199254740992 }, 'input.it.b'],
    ['a large number with an exponent', { b: 1e300 }, 'input.it.b'],
  ])('refuses %s and reports its input path', (_what, value, place) => {
    expect(refused(() => parseJsonObject(value, at))).toBe(place)
  })

  test('accepts the largest exact whole numbers, fractions and negative zero', () => {
    const value = { a: Number.MAX_SAFE_INTEGER, b: Number.MIN_SAFE_INTEGER, c: 0.1, d: 1e-300, e: -0 }
    expect(parseJsonObject(value, at)).toBe(value)
  })

  test('returns every other object unchanged', () => {
    const clean = fc
      .dictionary(
        fc.string({ unit: 'grapheme' }).filter((key) => key !== '__proto__' && !key.includes('\0')),
        fc.jsonValue({ maxDepth: 4 }),
      )
      .filter((value) => !JSON.stringify(value).includes('__proto__') && !hasRounded(value))
    fc.assert(
      fc.property(clean, (value) => {
        const text = JSON.stringify(value)
        expect(JSON.stringify(parseJsonObject(value, at))).toBe(text)
      }),
    )
  })
})
