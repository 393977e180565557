import { expect, test } from 'vitest'
import { withApi } from '../support/api/withApi.ts'

const api = withApi()

test('a request whose Host header is not a loopback name is refused', async () => {
  const response = await api.app.inject({
    method: 'POST',
    url: '/graphql',
    headers: { host: 'rebound.example.com' },
    payload: { query: '{ __typename }' },
  })
  expect(response.statusCode).toBe(403)
})
