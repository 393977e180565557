import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { raw } from '../support/api/attacks.ts'
import { withApi } from '../support/api/withApi.ts'
import { withTransports } from '../support/api/withTransports.ts'
import { givenTree, type IdOf } from '../support/database/givenTree.ts'
import { untilWaiting } from '../support/database/untilBlocked.ts'

const api = withApi({ env: { MAX_RESULT_FIELDS: '20000', MAX_RESULT_SIZE: '500000', REQUEST_TIMEOUT_MS: '1000' } })
const transports = withTransports(api)
let id: IdOf

beforeAll(async () => {
  id = await givenTree(api.pool, 'root > a')
  await api.pool.query(
    `INSERT INTO supervisors (name, parent_id) SELECT 'child ' || i, $1 FROM generate_series(1, 100) i`,
    [id('root')],
  )
  await api.pool.query(`UPDATE supervisors SET config = jsonb_build_object('text', repeat('x', 50000)) WHERE id = $1`, [
    id('root'),
  ])
})

const aliases = (count: number, field: string): string =>
  Array.from({ length: count }, (_, i) => `a${i}: ${field.replace('$i', String(i))}`).join(' ')

/** Makes reads and spawns wait until the returned function is called. */
async function lockSupervisors(): Promise<() => Promise<unknown>> {
  const holder = await api.session()
  await holder.query('BEGIN; LOCK TABLE supervisors IN ACCESS EXCLUSIVE MODE')
  return () => holder.query('ROLLBACK')
}

async function countRunning(): Promise<number> {
  const { rows } = await api.pool.query<{ count: number }>(
    `SELECT count(*)::int FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock' AND state = 'active'`,
  )
  return rows[0]?.count ?? 0
}

describe.each(['HTTP', 'WebSocket'] as const)('over %s', (name) => {
  const send = (query: string, variables?: unknown) => transports[name](raw({ query, variables }))
  const expectExceeded = async (
    query: string,
    expected: Record<string, unknown>,
    variables?: unknown,
  ): Promise<void> => {
    // twice as many requests as compilation requires
    for (let run = 0; run < 6; run++) {
      const { data, errors } = await send(query, variables)
      expect(data ?? null).toBe(null)
      expect(errors).toHaveLength(1)
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'LIMIT_EXCEEDED', ...expected })
      expect(errors?.[0]?.message).toMatch(/at most/)
    }
  }
  const allOf = (fields: string) => `{ supervisors(first: 100, filter: { minLevel: 1 }) { nodes { ${fields} } } }`

  test.each([
    ['of one list', allOf(aliases(250, 'name'))],
    [
      'of lists in lists',
      allOf('root { descendants(first: 100) { nodes { root { children(first: 100) { nodes { id } } } } } }'),
    ],
    ['of lists without pages', allOf(aliases(90, 'ancestors { id name }'))],
    ['of lists of enums', allOf(aliases(60, 'allowedActions'))],
    [
      'of edges and nodes of the same page',
      allOf(`id } edges { ${aliases(100, 'cursor')} node { ${aliases(100, 'name')} }`),
    ],
    ['of introspection', `{ __schema { types { ${aliases(40, 'fields { name args { name } }')} } } }`],
    ['of loads that share their result', allOf(aliases(45, 'parent { id }'))],
  ])('refuses a request with too many fields %s', (_, query) =>
    expectExceeded(query, { bound: 'fields', limit: 20_000 }),
  )

  test('refuses a result that is too large although it has few fields', () =>
    expectExceeded(`{ supervisor(id: "${id('root')}") { ${aliases(20, 'config')} } }`, {
      bound: 'resultSize',
      limit: 500_000,
    }))

  test('returns a result within the limits', async () => {
    const { data, errors } = await send(`{ supervisor(id: "${id('root')}") { ${aliases(8, 'config')} } }`)
    expect(errors).toBe(undefined)
    expect(JSON.stringify(data).length).toBeGreaterThan(400_000)
  })

  test('refuses a request that needs too many statements', () =>
    expectExceeded(`{ ${aliases(101, 'supervisors(filter: { nameContains: "$i" }) { nodes { id } }')} }`, {
      bound: 'statements',
      limit: 100,
      actual: 101,
    }))

  test('refuses variables that no argument accepts', () =>
    expectExceeded(
      'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
      { limit: 33_000, actual: 40_000 },
      { ids: Array.from({ length: 40_000 }, () => ({})) },
    ))

  test('reports at most five invalid values of variables, and shortens them', async () => {
    for (let run = 0; run < 6; run++) {
      const ids = Array.from({ length: 1_000 }, () => ({ text: 'x'.repeat(1_000) }))
      const { errors } = await send('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids })
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(
        Array.from({ length: 5 }, () => 'BAD_USER_INPUT'),
      )
      expect(JSON.stringify(errors).length).toBeLessThan(15_000)
    }
  })

  test('ends a query after its timeout, and cancels its statement', async () => {
    const unlock = await lockSupervisors()
    const answer = send('{ supervisors { totalCount } }')
    await untilWaiting(api.pool)
    expect((await answer).errors).toMatchObject([
      {
        message: expect.stringMatching(/at most 1,000 ms/) as unknown,
        extensions: { code: 'UNAVAILABLE', bound: 'timeMs', limit: 1_000 },
      },
    ])
    await expect.poll(countRunning).toBe(0)
    await unlock()
  })

  test('has no timeout for mutations', async () => {
    const unlock = await lockSupervisors()
    const answer = send(
      `mutation { spawnSupervisor(input: { name: "patient over ${name}" }) { ... on SpawnSupervisorPayload { supervisor { name } } } }`,
    )
    await untilWaiting(api.pool)
    await new Promise((resolve) => setTimeout(resolve, 1_500)) // longer than the timeout of a query
    await unlock()
    expect((await answer).data).toEqual({ spawnSupervisor: { supervisor: { name: `patient over ${name}` } } })
  })

  test('says that nothing was changed if the results of refused heartbeats exceed a limit', async () => {
    const { errors } = await send(
      `mutation ($heartbeats: [HeartbeatInput!]!) { heartbeats(input: { heartbeats: $heartbeats }) {
        ... on HeartbeatsPayload { results { ... on NotFoundError { ${aliases(25, 'message')} } } } } }`,
      { heartbeats: Array.from({ length: 1_000 }, () => ({ supervisorId: randomUUID() })) },
    )
    expect(errors?.[0]).toMatchObject({
      message: expect.stringMatching(/^Nothing was changed; reading the result failed\./) as unknown,
      extensions: { completed: { heartbeats: { accepted: 0, effect: 'NONE' } } },
    })
  })

  test('charges the results of heartbeats', async () => {
    const heartbeats = Array.from({ length: 1_000 }, () => ({ supervisorId: id('a') }))
    const { data, errors } = await send(
      `mutation ($heartbeats: [HeartbeatInput!]!) { heartbeats(input: { heartbeats: $heartbeats }) { ... on HeartbeatsPayload { results { ${aliases(20, '__typename')} } } } }`,
      { heartbeats },
    )
    expect(data ?? null).toBe(null)
    expect(errors).toMatchObject([{ extensions: { code: 'LIMIT_EXCEEDED', bound: 'fields' } }])
  })

  test('does not begin a mutation once the payload of an earlier one exceeds a limit', async () => {
    const spawned = `never over ${name}`
    const { errors } = await send(
      `mutation { a: updateSupervisor(input: { id: "${id('a')}", description: "${spawned}" }) { ... on UpdateSupervisorPayload { supervisor { parent { ${aliases(300, 'descendants(first: 100) { nodes { id } }')} } } } } b: spawnSupervisor(input: { name: "${spawned}" }) { __typename } }`,
    )
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['LIMIT_EXCEEDED'])
    await new Promise((resolve) => setTimeout(resolve, 500)) // a mutation that begins later would be committed by then
    const { rows } = await api.pool.query('SELECT 1 FROM supervisors WHERE name = $1', [spawned])
    expect(rows).toEqual([])
  })

  test('commits a change whose payload exceeds a limit', async () => {
    const { data, errors } = await send(
      `mutation { pauseSupervisor(input: { id: "${id('a')}" }) { ... on PauseSupervisorPayload { supervisor { ${aliases(20, 'parent { config }')} } } } }`,
    )
    expect(data ?? null).toBe(null)
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'LIMIT_EXCEEDED', bound: 'resultSize' })
  })
})
