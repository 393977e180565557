import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { deep, raw, refused, spawn } from '../support/api/attacks.ts'
import { givenTree, type IdOf } from '../support/database/givenTree.ts'
import { withApi } from '../support/api/withApi.ts'
import { withTransports, type SendRaw } from '../support/api/withTransports.ts'

let unready: string | null = null
const api = withApi({ production: true, notReady: () => unready })
const transports = withTransports(api)
const names = ['HTTP', 'WebSocket'] as const
let id: IdOf

beforeAll(async () => {
  id = await givenTree(api.pool, 'root > a')
})

describe.each(names)('over %s', (name) => {
  const send: SendRaw = (operation) => transports[name](operation)

  test.each(refused)('refuses %s on every attempt', async (_, operation, code, message) => {
    for (let run = 0; run < 4; run++) {
      const { data, errors } = await send(typeof operation === 'string' ? operation : raw(operation))
      expect(data ?? null).toBe(null)
      expect([...new Set(errors?.map(({ extensions }) => extensions.code))]).toEqual([code])
      expect(errors?.[0]?.message).toMatch(message)
      expect(JSON.stringify(errors)).not.toMatch(/node_modules|\.[jt]s:\d|stacktrace|errorId/)
    }
    expect(api.statements).toEqual([])
  })

  test.each([
    ['that is nested very deeply', deep],
    ['with a key __proto__', JSON.parse('{"a":{"__proto__":{"polluted":true}}}') as unknown],
    ['with a key __proto__ at the top', JSON.parse('{"__proto__":{"polluted":true}}') as unknown],
    ['of more than 64 KiB', { a: 'x'.repeat(64 * 1024) }],
  ])('refuses a config %s at its path', async (_, config) => {
    const variables = { input: { name: 'x', config: config === deep ? { a: deep } : config } }
    const query = `mutation ($input: SpawnSupervisorInput!) { spawnSupervisor(input: $input) { __typename ... on ValidationError { path } } }`
    const { data, errors } = await send(raw({ query, variables }))
    expect(errors).toBe(undefined)
    expect(data?.spawnSupervisor).toMatchObject({ __typename: 'ValidationError' })
    expect(data).toHaveProperty('spawnSupervisor.path.0', 'input')
    expect(data).toHaveProperty('spawnSupervisor.path.1', 'config')
    expect({}).not.toHaveProperty('polluted')
    expect(api.statements).toEqual([])
  })

  test('refuses nested lists once their nodes exceed the limit of one request', async () => {
    await givenChildren()
    const aliases = Array.from({ length: 900 }, (_, i) => `a${i}: id`).join(' ')
    const below = (levels: number): string =>
      levels === 0 ? aliases : `root { children(first: 100) { nodes { ${below(levels - 1)} } } }`
    for (let run = 0; run < 4; run++) {
      const query = `{ supervisors(first: 100, filter: { minLevel: 1 }) { nodes { ${below(3)} } } }`
      const { errors } = await send(raw({ query }))
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['LIMIT_EXCEEDED'])
    }
    expect((await send(raw({ query: `{ supervisors(first: 100) { nodes { ${aliases} } } }` }))).errors).toBe(undefined)
  })

  test('does not execute an operation under another operation name', async () => {
    const query = 'mutation A { spawnSupervisor(input: { name: "never" }) { __typename } }'
    for (const operationName of ['B', 'toString', 'a'])
      expect((await send(raw({ query, operationName }))).errors?.[0]?.extensions.code).toBe(
        'OPERATION_RESOLUTION_FAILURE',
      )
    expect(api.statements).toEqual([])
  })

  describe('an internal error', () => {
    beforeEach(() => api.pool.query('ALTER FUNCTION health_state(text, timestamp, integer) RENAME TO hidden'))
    afterEach(() => api.pool.query('ALTER FUNCTION hidden(text, timestamp, integer) RENAME TO health_state'))

    test('is masked, and logged with its `errorId`', async () => {
      const { data, errors } = await send(raw({ query: `{ supervisor(id: "${id('a')}") { health { state } } }` }))
      expect(data).toEqual({ supervisor: null })
      expect(errors).toMatchObject([
        {
          message: expect.not.stringMatching(/function|health_state|SQL/i) as unknown,
          path: ['supervisor', 'health'],
          extensions: { code: 'INTERNAL_SERVER_ERROR' },
        },
      ])
      expect(api.log).toContainEqual(
        expect.objectContaining({ errorId: errors?.[0]?.extensions.errorId, err: expect.anything() as unknown }),
      )
    })
  })

  test('refuses every operation with UNAVAILABLE while the server is not ready', async () => {
    unready = 'The database is not available yet.'
    try {
      for (const query of ['{ __typename }', '{ stats', spawn, 'subscription { supervisorEvents { __typename } }'])
        expect((await send(raw({ query }))).errors).toMatchObject([
          { message: 'The database is not available yet. Try again.', extensions: { code: 'UNAVAILABLE' } },
        ])
    } finally {
      unready = null
    }
    expect((await send(raw({ query: '{ __typename }' }))).data).toEqual({ __typename: 'Query' })
  })
})

async function givenChildren(): Promise<void> {
  await api.pool.query(
    `INSERT INTO supervisors (name, parent_id) SELECT 'child ' || i, $1 FROM generate_series(1, 100) i
     ON CONFLICT DO NOTHING`,
    [id('root')],
  )
}

test.each(refused)(
  'over HTTP, the response to %s has the status 400, or 200 once it was executed',
  async (_, operation) => {
    const payload = typeof operation === 'string' ? operation : raw(operation)
    const headers = { 'content-type': 'application/json' }
    const response = await api.app.inject({ method: 'POST', url: '/graphql', headers, payload })
    expect(response.statusCode).toBe('data' in response.json<object>() ? 200 : 400)
  },
)

test('a subscription over HTTP is refused with a hint to WebSocket', async () => {
  const { data, errors } = await transports.HTTP(raw({ query: 'subscription { supervisorEvents { __typename } }' }))
  expect(data ?? null).toBe(null)
  expect(errors).toMatchObject([
    {
      message: expect.stringMatching(/WebSocket \(graphql-transport-ws\)/) as unknown,
      extensions: { code: 'BAD_REQUEST' },
    },
  ])
})
