import { randomUUID } from 'node:crypto'
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

test('a null variable with a default, for an argument that takes none, is the client’s mistake', async () => {
  const document = `query NullVariable($x: ID = "${nobody}") { supervisor(id: $x) { id } }`
  for (let i = 0; i < 4; i++) {
    const { errors } = await api.request(document, { x: null })
    expect(errors?.[0]).toMatchObject({ path: ['supervisor'], extensions: { code: 'BAD_USER_INPUT' } })
  }
})

test('a moment within a JSON literal belongs to what a spawn means', async () => {
  const document = `mutation SpawnAt($id: ID!, $at: DateTime) {
    spawnSupervisor(input: { id: $id, name: "at", config: { at: $at } }) {
      __typename
      ... on SpawnSupervisorPayload { created supervisor { config } }
    }
  }`
  const id = randomUUID()
  const spawn = (at: string) => api.request(document, { id, at })
  const at = '2026-01-01T00:00:00.000Z'
  const payload = { __typename: 'SpawnSupervisorPayload', supervisor: { config: { at } } }
  expect((await spawn(at)).data).toEqual({ spawnSupervisor: { ...payload, created: true } })
  expect((await spawn(at)).data).toEqual({ spawnSupervisor: { ...payload, created: false } })
  expect((await spawn('2027-01-01T00:00:00.000Z')).data).toEqual({ spawnSupervisor: { __typename: 'ConflictError' } })
})
