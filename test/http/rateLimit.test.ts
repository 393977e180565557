import { hash } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createHeartbeatTrouble } from '../../src/supervision/heartbeatTrouble.ts'
import { withMetrics } from '../support/api/readMetrics.ts'
import { authenticateActor, withActors, type ActorRequest } from '../support/api/withActors.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'

let troubles = 0
const api = withApi({
  // so slow that what a test has used stays used
  env: { RATE_LIMIT: '1/2000', HEARTBEAT_RATE_LIMIT: '1/30' },
  authenticate: authenticateActor,
  heartbeatTrouble: { ...createHeartbeatTrouble(), note: () => troubles++ },
})
const sockets = withSockets(api)
const metrics = withMetrics(api)
const transports = withActors(api, sockets)

const supervisorId = '11111111-1111-4111-8111-111111111111'
const beat = `mutation { heartbeat(input: { supervisorId: "${supervisorId}" }) { __typename } }`
const beats = (count: number): ActorRequest => ({
  query: 'mutation ($input: HeartbeatsInput!) { heartbeats(input: $input) { __typename } }',
  variables: { input: { heartbeats: Array.from({ length: count }, () => ({ supervisorId })) } },
})
/** Costs about 1,000 points. */
const large = { query: `{ __schema { types { ${Array.from({ length: 5 }, (_, i) => `a${i}: name`).join(' ')} } } }` }
const small = { query: '{ supervisors(first: 1) { nodes { id } } }' }
const trivial = { query: '{ __typename }' }

beforeAll(() => api.pool.query('INSERT INTO supervisors (id, name) VALUES ($1, $2)', [supervisorId, 'beating']))
beforeEach(() => {
  troubles = 0
})

test('an actor without points can send a heartbeat by the hash of a persisted query', async () => {
  const send = transports.HTTP
  const persisted = { persistedQuery: { version: 1, sha256Hash: hash('sha256', beat) } }
  expect(await send('other', { query: beat, extensions: persisted })).toMatchObject({ data: { heartbeat: {} } })
  for (const request of [large, trivial]) {
    let refused = false
    for (let i = 0; i < 200 && !refused; i++) refused = (await send('persisting', request)).errors !== undefined
    expect(refused).toBe(true)
  }
  expect(await send('persisting', { extensions: persisted })).toMatchObject({ data: { heartbeat: {} } })
  const unknown = { persistedQuery: { version: 1, sha256Hash: hash('sha256', 'unknown') } }
  expect(await send('persisting', { extensions: unknown })).toMatchObject({
    errors: [{ extensions: { code: 'RATE_LIMITED' } }],
  })
})

describe.each(['HTTP', 'WebSocket'] as const)('over %s', (name) => {
  const send = transports[name]
  const limited = { errors: [{ extensions: { code: 'RATE_LIMITED' } }] }

  /** Uses all points of an actor: what is too little for a large operation may be enough for trivial ones. */
  async function exhaust(actor: string): Promise<number> {
    return (await sendUntilRefused(actor, large)) + (await sendUntilRefused(actor, trivial))
  }

  /** Returns the number of operations that are accepted before the actor has too few points. */
  async function sendUntilRefused(actor: string, request: ActorRequest): Promise<number> {
    for (let sent = 0; ; sent++) {
      const { errors } = await send(actor, request)
      if (errors?.[0]?.extensions.code === 'RATE_LIMITED') return sent
      expect([errors, sent < 300]).toEqual([undefined, true])
    }
  }

  test('an actor that has used its points is refused before any SQL, and another one is not', async () => {
    const actor = `reader over ${name}`
    expect(await exhaust(actor)).toBeGreaterThan(1)
    api.statements.length = 0
    const refused = await send(actor, small)
    expect(refused).toMatchObject(limited)
    expect(refused.data ?? null).toBe(null)
    expect(refused.errors?.[0]?.message).toMatch(/^Rate limit exceeded/)
    expect(refused.errors?.[0]?.extensions).toMatchObject({ retryAfter: expect.any(Number) as unknown })
    expect(api.statements).toEqual([])
    expect(await send(`other ${actor}`, small)).toMatchObject({ data: { supervisors: { nodes: [{}] } } })
  })

  test('an operation pays its actual cost, and a trivial one at least 10 points', async () => {
    // 2,000 points, of which an operation that costs at most 13 needs 13
    expect(await sendUntilRefused(`trivial over ${name}`, trivial)).toBeLessThanOrEqual(201)
    // requests at most 100,000 points, reserves 200, and costs about 20
    const broad = {
      query:
        '{ supervisors(first: 100) { nodes { children(first: 100) { nodes { children(first: 10) { totalCount } } } } } }',
    }
    expect(await sendUntilRefused(`broad over ${name}`, broad)).toBeGreaterThan(20)
  })

  test('operations that run at the same time cannot overdraw the burst by more than a tenth each', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => send(`burst over ${name}`, large)))
    const accepted = answers.filter(({ errors }) => errors === undefined)
    expect(accepted.length).toBeLessThanOrEqual(10)
    expect(accepted.length).toBeGreaterThan(0)
  })

  test('an actor without points can send heartbeats, which have a separate limit', async () => {
    const actor = `supervisor over ${name}`
    await exhaust(actor)
    expect(await send(actor, { query: beat })).toMatchObject({ data: { heartbeat: {} } })
    expect(await send(actor, beats(29))).toMatchObject({ data: { heartbeats: {} } })
    expect(troubles).toBe(0)
    expect(await send(actor, beats(1))).toMatchObject(limited)
    expect(troubles).toBe(1) // supervisors have a grace period while heartbeats are refused
    expect(await send(`other ${actor}`, beats(1))).toMatchObject({ data: { heartbeats: {} } })
  })

  test('heartbeats never use the points of queries', async () => {
    const actor = `beating over ${name}`
    await send(actor, beats(30))
    expect(await send(actor, beats(1))).toMatchObject(limited)
    expect(await send(actor, small)).toMatchObject({ data: { supervisors: {} } })
  })

  test('refused documents cost points, and are not parsed once none are left', async () => {
    const actor = `invalid over ${name}`
    const invalid = (i: number): ActorRequest => ({ query: `{ nothing${i} } # ${'x'.repeat(50_000)}` })
    let codes: string[] = []
    for (let i = 0; i < 8; i++)
      codes = [...codes, ...((await send(actor, invalid(i))).errors ?? []).map(({ extensions }) => extensions.code)]
    expect(codes.slice(0, 3)).toEqual(Array.from({ length: 3 }, () => 'GRAPHQL_VALIDATION_FAILED'))
    expect(codes.at(-1)).toBe('RATE_LIMITED')
    expect(await send(actor, { query: beat })).toMatchObject({ data: { heartbeat: {} } })
  })

  test('a comment exempts only short documents, and as many as the points of a full bucket', async () => {
    const actor = `commenting over ${name}`
    await exhaust(actor)
    const valid = (i: number, length: number): ActorRequest => ({
      query: `{ __typename ${name}${i}: __typename } # heartbeat ${'x'.repeat(length)}`,
    })
    const parsed = async (request: ActorRequest): Promise<boolean> => {
      const moved = await metrics.movedBy(() => send(actor, request), /hierarchy_operation_seconds_count/)
      return !Object.keys(moved).some((key) => key.includes('operation="none"'))
    }
    expect(await parsed(valid(0, 5_000))).toBe(false)
    expect(await parsed(valid(1, 1_000))).toBe(true)
    for (let i = 2; i < 50; i++) await send(actor, valid(i, 4_000))
    expect(await parsed(valid(50, 1_000))).toBe(false)
    expect(troubles).toBeGreaterThan(0) // what was refused may have been a heartbeat
    expect(await parsed(valid(1, 1_000))).toBe(true) // it is not parsed again
  })

  test('refusals are counted by their code', async () => {
    const actor = `counted over ${name}`
    await exhaust(actor)
    const moved = await metrics.movedBy(() => send(actor, small), /hierarchy_operation_seconds_count/)
    expect(Object.keys(moved)).toEqual([expect.stringContaining('outcome="RATE_LIMITED"')])
  })
})

describe('over HTTP', () => {
  test('a refusal has status 429 with Retry-After, and each response states the points that are left', async () => {
    const send = transports.HTTP
    const first = await send('headers', small)
    expect(first.status).toBe(200)
    expect(first.headers).toMatchObject({
      'ratelimit-policy': '"operations";q=2000;w=2000',
      ratelimit: expect.stringMatching(/^"operations";r=19\d\d;t=\d+$/) as unknown,
    })
    let refused = first
    while (refused.errors === undefined) refused = await send('headers', large)
    expect(refused.status).toBe(429)
    expect(refused.headers).toMatchObject({
      'retry-after': expect.stringMatching(/^\d+$/) as unknown,
      ratelimit: expect.stringMatching(/^"operations";r=\d+;t=\d+$/) as unknown,
    })
    expect((await send('headers', { query: beat })).headers).toMatchObject({
      'ratelimit-policy': '"heartbeats";q=30;w=30',
      ratelimit: '"heartbeats";r=29;t=1',
    })
  })
})

test('each event of a subscription is charged, and waits while its actor has no points', async () => {
  const client = sockets.client({ connectionParams: { actor: 'subscriber' } })
  const aliases = Array.from({ length: 700 }, (_, i) => `a${i}: type`).join(' ')
  const followed = sockets.follow(
    `subscription { supervisorEvents { ... on SupervisorEvent { ${aliases} } } }`,
    {},
    client,
  )
  await sockets.untilStarted()
  for (let i = 0; i < 10; i++) await api.pool.query('UPDATE supervisors SET description = $1', [`change ${i}`])
  await expect.poll(() => followed.answers.length).toBe(3) // 3 × 700 points are more than 2,000
  expect(followed.answers[0]).toMatchObject({ extensions: { cost: { actual: expect.any(Number) as unknown } } })
  expect(followed.end).toBe(undefined)
  expect(await transports.HTTP('subscriber', small)).toMatchObject({
    errors: [{ extensions: { code: 'RATE_LIMITED' } }],
  })
  const changed = followed.answers.length
  await new Promise((resolve) => setTimeout(resolve, 500)) // an event that does not wait would have come by then
  expect(followed.answers.length).toBe(changed)
})
