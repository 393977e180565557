import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { withApi } from '../support/api/withApi.ts'

const api = withApi()
const unknownId = '00000000-0000-4000-8000-000000000000'

test('a variable within a JSON literal keeps its value when the document is repeated', async () => {
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

test('null for a variable with a default is BAD_USER_INPUT if the argument is non-null', async () => {
  const document = `query NullVariable($x: ID = "${unknownId}") { supervisor(id: $x) { id } }`
  for (let i = 0; i < 4; i++) {
    const { errors } = await api.request(document, { x: null })
    expect(errors?.[0]).toMatchObject({ path: ['supervisor'], extensions: { code: 'BAD_USER_INPUT' } })
  }
})

test('a DateTime variable within a JSON literal is part of the idempotency hash', async () => {
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
