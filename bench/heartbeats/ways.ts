import type pg from 'pg'
import type { Sql } from 'sql-template-tag'
import type { Queryable } from '../../src/db/database.ts'
import { recordHeartbeats } from '../../src/db/queries/heartbeats.ts'
import { parseHeartbeat, type HeartbeatInput } from '../../src/domain/heartbeat.ts'
import { drive, type HttpClient, type Rate } from '../support/load.ts'

/** A way to load a server or a database for some seconds. */
export interface Way {
  readonly name: string
  /** Whether its total is the number of updated rows. */
  readonly writes: boolean
  run(seconds: number): Promise<Rate>
}

const heartbeats = `mutation Heartbeats($input: HeartbeatsInput!) {
  heartbeats(input: $input) {
    ... on HeartbeatsPayload { results { __typename ... on HeartbeatPayload { accepted command version dueAt } } }
    ... on Error { message }
  }
}`
const heartbeat = `mutation Heartbeat($input: HeartbeatInput!) {
  heartbeat(input: $input) { __typename ... on HeartbeatPayload { accepted command version dueAt } }
}`
const metrics = { load: 0.42, queue: 17 }

/** Increases with each heartbeat, so that the server accepts each of them. */
let sequence = 0
const newHeartbeat = (supervisorId: string): HeartbeatInput => ({
  supervisorId,
  incarnation: 1,
  sequence: ++sequence,
  metrics,
})

/** Returns the items in turn. With more items than connections, no two requests in flight have the same item. */
function roundRobin<T>(items: readonly T[]): () => T {
  let next = 0
  return () => {
    const item = items[next++ % items.length]
    if (item === undefined) throw new Error('expected at least one item')
    return item
  }
}

/** The minimum of writes for heartbeats: without row locks, checks and results. */
const bareUpdate = `
  UPDATE supervisors s
  SET last_heartbeat = timezone('utc', clock_timestamp()), health_metrics = h.metrics, heartbeat_sequence = h.sequence
  FROM unnest($1::uuid[], $2::bigint[], $3::jsonb[]) AS h (id, sequence, metrics) WHERE s.id = h.id`

export function byPg(sessions: readonly pg.Client[], batches: readonly (readonly string[])[]): Way {
  const nextBatch = roundRobin(batches.map((ids) => ids.toSorted()))
  return {
    name: 'the bare UPDATE by `pg`, prepared, ids sorted',
    writes: true,
    run: (seconds) =>
      drive(sessions, seconds, async (session) => {
        const ids = nextBatch()
        const json = JSON.stringify(metrics)
        const values = [ids, ids.map(() => ++sequence), ids.map(() => json)]
        const { rowCount } = await session.query({ name: 'heartbeats', text: bareUpdate, values })
        return rowCount ?? 0
      }),
  }
}

/** The API's own statement, with all its checks and results. */
export function bySameStatement(sessions: readonly pg.Client[], batches: readonly (readonly string[])[]): Way {
  const nextBatch = roundRobin(batches)
  return {
    name: 'the statement of the API by `pg`, prepared',
    writes: true,
    run: (seconds) =>
      drive(sessions, seconds, async (session) => {
        const heartbeats = nextBatch().map((id) => parseHeartbeat(newHeartbeat(id), []))
        const rows = await recordHeartbeats(
          queryableOf(session),
          heartbeats.map((heartbeat) => ({ heartbeat, within: null })),
        )
        return rows.filter((row) => row?.accepted).length
      }),
  }
}

const queryableOf = (session: pg.Client): Queryable => ({
  async query<Row extends pg.QueryResultRow>({ text, values }: Sql) {
    const { rows } = await session.query<Row>({ name: 'the statement of the API', text, values })
    return rows
  },
})

export function byBatches(
  client: HttpClient,
  connections: readonly number[],
  batches: readonly (readonly string[])[],
): Way {
  const nextBatch = roundRobin(batches)
  return {
    name: 'the API: `heartbeats`',
    writes: true,
    run: (seconds) =>
      drive(connections, seconds, async () => {
        const input = { heartbeats: nextBatch().map(newHeartbeat) }
        return countAccepted(await client.post(JSON.stringify({ query: heartbeats, variables: { input } })))
      }),
  }
}

export function bySingle(client: HttpClient, connections: readonly number[], ids: readonly string[]): Way {
  const nextId = roundRobin(ids)
  return {
    name: '`heartbeat`',
    writes: true,
    run: (seconds) =>
      drive(connections, seconds, async () => {
        const body = JSON.stringify({ query: heartbeat, variables: { input: newHeartbeat(nextId()) } })
        return countAccepted(await client.post(body))
      }),
  }
}

function countAccepted(answer: string): number {
  const accepted = answer.split('"accepted":true').length - 1
  if (accepted === 0) throw new Error(`no heartbeat was accepted: ${answer.slice(0, 500)}`)
  return accepted
}

/** A query. If it has the variable `$id`, each request has the id of another supervisor. */
export function byQuery(
  client: HttpClient,
  connections: readonly number[],
  query: string,
  ids: readonly string[],
): Way {
  const nextId = roundRobin(ids)
  return {
    name: `\`${query}\``,
    writes: false,
    run: (seconds) =>
      drive(connections, seconds, async () => {
        const variables = query.includes('$id') ? { id: nextId() } : undefined
        await client.post(JSON.stringify({ query, variables }))
        return 1
      }),
  }
}
