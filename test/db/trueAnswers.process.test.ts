import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEmbedded, type EmbeddedPostgres } from '../../src/db/embedded.ts'
import { graphql } from '../generated/index.ts'
import { ask, newDir, removeDirectories } from '../support/process/embeddedProject.ts'
import { type ServerProcess, withServers } from '../support/process/serverProcess.ts'
import { givenProxy, type TcpProxy } from '../support/process/tcpProxy.ts'

/** Number of kills of PostgreSQL, and of network failures: TRUTH_ROUNDS, by default 2. */
const rounds = Number(process.env.TRUTH_ROUNDS ?? 2)
/** How long the clients work between two kills, in milliseconds. */
const workMs = 700
const clients = 6

const servers = withServers()
let postgres: EmbeddedPostgres
let proxy: TcpProxy
let server: ServerProcess
let teamId = ''

const spawnForTruth = graphql(`
  mutation SpawnForTruth($name: String!) {
    result: spawnSupervisor(input: { name: $name }) {
      __typename
      ... on SpawnSupervisorPayload {
        supervisor {
          id
          children {
            totalCount
          }
        }
      }
      ... on UnavailableError {
        effect
        ids
      }
    }
  }
`)
const joinForTruth = graphql(`
  mutation JoinForTruth($teamId: ID!, $agentId: ID!) {
    result: addTeamMember(input: { teamId: $teamId, agentId: $agentId }) {
      __typename
      ... on AddTeamMemberPayload {
        member {
          id
          team {
            name
          }
        }
      }
      ... on UnavailableError {
        effect
        ids
      }
    }
  }
`)
const beatForTruth = graphql(`
  mutation BeatForTruth($id: ID!, $sequence: Int!) {
    heartbeat(input: { supervisorId: $id, sequence: $sequence }) {
      __typename
      ... on HeartbeatPayload {
        accepted
      }
      ... on UnavailableError {
        effect
        message
      }
    }
  }
`)

beforeAll(async () => {
  // a kill of PostgreSQL must keep what was committed, but no test cuts the power
  postgres = await startEmbedded({ dataDir: newDir(), settings: { fsync: 'off' } })
  proxy = await givenProxy(postgres.url())
  await proxy.forward()
  server = await servers.start({ DATABASE_URL: proxy.url })
  const { id } = (await ask(
    postgres.url(),
    `WITH owner AS (INSERT INTO supervisors (name) VALUES ('owner') RETURNING id)
     INSERT INTO supervisor_teams (supervisor_id, name) SELECT id, 'team' FROM owner RETURNING id`,
  )) as { id: string }
  teamId = id
})
afterAll(async () => {
  await server.stop()
  await postgres.stop()
  removeDirectories()
})

/** The effect that a response reported, and the ids that it contained. */
interface Claim {
  readonly key: string
  readonly effect: 'NONE' | 'UNKNOWN' | 'DONE'
  readonly ids: readonly string[]
  /** Whether the payload could not be read, and the error contained the id. */
  readonly isPayloadLost: boolean
}

interface ChangeResult {
  readonly __typename: string
  readonly effect?: Claim['effect']
  readonly ids?: readonly string[]
  readonly supervisor?: { readonly id: string }
  readonly member?: { readonly id: string }
}

function claimOf(
  key: string,
  { data, errors = [] }: Awaited<ReturnType<typeof server.graphql<{ result: ChangeResult }, object>>>,
): Claim {
  const result = data?.result
  if (result?.effect) return { key, effect: result.effect, ids: result.ids ?? [], isPayloadLost: false }
  if (result)
    return { key, effect: 'DONE', ids: [(result.supervisor ?? result.member)?.id ?? ''], isPayloadLost: false }
  const [error] = errors
  expect(error?.extensions.code).toBe('UNAVAILABLE')
  const facts = error?.extensions.completed?.result
  if (!facts) return { key, effect: 'NONE', ids: [], isPayloadLost: false }
  expect(error.message).toMatch(/^The change was committed; reading the result failed\./)
  return { key, effect: 'DONE', ids: [String(facts.supervisorId ?? facts.membershipId)], isPayloadLost: true }
}

/** Sends changes until the signal aborts, and returns the claims of the responses. */
async function change(kind: 'spawn' | 'join', signal: AbortSignal): Promise<Claim[]> {
  const claims: Claim[] = []
  while (!signal.aborted) {
    const key = randomUUID()
    const answer =
      kind === 'spawn'
        ? await server.graphql(spawnForTruth, { name: key })
        : await server.graphql(joinForTruth, { teamId, agentId: key })
    claims.push(claimOf(key, answer))
  }
  return claims
}

/** Sends heartbeats until the signal aborts, and repeats each until it has a payload. Returns the number of UnavailableErrors. */
async function beat(id: string, signal: AbortSignal): Promise<number> {
  let unavailable = 0
  for (let sequence = 1; !signal.aborted; sequence++) {
    const claims = new Set<string>()
    for (;;) {
      const { heartbeat } = await server.data(beatForTruth, { id, sequence })
      if (heartbeat.__typename === 'HeartbeatPayload') {
        // a heartbeat is accepted once: the earlier responses stated whether it was recorded
        if (!claims.has('UNKNOWN')) expect(heartbeat.accepted).toBe(!claims.has('DONE'))
        break
      }
      if (heartbeat.__typename !== 'UnavailableError') throw new Error(`heartbeat: ${heartbeat.__typename}`)
      claims.add(heartbeat.effect)
      unavailable++
      await delay(50)
    }
  }
  return unavailable
}

/** Clients work while `harm` runs several times. Then every claim is compared with the rows. */
async function expectTrueAnswers(name: string, harm: () => Promise<void>): Promise<void> {
  const { id } = (await ask(
    postgres.url(),
    `INSERT INTO supervisors (name, status, config) VALUES ('${randomUUID()}', 'ACTIVE', '{"heartbeat_interval": 300}') RETURNING id`,
  )) as { id: string }
  const stop = new AbortController()
  const working = Promise.all(
    Array.from({ length: clients }, (_, n) => change(n % 2 === 0 ? 'spawn' : 'join', stop.signal)),
  )
  const beating = beat(id, stop.signal)
  for (let round = 0; round < rounds; round++) {
    await delay(workMs * (0.5 + Math.random()))
    await harm()
    await server.untilReadyz(200, 60_000)
  }
  await delay(workMs)
  stop.abort()
  const claims = (await working).flat()
  const lateHeartbeats = await beating

  const client = new pg.Client(postgres.url())
  await client.connect()
  const { rows } = await client.query<{ key: string; id: string }>(
    `SELECT name AS key, id FROM supervisors UNION ALL SELECT agent_id::text, id FROM supervisor_team_members`,
  )
  await client.end()
  const idOf = new Map(rows.map((row) => [row.key, row.id]))
  const wrong = claims.filter(({ key, effect, ids }) => {
    const found = idOf.get(key)
    if (effect === 'NONE') return found !== undefined
    return effect === 'DONE' ? found !== ids[0] : found !== undefined && !ids.includes(found)
  })
  const count = (effect: Claim['effect']): number => claims.filter((claim) => claim.effect === effect).length
  const lost = claims.filter(({ isPayloadLost }) => isPayloadLost).length
  console.info(
    `kill: ${name} ${rounds} times: ${claims.length} answers, ${count('DONE')} of them that the change was made (${lost} without its payload), ${count('UNKNOWN')} that it may have been, ${count('NONE')} that nothing was; false answers: ${wrong.length}; heartbeats sent again: ${lateHeartbeats}`,
  )
  expect(wrong).toEqual([])
  expect(count('DONE')).toBeGreaterThan(rounds)
  expect(count('UNKNOWN') + count('NONE')).toBeGreaterThan(0)
}

const timeout = 60_000 + rounds * 20_000

test('after kills of PostgreSQL, no acknowledged change is lost and no response is false', { timeout }, () =>
  expectTrueAnswers('killed PostgreSQL', async () => {
    const { pid } = (await ask(
      postgres.superuserUrl(),
      `SELECT pid FROM pg_stat_activity WHERE usename = 'supervisor_hierarchy' ORDER BY state, random() LIMIT 1`,
    )) as { pid: number }
    process.kill(pid, 'SIGKILL') // PostgreSQL ends all sessions, and recovers from its log
  }),
)

test('after network failures, no acknowledged change is lost and no response is false', { timeout }, () =>
  expectTrueAnswers('cut the network', async () => {
    proxy.reset()
    if (Math.random() < 0.5) {
      await proxy.refuse()
      await delay(200)
      await proxy.forward()
    }
  }),
)
