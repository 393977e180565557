import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { graphql } from '../generated/index.ts'
import { readMetrics } from '../support/api/readMetrics.ts'
import { type ServerProcess, withServers } from '../support/process/serverProcess.ts'
import { givenProxy, type TcpProxy } from '../support/process/tcpProxy.ts'
import { withDatabase } from '../support/database/withDatabase.ts'

const database = withDatabase()
const servers = withServers()

const spawnWhileAway = graphql(`
  mutation SpawnWhileAway($id: ID, $name: String!) {
    spawnSupervisor(input: { id: $id, name: $name }) {
      __typename
      ... on UnavailableError {
        code
        message
        retryAfterMs
      }
    }
  }
`)
const beatWhileAway = graphql(`
  mutation BeatWhileAway($id: ID!) {
    heartbeat(input: { supervisorId: $id }) {
      __typename
      ... on UnavailableError {
        code
        retryAfterMs
      }
    }
  }
`)
const beatTogetherWhileAway = graphql(`
  mutation BeatTogetherWhileAway($heartbeats: [HeartbeatInput!]!) {
    heartbeats(input: { heartbeats: $heartbeats }) {
      __typename
      ... on HeartbeatsPayload {
        results {
          __typename
          ... on UnavailableError {
            code
            retryAfterMs
          }
        }
      }
    }
  }
`)
const listWhileAway = graphql(`
  query ListWhileAway {
    supervisors(first: 1) {
      totalCount
      nodes {
        id
      }
    }
  }
`)

const isListed = { data: { supervisors: { totalCount: expect.any(Number) as number } } }
const isUnavailable = { data: null, errors: [{ extensions: { code: 'UNAVAILABLE' } }] }
const refused = { __typename: 'UnavailableError', code: 'UNAVAILABLE', retryAfterMs: 1000 }

const readyz = async ({ url }: ServerProcess): Promise<unknown> => {
  const response = await fetch(`${url}/readyz`)
  return [response.status, await response.json()]
}
/** Lag of the sweeper, which only the database knows. The other metrics must be available without it. */
const sweepLag = async ({ url }: ServerProcess): Promise<number | undefined> => {
  const response = await fetch(`${url}/metrics`)
  expect(response.status).toBe(200)
  const samples = readMetrics(await response.text())
  expect(samples).toMatchObject({ hierarchy_websockets: 0 })
  return samples.hierarchy_sweep_lag_seconds
}
const livez = async ({ url }: ServerProcess): Promise<number> => (await fetch(`${url}/livez`)).status

let names = 0
const newName = (): string => `supervisor ${++names}`

describe('an outage of the database while the server starts', () => {
  test('leaves the server live but not ready, until it recovers by itself', async () => {
    const proxy = await givenProxy(database.url)
    const server = await servers.start({ DATABASE_URL: proxy.url }, 'listening')
    await server.untilReadyz(503)
    expect(await livez(server)).toBe(200)
    await expect
      .poll(() => readyz(server))
      .toEqual([503, { status: 'not ready', reason: 'The database cannot be reached.' }])

    expect(await server.graphql(listWhileAway)).toMatchObject({ errors: [{ extensions: { code: 'UNAVAILABLE' } }] })
    const byGet = await fetch(`${server.url}/graphql?query={stats{supervisors}}`, {
      headers: { 'apollo-require-preflight': 'true' },
    })
    expect(byGet.status).toBe(503)
    expect(byGet.headers.get('retry-after')).toBe('1')

    await proxy.forward()
    await server.untilReadyz(200)
    expect(await server.graphql(listWhileAway)).toMatchObject(isListed)
    expect((await server.stop()).code).toBe(0)
  })

  test('does not delay the shutdown of the server', async () => {
    const proxy = await givenProxy(database.url)
    const server = await servers.start({ DATABASE_URL: proxy.url }, 'listening')
    const began = Date.now()
    expect((await server.stop()).code).toBe(0)
    expect(Date.now() - began).toBeLessThan(3_000)
  })
})

describe('a later outage of the database', () => {
  let proxy: TcpProxy
  let server: ServerProcess
  beforeAll(async () => {
    proxy = await givenProxy(database.url)
    await proxy.forward()
    server = await servers.start({ DATABASE_URL: proxy.url })
  })

  test('makes queries and mutations return UNAVAILABLE until it ends', async () => {
    expect(await server.graphql(listWhileAway)).toMatchObject(isListed)
    await proxy.refuse()
    expect(await readyz(server)).toMatchObject([503, { status: 'not ready' }])
    expect(await livez(server)).toBe(200)
    expect(await sweepLag(server)).toBeNaN()
    expect(await server.graphql(listWhileAway)).toMatchObject(isUnavailable)
    expect(await server.data(spawnWhileAway, { name: newName() })).toMatchObject({ spawnSupervisor: refused })

    await proxy.forward()
    await server.untilReadyz(200)
    expect(await server.graphql(listWhileAway)).toMatchObject(isListed)
    expect(await server.data(spawnWhileAway, { name: newName() })).toEqual({
      spawnSupervisor: { __typename: 'SpawnSupervisorPayload' },
    })
  })

  test('makes heartbeats return UNAVAILABLE, also each of a batch', async () => {
    const ids = [randomUUID(), randomUUID(), randomUUID()]
    const beat = () => server.data(beatWhileAway, { id: ids[0] ?? '' })
    const beatTogether = () =>
      server.data(beatTogetherWhileAway, { heartbeats: ids.map((supervisorId) => ({ supervisorId })) })
    const unknown = { __typename: 'NotFoundError' }
    expect(await beat()).toEqual({ heartbeat: unknown })
    await proxy.refuse()
    expect(await beat()).toEqual({ heartbeat: refused })
    expect(await beatTogether()).toEqual({
      heartbeats: { __typename: 'HeartbeatsPayload', results: [refused, refused, refused] },
    })

    await proxy.forward()
    await server.untilReadyz(200)
    expect(await beatTogether()).toEqual({
      heartbeats: { __typename: 'HeartbeatsPayload', results: [unknown, unknown, unknown] },
    })
  })

  test(
    'in which the network drops all packets makes requests fail within a bounded time',
    { timeout: 90_000 },
    async () => {
      // opens the connections of the pool, so that both open and new connections are tested
      await Promise.all(Array.from({ length: 5 }, () => server.graphql(listWhileAway)))
      proxy.stall()
      const timed = async <T>(work: Promise<T>): Promise<readonly [T, number]> => {
        const began = Date.now()
        return [await work, Date.now() - began]
      }
      const [reads, spawns, [ready, readyMs], [lag, scrapeMs]] = await Promise.all([
        Promise.all(Array.from({ length: 15 }, () => timed(server.graphql(listWhileAway)))),
        Promise.all(Array.from({ length: 6 }, () => timed(server.data(spawnWhileAway, { name: newName() })))),
        timed(readyz(server)),
        timed(sweepLag(server)),
      ])
      const slowest = (timings: (readonly [unknown, number])[]): number => Math.max(...timings.map(([, ms]) => ms))
      console.info(`black hole: reads return within ${slowest(reads)} ms, spawns return within ${slowest(spawns)} ms`)
      expect(ready).toMatchObject([503, { status: 'not ready' }])
      expect(readyMs).toBeLessThan(3_000)
      expect(lag).toBeNaN()
      expect(scrapeMs).toBeLessThan(3_000)
      for (const [answer] of reads) expect(answer).toMatchObject(isUnavailable)
      for (const [answer] of spawns) expect(answer).toMatchObject({ spawnSupervisor: refused })
      expect(slowest(reads)).toBeLessThan(25_000)
      expect(slowest(spawns)).toBeLessThan(25_000)

      proxy.reset()
      await proxy.forward()
      await server.untilReadyz(200)
      expect(await server.graphql(listWhileAway)).toMatchObject(isListed)
    },
  )
})

test('killed backends neither end the process nor cause internal errors during reads and writes', async () => {
  const server = await servers.start({ DATABASE_URL: `${database.url}?application_name=victim` })
  const deadline = Date.now() + 3_000
  const tally: Record<string, number> = {}
  const count = (result: string): void => {
    tally[result] = (tally[result] ?? 0) + 1
  }
  const reader = async (): Promise<void> => {
    while (Date.now() < deadline) {
      const { errors } = await server.graphql(listWhileAway)
      for (const error of errors ?? []) count(`read: ${error.extensions.code}`)
      if (!errors) count('read')
    }
  }
  const spawned: { name: string; result: string }[] = []
  const writer = async (): Promise<void> => {
    while (Date.now() < deadline) {
      const name = newName()
      const { spawnSupervisor } = await server.data(spawnWhileAway, { name })
      spawned.push({ name, result: spawnSupervisor.__typename })
      count(`spawn: ${spawnSupervisor.__typename}`)
    }
  }
  const killer = async (): Promise<void> => {
    while (Date.now() < deadline) {
      const { rows } = await database.pool.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'victim'`,
      )
      tally.killed = (tally.killed ?? 0) + rows.length
      await delay(20)
    }
  }
  await Promise.all([reader(), reader(), reader(), writer(), writer(), writer(), killer()])

  const { rows } = await database.pool.query<{ name: string }>('SELECT name FROM supervisors')
  const kept = new Set(rows.map(({ name }) => name))
  const keptThoughUnavailable = spawned.filter(({ name, result }) => result === 'UnavailableError' && kept.has(name))
  console.info(
    `killed backends: ${JSON.stringify(tally)}, returned UnavailableError although committed: ${keptThoughUnavailable.length}`,
  )
  const known = ['read', 'read: UNAVAILABLE', 'spawn: SpawnSupervisorPayload', 'spawn: UnavailableError', 'killed']
  expect(known).toEqual(expect.arrayContaining(Object.keys(tally)))
  expect(tally.killed).toBeGreaterThan(20)
  for (const { name, result } of spawned) if (result === 'SpawnSupervisorPayload') expect(kept).toContain(name)

  expect(await server.graphql(listWhileAway)).toMatchObject(isListed)
  expect(server.process.exitCode).toBeNull()
  expect(await database.violations()).toEqual([])
  expect((await server.stop()).code).toBe(0)
})
