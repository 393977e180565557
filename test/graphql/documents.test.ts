import { expect, test } from 'vitest'
import { withApi } from '../support/withApi.ts'

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

test('a short document that means very many fields is refused, every time', async () => {
  const fragments = Array.from(
    { length: 20 },
    (_, i) => `fragment F${i} on Supervisor { a: parent { ...F${i + 1} } b: parent { ...F${i + 1} } }`,
  )
  const document = `{ supervisor(id: "${nobody}") { ...F0 } } ${fragments.join(' ')} fragment F20 on Supervisor { id }`
  for (let i = 0; i < 4; i++) {
    const { errors, data } = await api.request(document)
    expect(data).toBeUndefined()
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['GRAPHQL_VALIDATION_FAILED'])
  }
  expect(api.statements).toEqual([])
})

test('a null variable with a default, for an argument that takes none, is the client’s mistake', async () => {
  const document = `query NullVariable($x: ID = "${nobody}") { supervisor(id: $x) { id } }`
  for (let i = 0; i < 4; i++) {
    const { errors } = await api.request(document, { x: null })
    expect(errors?.[0]).toMatchObject({ path: ['supervisor'], extensions: { code: 'BAD_USER_INPUT' } })
  }
})

test.each([
  '{ nope }',
  '{ nope',
  'query A { stats { supervisors } } query B { stats { supervisors } }',
  'query ($id: ID!) { supervisor(id: $id) { id } }',
])('a malformed request is told what is wrong with it: %s', async (document) => {
  const { errors } = await api.request(document)
  expect(errors?.[0]?.extensions).not.toHaveProperty('errorId')
  expect(errors?.[0]?.message).not.toMatch(/went wrong/)
})
