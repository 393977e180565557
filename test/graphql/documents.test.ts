import { expect, test } from 'vitest'
import { withApi } from '../support/api/withApi.ts'

const api = withApi()
const nobody = '00000000-0000-4000-8000-000000000000'

test('a variable within a JSON literal is kept however often the document is sent', async () => {
  const document = `mutation KeepVariable($n: String!, $x: String) {
    spawnSupervisor(input: { name: $n, config: { a: $x, b: [{ c: $x }] } }) {
      ... on SpawnSupervisorPayload { supervisor { config } }
    }
  }`
  for (let i = 0; i < 5; i++) {
    const { data } = await api.request(document, { n: `variable ${i}`, x: 'v' })
    expect(data).toEqual({ spawnSupervisor: { supervisor: { config: { a: 'v', b: [{ c: 'v' }] } } } })
  }
})

test('a request whose Host is not this machine is refused', async () => {
  const response = await api.app.inject({
    method: 'POST',
    url: '/graphql',
    headers: { host: 'rebound.example.com' },
    payload: { query: '{ __typename }' },
  })
  expect(response.statusCode).toBe(403)
})

test('a null variable with a default, for an argument that takes none, is the client’s mistake', async () => {
  const document = `query NullVariable($x: ID = "${nobody}") { supervisor(id: $x) { id } }`
  for (let i = 0; i < 4; i++) {
    const { errors } = await api.request(document, { x: null })
    expect(errors?.[0]).toMatchObject({ path: ['supervisor'], extensions: { code: 'BAD_USER_INPUT' } })
  }
})
