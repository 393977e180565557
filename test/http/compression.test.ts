import { beforeAll, expect, test } from 'vitest'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { withApi } from '../support/api/withApi.ts'

const api = withApi()
const large = { query: '{ supervisors(first: 100) { nodes { id name } } }' }

beforeAll(async () => {
  await api.pool.query(`INSERT INTO supervisors (name) SELECT 'supervisor ' || i FROM generate_series(1, 100) i`)
})

const send = (payload: object, headers: Record<string, string> = {}) =>
  api.app.inject({ method: 'POST', url: '/graphql', payload, headers: { host: 'localhost', ...headers } })

test.each([
  ['gzip', 'gzip, deflate', gunzipSync],
  ['br', 'gzip, deflate, br', brotliDecompressSync],
])('compresses a large response with %s for a client that accepts it', async (encoding, accepted, decompress) => {
  const plain = await send(large)
  const compressed = await send(large, { 'accept-encoding': accepted })
  expect(plain.headers).not.toHaveProperty('content-encoding')
  expect(compressed.headers).toMatchObject({ 'content-encoding': encoding, vary: 'accept-encoding' })
  expect(compressed.rawPayload.length).toBeLessThan(plain.rawPayload.length / 2)
  expect(decompress(compressed.rawPayload).toString()).toBe(plain.body)
})

test('compresses a large response of the media type application/graphql-response+json', async () => {
  const headers = { accept: 'application/graphql-response+json', 'accept-encoding': 'gzip' }
  expect((await send(large, headers)).headers).toHaveProperty('content-encoding', 'gzip')
})

test('does not compress a small response, or a response for a client that accepts no encoding', async () => {
  expect((await send({ query: '{ __typename }' }, { 'accept-encoding': 'gzip' })).headers).not.toHaveProperty(
    'content-encoding',
  )
  expect((await send(large, { 'accept-encoding': 'identity' })).headers).not.toHaveProperty('content-encoding')
})
