import { beforeAll, expect, test } from 'vitest'
import { withApi } from '../support/api/withApi.ts'
import { withTransports } from '../support/api/withTransports.ts'
import { givenTree } from '../support/database/givenTree.ts'

const api = withApi()
const transports = withTransports(api)

beforeAll(async () => {
  await givenTree(api.pool, `root > [${Array.from({ length: 50 }, (_, i) => `child${i}`).join(', ')}]`)
  await api.pool.query(`UPDATE supervisors SET config = jsonb_build_object('text', repeat('"ü\\n$&', 3000), 'n', 1)`)
})

test('a large result is the same over WebSocket and HTTP', async () => {
  const operation = JSON.stringify({ query: '{ supervisors(first: 100) { nodes { id name config } } }' })
  const [overHttp, ...overWebSocket] = await Promise.all([
    transports.HTTP(operation),
    ...Array.from({ length: 3 }, () => transports.WebSocket(operation)),
  ])
  expect(JSON.stringify(overHttp.data).length).toBeGreaterThan(500_000)
  for (const { data, errors } of overWebSocket) {
    expect(errors).toBe(undefined)
    expect(data).toEqual(overHttp.data)
  }
})

test('a small result that looks like the placeholder of a large one is sent unchanged', async () => {
  const name = 'large result 00000000-0000-4000-8000-000000000000'
  await api.pool.query('INSERT INTO supervisors (name) VALUES ($1)', [name])
  const query = '{ supervisors(filter: { nameContains: "large" }) { nodes { payload: name } } }'
  const { data } = await transports.WebSocket(JSON.stringify({ query }))
  expect(data).toEqual({ supervisors: { nodes: [{ payload: name }] } })
})
