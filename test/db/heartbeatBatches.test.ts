import pg from 'pg'
import { expect, test } from 'vitest'
import { openDatabase } from '../../src/db/database.ts'
import { createHeartbeatRecorder } from '../../src/supervision/createHeartbeatRecorder.ts'
import { createHeartbeatTrouble } from '../../src/supervision/heartbeatTrouble.ts'
import { withDatabase } from '../support/database/withDatabase.ts'

const db = withDatabase()
/** Duration of the heartbeats in seconds: HEARTBEAT_SECONDS, by default 2. */
const SECONDS = Number(process.env.HEARTBEAT_SECONDS ?? 2)
const CONNECTIONS = 8
const SUPERVISORS = 3_000
/** Large enough that any two batches of the supervisors overlap. */
const BATCH = 200
const DEADLOCK = '40P01'

/** The rows have their final size, so that no update must move to another page. */
async function givenSupervisors(): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>(
    `INSERT INTO supervisors (name, status, last_heartbeat, health_metrics) SELECT 's' || i, 'ACTIVE', timezone('utc', now()), '{"load":0.5}' FROM generate_series(1, $1) i RETURNING id`,
    [SUPERVISORS],
  )
  return rows.map(({ id }) => id)
}

/** Random supervisors in random order. */
function anyBatch(ids: readonly string[]): string[] {
  const shuffled = [...ids]
  for (let i = 0; i < BATCH; i++) {
    const other = i + Math.floor(Math.random() * (shuffled.length - i))
    ;[shuffled[i], shuffled[other]] = [shuffled[other] ?? '', shuffled[i] ?? '']
  }
  return shuffled.slice(0, BATCH)
}

interface Written {
  readonly deadlocks: number
  readonly updates: number
  readonly hot: number
}
/** Statistics of PostgreSQL. A session publishes its counts when it ends. */
async function fetchWritten(): Promise<Written> {
  const { rows } = await db.pool.query<Written>(
    `SELECT d.deadlocks::int, t.n_tup_upd::int AS updates, t.n_tup_hot_upd::int AS hot
     FROM pg_stat_database d, pg_stat_user_tables t WHERE d.datname = current_database() AND t.relname = 'supervisors'`,
  )
  return rows[0] ?? { deadlocks: NaN, updates: NaN, hot: NaN }
}
/** Repeats the work on all connections for this time. */
async function repeatFor(seconds: number, work: (connection: number) => Promise<void>): Promise<void> {
  const deadline = performance.now() + seconds * 1_000
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async (_, connection) => {
      while (performance.now() < deadline) await work(connection)
    }),
  )
}

test(
  'overlapping batches of heartbeats never deadlock, and are HOT updates',
  { timeout: 30_000 + SECONDS * 2_000 },
  async () => {
    const ids = await givenSupervisors()
    const before = await fetchWritten()
    const retries: unknown[] = []
    const database = openDatabase({
      url: db.url,
      poolSize: 1,
      heartbeatPoolSize: CONNECTIONS,
      onConnectionError: () => undefined,
      onRetry: (error) => retries.push(error),
    })
    // one recorder per connection, as if each belonged to another server with its own batches
    const recorders = Array.from({ length: CONNECTIONS }, () =>
      createHeartbeatRecorder(database, createHeartbeatTrouble()),
    )
    let batches = 0
    let notRecorded = 0
    await repeatFor(SECONDS, async (connection) => {
      const sent = anyBatch(ids).map((supervisorId) => {
        const metrics = JSON.stringify({ load: Math.random() })
        return { heartbeat: { supervisorId, incarnation: null, sequence: null, metrics }, within: null }
      })
      const verdicts = (await recorders[connection]?.record(sent)) ?? []
      batches++
      notRecorded += verdicts.filter((verdict) => !(verdict && 'accepted' in verdict && verdict.accepted)).length
    })
    await database.close()

    await expect.poll(async () => (await fetchWritten()).updates - before.updates).toBe(batches * BATCH - notRecorded)
    const after = await fetchWritten()
    const updates = after.updates - before.updates
    const hot = (after.hot - before.hot) / updates
    console.info(
      `heartbeats: ${batches} overlapping batches of ${BATCH} on ${CONNECTIONS} connections within ${SECONDS} s: ${updates} updates, ` +
        `${(100 * hot).toFixed(2)} % of them HOT, deadlocks ${after.deadlocks - before.deadlocks}, not recorded ${notRecorded}, retried transactions ${retries.length}`,
    )
    expect(batches).toBeGreaterThan(2 * SECONDS * CONNECTIONS)
    expect(notRecorded).toBe(0)
    expect(retries).toEqual([])
    expect(after.deadlocks).toBe(before.deadlocks)
    // PostgreSQL prunes no page while transactions of other tests are open: only the soak runs without other tests
    if (SECONDS >= 60) expect(hot).toBeGreaterThanOrEqual(0.95)
    expect(await db.violations()).toEqual([])
  },
)

test('the same batches deadlock if each locks its rows in its own order', async () => {
  const { rows } = await db.pool.query<{ id: string }>('SELECT id FROM supervisors')
  const ids = rows.map(({ id }) => id)
  const sessions = await Promise.all(Array.from({ length: CONNECTIONS }, () => db.session()))
  let deadlocks = 0
  await Promise.all(
    sessions.map(async (session) => {
      while (deadlocks === 0) {
        await session
          .query(
            `WITH locked AS MATERIALIZED (
               SELECT s.id FROM unnest($1::uuid[]) WITH ORDINALITY AS h (id, n) JOIN supervisors s USING (id) ORDER BY h.n FOR NO KEY UPDATE OF s
             )
             UPDATE supervisors s SET last_heartbeat = timezone('utc', now()) FROM locked WHERE s.id = locked.id`,
            [anyBatch(ids)],
          )
          .catch((error: unknown) => {
            if (!(error instanceof pg.DatabaseError) || error.code !== DEADLOCK) throw error
            deadlocks++
          })
      }
    }),
  )
  await expect.poll(async () => (await fetchWritten()).deadlocks).toBeGreaterThan(0)
})
