import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/domain/input.ts'
import { mergePatch } from '../../src/domain/mergePatch.ts'

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** RFC 7396, Appendix A, row by row: original, patch, result. */
const appendix: [original: Json, patch: Json, result: Json][] = [
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [
    ['a', 'b'],
    ['c', 'd'],
    ['c', 'd'],
  ],
  [{ a: 'b' }, ['c'], ['c']],
  [{ a: 'foo' }, null, null],
  [{ a: 'foo' }, 'bar', 'bar'],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
]
const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

describe('the examples of RFC 7396', () => {
  // mergePatch accepts objects only. The five rows with another value are tested below a key only.
  const ofObjects = appendix.flatMap(([original, patch, result]): [JsonObject, JsonObject, Json][] =>
    isObject(original) && isObject(patch) ? [[original, patch, result]] : [],
  )
  test.each(ofObjects)('patch %j with %j to give %j', (original, patch, result) => {
    expect(mergePatch(original, patch)).toStrictEqual(result)
  })
  test('are all 15 rows of Appendix A, 10 of them with objects', () => {
    expect([appendix.length, ofObjects.length]).toEqual([15, 10])
  })

  test.each(appendix)('below a key, patch %j with %j to give %j', (original, patch, result) => {
    expect(mergePatch({ key: original, other: 1 }, { key: patch })).toStrictEqual(
      result === null ? { other: 1 } : { key: result, other: 1 },
    )
  })

  test('include the document of section 3, which gets the result that the RFC shows', () => {
    const original = {
      title: 'Goodbye!',
      author: { givenName: 'John', familyName: 'Doe' },
      tags: ['example', 'sample'],
      content: 'This will be unchanged',
    }
    const patch = { title: 'Hello!', phoneNumber: '+01-123-456-7890', author: { familyName: null }, tags: ['example'] }
    expect(mergePatch(original, patch)).toStrictEqual({
      title: 'Hello!',
      author: { givenName: 'John' },
      tags: ['example'],
      content: 'This will be unchanged',
      phoneNumber: '+01-123-456-7890',
    })
  })
})

/** The pseudocode `MergePatch` of section 2, line by line. */
function asWritten(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch
  const merged: Record<string, unknown> = isObject(target) ? { ...target } : {}
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(merged, name)
    else merged[name] = asWritten(merged[name], value)
  }
  return merged
}

const key = fc.constantFrom('a', 'b', 'toString', 'constructor', '1', '')
const { value: json } = fc.letrec<{ value: unknown; object: JsonObject }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constantFrom(null, true, 1, 'x'),
    fc.array(tie('value'), { maxLength: 2 }),
    tie('object'),
  ),
  object: fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
}))
const object = fc.dictionary(key, json, { maxKeys: 4, noNullPrototype: true })

describe('every patch', () => {
  test('gives the result of the algorithm of section 2 and changes neither argument', () => {
    fc.assert(
      fc.property(object, object, (target, patch) => {
        const [targetBefore, patchBefore] = [structuredClone(target), structuredClone(patch)]
        expect(mergePatch(target, patch)).toEqual(asWritten(target, patch))
        expect([target, patch]).toEqual([targetBefore, patchBefore])
      }),
    )
  })

  test('changes nothing when it is applied a second time', () => {
    fc.assert(
      fc.property(object, object, (target, patch) => {
        const once = mergePatch(target, patch)
        expect(mergePatch(once, patch)).toEqual(once)
      }),
    )
  })
})
