import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { bounds } from '../../src/graphql/limitError.ts'
import { readMetrics } from '../support/api/readMetrics.ts'
import { withApi } from '../support/api/withApi.ts'
import { withTransports } from '../support/api/withTransports.ts'

const api = withApi({ env: { MAX_RESULT_FIELDS: '10000' } })

const repeat = (count: number, item: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => item(i)).join(' ')
const fragments = (count: number): string =>
  `{ ...F0 } ${repeat(count, (i) => `fragment F${i} on Query { a${i}: __typename }`)}`

interface Case {
  readonly bound: string
  readonly limit: number
  /** At least; exactly where the server measures before it refuses. */
  readonly actual: number
  readonly query: string
  readonly variables?: Readonly<Record<string, unknown>>
  readonly operationName?: string
}

/** A request for each bound that a client reaches with one request. */
const cases: readonly Case[] = [
  { bound: 'documentLength', limit: 131_072, actual: 140_016, query: `{ __typename } #${'x'.repeat(140_000)}` },
  { bound: 'documentTokens', limit: 10_000, actual: 10_001, query: `{ ${'a '.repeat(10_001)} }` },
  { bound: 'documentBrackets', limit: 10_000, actual: 10_001, query: '{}'.repeat(5_001) },
  { bound: 'documentNesting', limit: 200, actual: 201, query: '{a'.repeat(300) },
  { bound: 'documentFragments', limit: 100, actual: 101, query: fragments(101) },
  { bound: 'documentRepetitions', limit: 20_000, actual: 20_100, query: `{ ${'__typename '.repeat(201)} }` },
  {
    bound: 'documentFields',
    limit: 10_000,
    actual: 10_100,
    query: `{ ${repeat(100, (i) => `a${i}: viewer { ...F }`)} } fragment F on Viewer { ${repeat(100, (i) => `b${i}: actor`)} }`,
  },
  {
    bound: 'documentDepth',
    limit: 50,
    actual: 62,
    query: `{ supervisors { nodes ${'{ parent '.repeat(59)} { id } ${'}'.repeat(59)} } }`,
  },
  {
    bound: 'validationSteps',
    limit: 500_000,
    actual: 500_001,
    query: `${repeat(400, (i) => `query Q${i}($v: ID!) { ...F }`)} fragment F on Query { ${repeat(330, (i) => `a${i}: node(id: $v) { id }`)} }`,
  },
  { bound: 'nameLength', limit: 256, actual: 300, query: `{ ${'n'.repeat(300)}: __typename }` },
  { bound: 'nameLength', limit: 256, actual: 300, query: '{ __typename }', operationName: 'n'.repeat(300) },
  {
    bound: 'variables',
    limit: 200_000,
    actual: 300_000,
    query: '{ __typename }',
    variables: { unused: 'x'.repeat(300_000) },
  },
  {
    bound: 'variables',
    limit: 33_000,
    actual: 40_000,
    query: '{ __typename }',
    variables: { unused: Array.from({ length: 40_000 }, () => 1) },
  },
  {
    bound: 'inputSize',
    limit: 4_194_304,
    actual: 5_000_000,
    query: `mutation ($text: String!) { ${repeat(50, (i) => `a${i}: spawnSupervisor(input: { name: $text }) { __typename }`)} }`,
    variables: { text: 'x'.repeat(100_000) },
  },
  {
    bound: 'listItems',
    limit: 100,
    actual: 101,
    query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
    variables: { ids: Array.from({ length: 101 }, () => crypto.randomUUID()) },
  },
  {
    bound: 'fields',
    limit: 10_000,
    actual: 10_001,
    query: `{ __schema { types { ${repeat(30, (i) => `a${i}: fields { name }`)} } } }`,
  },
  {
    bound: 'statements',
    limit: 100,
    actual: 101,
    query: `{ ${repeat(101, (i) => `a${i}: supervisors(filter: { minLevel: ${i} }) { totalCount }`)} }`,
  },
]
/** Covered by tests of their own, since one request does not reach them. */
const otherTests: Readonly<Record<string, string>> = {
  loadedJson: 'test/loaders/batchLoader.test.ts',
  resultSize: 'test/graphql/requestLimits.test.ts',
  timeMs: 'test/graphql/requestLimits.test.ts',
  memory: 'test/graphql/shortMemory.process.test.ts',
  operationIdLength: 'test/http/webSocketLimits.test.ts',
  openOperations: 'test/http/webSocket.test.ts',
  openSubscriptions: 'test/http/webSocketBounds.test.ts',
  runningOperations: 'test/graphql/limitRunning.unit.test.ts',
  bodyBytes: 'test/http/connectionBounds.test.ts',
  headerBytes: 'test/http/connectionBounds.test.ts',
  messageBytes: 'test/http/connectionBounds.test.ts',
  jsonItems: 'test/http/connectionBounds.test.ts',
  pipelinedRequests: 'test/http/connectionBounds.test.ts',
  connections: 'test/http/connectionBounds.test.ts',
  webSockets: 'test/http/connectionBounds.test.ts',
  unauthenticatedWebSockets: 'test/http/connectionBounds.test.ts',
  incomingBytes: 'test/http/connections.unit.test.ts',
  unreadBytes: 'test/http/httpLimits.test.ts',
}

const transports = withTransports(api)

describe.each(['HTTP', 'WebSocket'] as const)('over %s', (transport) => {
  test.each(cases.map((each): [string, Case] => [each.bound, each]))(
    'the error for %s states the bound, the limit and the value',
    async (_bound, { bound, limit, actual, ...request }) => {
      const { errors } = await transports[transport](JSON.stringify(request))
      expect(errors).toHaveLength(1)
      const { code, ...extensions }: Readonly<Record<string, unknown>> = errors?.[0]?.extensions ?? {}
      expect(code).toMatch(/^(LIMIT_EXCEEDED|GRAPHQL_VALIDATION_FAILED|GRAPHQL_PARSE_FAILED|BAD_REQUEST)$/)
      expect(extensions).toMatchObject({ bound, limit })
      expect(Number(extensions.actual)).toBeGreaterThanOrEqual(actual)
      expect(Number(extensions.actual)).toBeLessThan(2 * actual)
      const series = `hierarchy_limits_exceeded_total{bound="${bound}"}`
      expect(readMetrics((await api.app.inject('/metrics')).body)[series]).toBeGreaterThan(0)
    },
  )
})

test('each bound is tested', () => {
  expect([...new Set([...cases.map(({ bound }) => bound), ...Object.keys(otherTests)])].toSorted()).toEqual(
    bounds.toSorted(),
  )
  for (const [bound, file] of Object.entries(otherTests))
    expect(readFileSync(file, 'utf8'), file).toContain(`'${bound}'`)
})

test('each bound is documented', () => {
  const page = readFileSync('docs/reference/limits.md', 'utf8')
  expect(bounds.filter((bound) => !page.includes(`\`${bound}\``))).toEqual([])
})
