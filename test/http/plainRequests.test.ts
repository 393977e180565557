import { expect, test } from 'vitest'
import { withApi } from '../support/api/withApi.ts'

const api = withApi()
const query = 'query ($id: ID!) { supervisor(id: $id) { name } }'
const named = 'query A { __typename } query B { eventCursor }'

/** A plain request; with `accept`, Apollo Server answers it instead. */
async function post(body: object, accept: string) {
  const response = await api.app.inject({
    method: 'POST',
    url: '/graphql',
    headers: { 'content-type': 'application/json', accept },
    payload: JSON.stringify(body),
  })
  const headers: Readonly<Record<string, unknown>> = { ...response.headers, 'x-request-id': '', date: '' }
  return { status: response.statusCode, headers, body: response.body.replace(/"errorId":"[^"]*"/, '') }
}

test.each<[string, object]>([
  ['a query', { query: '{ __typename supervisors(first: 1) { nodes { id config } } }' }],
  ['null variables and unknown extensions', { query: '{ __typename }', variables: null, extensions: { a: 1 } }],
  ['one of two operations', { query: named, operationName: 'B' }],
  ['two operations without a name', { query: named }],
  ['an unknown operation', { query: named, operationName: 'C' }],
  ['an empty operation name', { query: '{ __typename }', operationName: '' }],
  ['a missing variable', { query }],
  ['an invalid variable', { query, variables: { id: {} } }],
  ['an invalid id', { query, variables: { id: 'x' } }],
  ['an invalid document', { query: '{ nothing }' }],
  ['a subscription', { query: 'subscription { events { __typename } }' }],
  ['a list of variables', { query: '{ __typename }', variables: [] }],
  ['variables as text', { query: '{ __typename }', variables: '{}' }],
  ['a number as operation name', { query: '{ __typename }', operationName: 1 }],
  ['a list of extensions', { query: '{ __typename }', extensions: [] }],
  ['an unknown persisted query', { extensions: { persistedQuery: { version: 1, sha256Hash: 'a' } } }],
  ['an empty document', { query: '' }],
  ['no document', { variables: {} }],
])('Apollo Server answers %s as the pipeline does', async (_, body) => {
  const plain = await post(body, '*/*')
  expect(plain.headers['content-type']).toBe('application/json; charset=utf-8')
  expect(plain).toEqual(await post(body, 'application/json, */*'))
  const ofClient = await post(body, 'application/graphql-response+json, application/json;q=0.9')
  expect(ofClient.headers['content-type']).toBe('application/graphql-response+json; charset=utf-8')
  expect(ofClient).toEqual(await post(body, 'application/graphql-response+json;q=0.9'))
})
