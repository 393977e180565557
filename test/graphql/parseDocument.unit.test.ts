import { expect, test } from 'vitest'
import { createDocumentParser } from '../../src/graphql/parseDocument.ts'

const repeat = (count: number, text: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => text(i)).join(' ')
const errorsOf = (source: string, parser = createDocumentParser(true)) => {
  const parsed = parser.parse(source)
  return 'errors' in parsed ? parsed.errors : []
}

test('documents and refusals are cached', () => {
  const parser = createDocumentParser(true)
  const parsed = parser.parse('{ __typename }')
  expect(parser.parse('{ __typename }')).toEqual(parsed)
  if (!('document' in parsed)) throw new Error('expected a valid document')
  expect(parser.find(parsed.queryHash)).toBe(parsed.document)
  const refused = errorsOf('{ nothing }', parser)
  expect(refused).toHaveLength(1)
  expect(errorsOf('{ nothing }', parser)).toBe(refused)
})

test('the cache of documents is limited in bytes', () => {
  const parser = createDocumentParser(true)
  const hashes = Array.from({ length: 300 }, (_, i) => {
    const parsed = parser.parse(`{ node(id: "${String(i).padEnd(120_000, 'x')}") { id } }`)
    return 'queryHash' in parsed ? parsed.queryHash : ''
  })
  const kept = hashes.filter((hash) => parser.find(hash))
  expect(kept).toEqual(hashes.slice(-kept.length))
  expect(kept.length).toBeGreaterThan(100)
  expect(kept.length).toBeLessThan(150) // 32 MiB, at 240 kB for each text
})

test('at most 10 errors are reported, and then that validation stopped', () => {
  const errors = errorsOf(`{ ${repeat(1_000, (i) => `unknown${i}`)} }`)
  expect(errors).toHaveLength(11)
  expect(errors.at(-1)?.message).toMatch(/Too many validation errors/)
})

/** Documents of almost 10,000 tokens for which a naive validator takes quadratic time. */
const tooLong = /^The document takes too long to validate: at most 500,000 steps/
const tooManyErrors = /^Too many validation errors/
const tooManyFragments = /^The document has \d+ fragments; at most 100/
const repeats = /^The document repeats fields or fragments too often/
const costly: [string, string, RegExp][] = [
  [
    'fields with arguments, each compared with each',
    `{ ${repeat(1_100, () => 'supervisors(first: 1) { totalCount }')} }`,
    repeats,
  ],
  [
    'fragments, each compared with each',
    `{ ${repeat(800, (i) => `...F${i}`)} } ${repeat(800, (i) => `fragment F${i} on Query { __typename }`)}`,
    tooManyFragments,
  ],
  [
    'conflicting fields',
    `{ stats { ${repeat(3_000, (i) => `a: ${i % 2 ? 'supervisors' : 'activeAgents'}`)} } }`,
    repeats,
  ],
  [
    'conflicting fragments',
    `{ stats { ${repeat(60, (i) => `...F${i}`)} } } ${repeat(60, (i) => `fragment F${i} on Stats { ${repeat(45, (k) => `a: ${k % 2 ? 'supervisors' : 'activeAgents'}`)} }`)}`,
    repeats,
  ],
  [
    'fragments in cycles',
    `{ ...F0 } ${repeat(700, (i) => `fragment F${i} on Query { ...F${(i + 1) % 700} ...F0 ...F${i} }`)}`,
    tooManyFragments,
  ],
  [
    'operations that share variables in a fragment',
    `${repeat(400, (i) => `query Q${i}($v: ID!) { ...F }`)} fragment F on Query { ${repeat(330, (i) => `a${i}: node(id: $v) { id }`)} }`,
    tooLong,
  ],
  [
    'subscriptions that share a fragment',
    `${repeat(700, (i) => `subscription S${i} { ...F }`)} fragment F on Subscription { ${repeat(700, (i) => `a${i}: supervisorEvents { __typename }`)} }`,
    tooManyErrors,
  ],
  ['unknown long names', `{ ${repeat(400, (i) => `${'supervisors'.repeat(22)}${i}`)} }`, tooManyErrors],
]

/** Validation counts its comparisons and its errors, so where it ends does not depend on the machine. */
test.each(costly)('validation ends early, or does not begin, for %s', (_name, source, message) => {
  const errors = errorsOf(source)
  expect(errors.at(-1)?.message).toMatch(message)
  expect(errors.length).toBeLessThanOrEqual(11)
})

test('a valid document of the same size is validated to its end', () => {
  expect(errorsOf(`{ ${repeat(900, (i) => `a${i}: node(id: "a") { id }`)} }`)).toEqual([])
})
