import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { withMetrics } from '../support/api/readMetrics.ts'
import type { GraphQLAnswer } from '../support/api/withApi.ts'
import { withApi } from '../support/api/withApi.ts'

const api = withApi()
const metrics = withMetrics(api)
const query = 'query Persisted { __typename }'
const sha256Hash = createHash('sha256').update(query).digest('hex')

async function send(body: object): Promise<{ status: number; answer: GraphQLAnswer<unknown> }> {
  const response = await api.app.inject({ method: 'POST', url: '/graphql', payload: body })
  return { status: response.statusCode, answer: response.json() }
}

test('a persisted query is executed by its hash after the client has sent its text', async () => {
  const extensions = { persistedQuery: { version: 1, sha256Hash } }
  expect(await send({ extensions })).toMatchObject({
    status: 200,
    answer: { errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] },
  })
  const result = { status: 200, answer: { data: { __typename: 'Query' } } }
  expect(await send({ query, extensions })).toMatchObject(result)
  expect(await send({ extensions })).toMatchObject(result)
})

test('an invalid document is refused and not cached', async () => {
  const invalid = '{ nothing }'
  const hash = createHash('sha256').update(invalid).digest('hex')
  const extensions = { persistedQuery: { version: 1, sha256Hash: hash } }
  expect((await send({ query: invalid, extensions })).answer.errors?.[0]?.extensions.code).toBe(
    'GRAPHQL_VALIDATION_FAILED',
  )
  expect((await send({ extensions })).answer.errors?.[0]?.extensions.code).toBe('PERSISTED_QUERY_NOT_FOUND')
})

describe('is the error of the client, and neither logged nor counted as internal,', () => {
  test.each<[string, object]>([
    ['another hash', { query, extensions: { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } } }],
    ['an unknown version', { query, extensions: { persistedQuery: { version: 2, sha256Hash } } }],
    ['no version', { extensions: { persistedQuery: { sha256Hash } } }],
    ['no hash', { query, extensions: { persistedQuery: { version: 1 } } }],
    ['a number for the persisted query', { query, extensions: { persistedQuery: 1 } }],
    ['a list of extensions', { query, extensions: [] }],
    ['text for extensions', { query, extensions: '{}' }],
    ['neither a document nor a hash', { extensions: {} }],
  ])('%s', async (_, body) => {
    const moved = await metrics.movedBy(async () => {
      const { status, answer } = await send(body)
      expect(answer).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] })
      expect(status).toBe(400)
    }, /hierarchy_operation_seconds_count/)
    expect(Object.keys(moved).filter((series) => series.includes('INTERNAL'))).toEqual([])
    expect(api.log.filter(({ level }) => Number(level) >= 40)).toEqual([])
  })

  test.each<[string, unknown]>([
    ['a number for the hash', 5],
    ['an object for the hash', {}],
    ['a hash of 1 MB', 'a'.repeat(1_000_000)],
  ])('%s', async (_, hash) => {
    const { answer } = await send({ extensions: { persistedQuery: { version: 1, sha256Hash: hash } } })
    expect(answer).toMatchObject({ errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] })
    expect(api.log.filter(({ level }) => Number(level) >= 40)).toEqual([])
  })
})
