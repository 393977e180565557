import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ValidationError } from '../../src/domain/errors.ts'
import {
  encodeCursor,
  eventCursors,
  parsePage,
  type CursorKind,
  type PageArgs,
  type Position,
} from '../../src/domain/page.ts'

const id = '3f2504e0-4f89-41d3-9a0c-0305e82c3301'
const byTime: CursorKind = { connection: 'Supervisor.children', order: 'CREATED_AT ASC', keyType: 'timestamp' }
const byName: CursorKind = { connection: 'Supervisor.children', order: 'NAME ASC', keyType: 'text' }
const byPath: CursorKind = { connection: 'Supervisor.descendants', order: 'PRE-ORDER', keyType: 'path' }
const byStatus: CursorKind = { connection: 'Query.supervisors', order: 'STATUS ASC', keyType: 'rank' }
const time = '2026-11-24T09:30:00.123'
const forged = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url')

/** The argument that is refused; null if all are accepted. */
function refused(args: PageArgs, kind = byTime): string | null {
  try {
    parsePage(args, kind)
    return null
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error
    return error.inputPath.join('.')
  }
}

describe('the page size', () => {
  test('is 25 by default, counted from the start', () => {
    expect(parsePage({}, byTime)).toEqual({ backward: false, limit: 25, after: null, before: null })
    expect(parsePage({ first: null, last: null, after: null, before: null }, byTime)).toMatchObject({ limit: 25 })
  })

  test.each([1, 2, 99, 100])('can be %i, counted from either end', (size) => {
    expect(parsePage({ first: size }, byTime)).toMatchObject({ backward: false, limit: size })
    expect(parsePage({ last: size }, byTime)).toMatchObject({ backward: true, limit: size })
  })

  test.each([0, -1, 101, 2 ** 31 - 1, -(2 ** 31)])('is refused if it is %i', (size) => {
    expect(refused({ first: size })).toBe('first')
    expect(refused({ last: size })).toBe('last')
  })

  test('is refused if both `first` and `last` are given', () => {
    expect(refused({ first: 1, last: 1 })).toBe('last')
  })

  test('is counted from the end if only `before` is given', () => {
    const before = encodeCursor({ key: time, id }, byTime)
    expect(parsePage({ before }, byTime)).toMatchObject({ backward: true, limit: 25, before: { key: time, id } })
    expect(parsePage({ before, first: 3 }, byTime)).toMatchObject({ backward: false, limit: 3 })
    expect(parsePage({ before, after: before }, byTime)).toMatchObject({ backward: false })
  })
})

describe('a cursor', () => {
  test('is accepted with the longest keys that a list can have', () => {
    const longest: [CursorKind, Position][] = [
      [byName, { key: '\x01'.repeat(255), id }],
      [byName, { key: '\u{1f600}'.repeat(255), id }],
      [byPath, { key: `{${Array.from({ length: 101 }, () => id).join(',')}}`, id: null }],
    ]
    for (const [kind, position] of longest)
      expect(parsePage({ after: encodeCursor(position, kind) }, kind)).toMatchObject({ after: position })
  })

  const keys: Record<CursorKind['keyType'], fc.Arbitrary<Position>> = {
    timestamp: fc.record({
      key: fc
        .date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })
        .map((date) => date.toISOString().slice(0, -1)),
      id: fc.uuid(),
    }),
    text: fc.record({
      key: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((text) => !text.includes('\0')),
      id: fc.uuid(),
    }),
    path: fc.record({
      key: fc.array(fc.uuid(), { minLength: 1, maxLength: 101 }).map((ids) => `{${ids.join(',')}}`),
      id: fc.constant(null),
    }),
    rank: fc.record({ key: fc.integer({ min: 0, max: 9 }).map(String), id: fc.uuid() }),
    sequence: fc.record({ key: fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map(String), id: fc.constant(null) }),
  }

  test.each([byTime, byName, byPath, byStatus, eventCursors])(
    'in the order $order round-trips every position',
    (kind) => {
      fc.assert(
        fc.property(keys[kind.keyType], (position) => {
          const cursor = encodeCursor(position, kind)
          expect(cursor).toMatch(/^[\w-]+$/)
          expect(parsePage({ after: cursor }, kind).after).toEqual(position)
          expect(parsePage({ before: cursor }, kind).before).toEqual(position)
        }),
      )
    },
  )

  test('round-trips a name of 255 emoji, or of spaces and quotes', () => {
    for (const key of ['🦀'.repeat(255), ` "'\\ \t`]) {
      const cursor = encodeCursor({ key, id }, byName)
      expect(parsePage({ after: cursor }, byName).after).toEqual({ key, id })
    }
  })

  const good = encodeCursor({ key: time, id }, byTime)
  test.each([
    ['empty text', ''],
    ['random text', 'b2f8a-from-another-api'],
    ['a truncated cursor', good.slice(0, -1)],
    ['a modified cursor', `${good.slice(0, 12)}${good.charAt(12) === 'A' ? 'B' : 'A'}${good.slice(13)}`],
    ['a cursor with padding', `${good}=`],
    ['a cursor with a line break', `${good}\n`],
    [
      'a cursor in base64 instead of base64url',
      Buffer.from(Buffer.from(good, 'base64url').toString() + ' ').toString('base64'),
    ],
    [
      'a cursor with a space in its JSON',
      Buffer.from(`["Supervisor.children", "CREATED_AT ASC","${time}","${id}"]`).toString('base64url'),
    ],
    [
      'a cursor with an escape in its JSON',
      Buffer.from(`["Supervisor.children","CREATED_AT ASC","\\u0032${time.slice(1)}","${id}"]`).toString('base64url'),
    ],
    ['an object', Buffer.from('{}').toString('base64url')],
    ['null', Buffer.from('null').toString('base64url')],
    ['a cursor with an extra part', forged('Supervisor.children', 'CREATED_AT ASC', time, id, id)],
    ['a cursor without an id', forged('Supervisor.children', 'CREATED_AT ASC', time)],
    ['a cursor with an id that is not a UUID', forged('Supervisor.children', 'CREATED_AT ASC', time, 'x')],
    ['a cursor with an id in upper case', forged('Supervisor.children', 'CREATED_AT ASC', time, id.toUpperCase())],
    [
      'a cursor with the date 31 February',
      forged('Supervisor.children', 'CREATED_AT ASC', '2026-02-31T00:00:00.000', id),
    ],
    ['a cursor with the year 0', forged('Supervisor.children', 'CREATED_AT ASC', '0000-01-01T00:00:00.000', id)],
    ['a cursor with the hour 24', forged('Supervisor.children', 'CREATED_AT ASC', '2026-02-28T24:00:00.000', id)],
    ['a cursor with the time infinity', forged('Supervisor.children', 'CREATED_AT ASC', 'infinity', id)],
    ['a cursor with a time zone', forged('Supervisor.children', 'CREATED_AT ASC', `${time}Z`, id)],
    ['a cursor with a number as key', forged('Supervisor.children', 'CREATED_AT ASC', 5, id)],
    [
      'a cursor from another connection',
      encodeCursor({ key: time, id }, { ...byTime, connection: 'Query.supervisors' }),
    ],
    ['a cursor from another order', encodeCursor({ key: time, id }, { ...byTime, order: 'UPDATED_AT ASC' })],
    ['a cursor from the opposite direction', encodeCursor({ key: time, id }, { ...byTime, order: 'CREATED_AT DESC' })],
  ])('is refused if it is %s', (_what, cursor) => {
    expect(refused({ after: cursor })).toBe('after')
    expect(refused({ before: cursor })).toBe('before')
  })

  test.each(['', '-1', '01', '1.0', '1e3', ' 1', '1n', '9223372036854775808', '10000000000000000000', '९', 'x'])(
    'of an event is refused if the sequence is %j',
    (key) => {
      expect(refused({ after: forged('SupervisorEvent', 'SEQUENCE', key) }, eventCursors)).toBe('after')
    },
  )

  test('of an event is refused if it has an id', () => {
    expect(refused({ after: forged('SupervisorEvent', 'SEQUENCE', '1', id) }, eventCursors)).toBe('after')
  })

  test.each([
    ['text with a NUL', 'a\0b'],
    ['text of 256 characters', 'a'.repeat(256)],
    ['empty', ''],
  ])('by name is refused if the name is %s', (_what, key) => {
    expect(refused({ after: forged('Supervisor.children', 'NAME ASC', key, id) }, byName)).toBe('after')
  })

  test.each([
    ['has no id', '{}'],
    ['has text that is not an id', `{${id},x}`],
    ['is not closed', `{${id}`],
    ['ends in a comma', `{${id},}`],
    ['is deeper than the deepest tree', `{${Array.from({ length: 102 }, () => id).join(',')}}`],
  ])('by path is refused if the path %s', (_what, key) => {
    expect(refused({ after: forged('Supervisor.descendants', 'PRE-ORDER', key) }, byPath)).toBe('after')
  })

  test('by path is refused if it has a separate id', () => {
    expect(refused({ after: forged('Supervisor.descendants', 'PRE-ORDER', `{${id}}`, id) }, byPath)).toBe('after')
  })

  test('is refused with a ValidationError for arbitrary text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.json()), (text) => {
        expect(refused({ after: text })).toBe('after')
      }),
    )
  })
})
