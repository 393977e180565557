import type { InjectOptions } from 'fastify'
import { describe, expect, test } from 'vitest'
import type { GraphQLAnswer } from '../support/api/withApi.ts'
import { withApi } from '../support/api/withApi.ts'

const api = withApi()
const deep = `{ nodes(ids: ${'['.repeat(1_000)}${']'.repeat(1_000)}) { id } }`
const nested = { status: 400, message: /nested at least 201 levels/ }

const get = (search: string): InjectOptions => ({
  url: `/graphql?${search}`,
  headers: { 'apollo-require-preflight': 'true' },
})
const post = (payload: string): InjectOptions => ({
  method: 'POST',
  url: '/graphql',
  headers: { 'content-type': 'application/json' },
  payload,
})
const encoded = encodeURIComponent(deep)

describe('the text that is checked is the text that would be parsed', () => {
  test.each<[string, InjectOptions, { status: number; message: RegExp }]>([
    ['a GET', get(`query=${encoded}`), nested],
    ['an invalid escape in the document', get(`query=${encoded}%23%ff`), nested],
    ['an invalid escape in another parameter', get(`x=%ff&query=${encoded}&y=%`), nested],
    ['an incomplete escape', get(`query=${encoded}%23%`), nested],
    ['an escaped name of the parameter', get(`%71%75%65ry=${encoded}`), nested],
    ['a fragment', get(`query=${encoded}#&query=x`), nested],
    ['plus signs', get(`query=${encoded.replaceAll('%20', '+')}`), nested],
    [
      'two documents',
      get(`query=%7B__typename%7D&query=${encoded}`),
      { status: 400, message: /only be specified once/ },
    ],
    ['a POST', post(JSON.stringify({ query: deep })), nested],
    ['a POST with a byte order mark', post(`\uFEFF${JSON.stringify({ query: deep })}`), nested],
    [
      'a POST with escapes',
      post(`{"\\u0071\\u0075\\u0065ry":${JSON.stringify(deep).replaceAll('[', '\\u005b')}}`),
      nested,
    ],
    ['two keys', post(`{"query":"{ __typename }","query":${JSON.stringify(deep)}}`), nested],
    [
      'a document in the URL of a POST',
      { ...post(JSON.stringify({ query: deep })), url: '/graphql?query=%7Ba%7D' },
      nested,
    ],
    ['a batch', post(JSON.stringify([{ query: deep }])), { status: 400, message: /batching/ }],
  ])('%s', async (_, request, { status, message }) => {
    const response = await api.app.inject(request)
    expect(response.json<GraphQLAnswer<never>>().errors?.[0]?.message).toMatch(message)
    expect(response.statusCode).toBe(status)
  })
})

test('a refused document has the media type that the client accepts', async () => {
  const refused = post('{"query":"{ nothing }"}')
  const json = await api.app.inject(refused)
  expect([json.statusCode, json.headers['content-type']]).toEqual([400, 'application/json; charset=utf-8'])
  const accept = 'application/graphql-response+json'
  const response = await api.app.inject({ ...refused, headers: { ...refused.headers, accept } })
  expect([response.statusCode, response.headers['content-type']]).toEqual([400, `${accept}; charset=utf-8`])
})
