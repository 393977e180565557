import { describe, expect, test } from 'vitest'
import { createKnownOperations, documentIdOf, type UnknownDocument } from '../../src/graphql/knownOperations.ts'
import { parseManifest } from '../../src/graphql/operationsManifest.ts'

const text = 'query A { __typename } # a comment'
const printed = 'query A {\n  __typename\n}'
const short = 'query A{__typename}'

describe('a manifest', () => {
  test.each([
    ['of GraphQL Code Generator', { a1: text }],
    [
      'of Apollo',
      {
        format: 'apollo-persisted-query-manifest',
        version: 1,
        operations: [{ id: 'a1', name: 'A', type: 'query', body: text }],
      },
    ],
  ])('%s has documents by their ids, and knows their texts in each of their forms', (_, json) => {
    const manifest = parseManifest(JSON.stringify(json))
    expect(manifest.find('a1')).toBe(text)
    expect(manifest.find('a2')).toBe(undefined)
    for (const form of [text, printed, short]) expect(manifest.has(form)).toBe(true)
    expect(manifest.has('query A { __typename }')).toBe(false)
    expect(manifest.has('{ __typename }')).toBe(false)
  })

  test.each([
    ['not JSON', 'query A', /expected JSON/],
    ['a list', '[]', /expected \{"<id>": "<document>"\}/],
    ['an empty object', '{}', /expected/],
    ['an id without a document', '{"a":1}', /expected/],
    ['an empty document', '{"a":""}', /expected/],
    [
      'another version of Apollo',
      '{"format":"apollo-persisted-query-manifest","version":2,"operations":[]}',
      /version 1/,
    ],
    ['no operations of Apollo', '{"format":"apollo-persisted-query-manifest","version":1}', /version 1/],
    [
      'an operation without a body',
      '{"format":"apollo-persisted-query-manifest","version":1,"operations":[{"id":"a"}]}',
      /expected/,
    ],
    ['a syntax error', '{"a":"query {"}', /expected GraphQL documents, got for "a": .*Syntax Error/],
  ])('with %s is refused', (_, json, message) => {
    expect(() => parseManifest(json)).toThrow(message)
  })

  test('does not find the properties of objects', () => {
    const manifest = parseManifest('{"a":"{ __typename }","__proto__":"{ a }"}')
    expect(manifest.find('toString')).toBe(undefined)
    expect(manifest.find('constructor')).toBe(undefined)
  })
})

describe('known operations', () => {
  const given = (mode: 'off' | 'log' | 'only') => {
    const unknown: UnknownDocument[] = []
    const manifest = parseManifest(JSON.stringify({ a1: text }))
    return { unknown, operations: createKnownOperations({ mode, manifest, onUnknown: (each) => unknown.push(each) }) }
  }

  test('off accepts every document, and compiles it', () => {
    const { operations, unknown } = given('off')
    expect(operations.check({ query: '{ a }' })).toBe(null)
    expect(operations.mayCompile('{ a }')).toBe(true)
    expect(unknown).toEqual([])
  })

  test('log accepts every document, reports an unknown one once, and does not compile it', () => {
    const { operations, unknown } = given('log')
    for (let i = 0; i < 3; i++) expect(operations.check({ query: '{ a }', operationName: 'n'.repeat(200) })).toBe(null)
    expect(unknown).toEqual([{ hash: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown, name: 'n'.repeat(100) }])
    expect(operations.check({ query: text })).toBe(null)
    expect([operations.mayCompile('{ a }'), operations.mayCompile(short)]).toEqual([false, true])
  })

  test('only refuses unknown texts and unknown ids', () => {
    const { operations } = given('only')
    for (const document of [{ query: '{ a }' }, { documentId: 'a2' }, { query: '{ a }', documentId: 'a1' }])
      expect(operations.check(document)?.extensions.code).toBe('DOCUMENT_NOT_ALLOWED')
    expect(operations.check({ query: printed })).toBe(null)
  })

  test('an id may have the prefix of its algorithm', () => {
    expect(given('only').operations.find('sha256:a1')).toBe(text)
  })

  test('the id of a request is `documentId`, or the hash of a persisted query', () => {
    expect(documentIdOf({ documentId: 'a' })).toBe('a')
    expect(documentIdOf({ extensions: { persistedQuery: { sha256Hash: 'b' } } })).toBe('b')
    for (const extensions of [null, 1, 'x', [], { persistedQuery: null }, { persistedQuery: { sha256Hash: 1 } }])
      expect(documentIdOf({ documentId: 5, extensions })).toBe(undefined)
  })
})
