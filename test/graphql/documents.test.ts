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

test('lists within lists that multiply are refused once they exceed what one request may be given', async () => {
  await api.pool.query(`INSERT INTO supervisors (name) VALUES ('top')`)
  await api.pool.query(
    `INSERT INTO supervisors (name, parent_id) SELECT 'child ' || i, (SELECT id FROM supervisors WHERE name = 'top') FROM generate_series(1, 100) i`,
  )
  const below = (levels: number): string =>
    levels === 0 ? 'id' : `root { children(first: 100) { nodes { ${below(levels - 1)} } } }`
  const document = `{ supervisors(first: 100, filter: { minLevel: 1 }) { nodes { ${below(3)} } } }`
  for (let i = 0; i < 4; i++) {
    const { errors } = await api.request(document)
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['LIMIT_EXCEEDED'])
  }
  expect(
    (await api.request(`{ supervisors(first: 100, filter: { minLevel: 1 }) { nodes { ${below(1)} } } }`)).errors,
  ).toBeUndefined()
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
