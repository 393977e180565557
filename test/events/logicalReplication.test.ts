import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEmbedded, type EmbeddedPostgres } from '../../src/db/embedded.ts'
import { migrateDeploy } from '../../src/db/migrate.ts'
import { givenTree } from '../support/database/givenTree.ts'
import { fetchEvents, fetchReplayed, replayEvents } from '../support/events/replayEvents.ts'

/** A publisher and a subscriber with the same schema: the tables of the hierarchy and the event log are replicated. */
const tables = 'supervisors, supervisor_teams, supervisor_team_members, supervisor_events'
const dataDirs: string[] = []
const servers: EmbeddedPostgres[] = []
const pools: pg.Pool[] = []
let publisher: pg.Pool
let subscriber: pg.Pool

async function givenDatabase(settings: Record<string, string>): Promise<pg.Pool> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hierarchy-replication-'))
  dataDirs.push(dataDir)
  const server = await startEmbedded({ dataDir, settings })
  servers.push(server)
  await migrateDeploy(server.url())
  const pool = new pg.Pool({ connectionString: server.superuserUrl(), max: 4 })
  pool.on('error', () => undefined)
  pools.push(pool)
  return pool
}

beforeAll(async () => {
  publisher = await givenDatabase({ wal_level: 'logical', fsync: 'off' })
  subscriber = await givenDatabase({ fsync: 'off' })
  await publisher.query(`CREATE PUBLICATION hierarchy FOR TABLE ${tables}`)
  await subscriber.query(
    `CREATE SUBSCRIPTION hierarchy CONNECTION '${servers[0]?.superuserUrl() ?? ''}' PUBLICATION hierarchy`,
  )
})
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()))
  for (const server of servers.toReversed()) await server.stop()
  await Promise.all(dataDirs.map((dataDir) => rm(dataDir, { recursive: true, force: true })))
})

/** Afterwards, the changes of a transaction arrive together. */
async function untilCopied(): Promise<void> {
  const copying = async (): Promise<number | null> =>
    (await subscriber.query(`SELECT FROM pg_subscription_rel WHERE srsubstate <> 'r'`)).rowCount
  await expect.poll(copying, { timeout: 20_000 }).toBe(0)
}
async function untilReplicated(): Promise<void> {
  const newest = async (pool: pg.Pool): Promise<unknown> =>
    (await pool.query('SELECT max(sequence) AS newest FROM supervisor_events')).rows[0]
  await expect.poll(() => newest(subscriber), { timeout: 20_000 }).toEqual(await newest(publisher))
}
const violations = async (pool: pg.Pool): Promise<unknown[]> =>
  (await pool.query<Record<string, unknown>>('SELECT * FROM verify_hierarchy()')).rows

test('logical replication copies rows with their events, and the triggers of the subscriber write no event', async () => {
  await untilCopied()
  const id = await givenTree(publisher, 'root > [a > b, c]')
  await publisher.query(`INSERT INTO supervisor_teams (supervisor_id, name) SELECT id, 'team' FROM supervisors`)
  await publisher.query(
    'INSERT INTO supervisor_team_members (team_id, agent_id) SELECT id, gen_random_uuid() FROM supervisor_teams',
  )
  await publisher.query(`UPDATE supervisors SET parent_id = $1 WHERE id = $2`, [id('c'), id('a')])
  await publisher.query(`UPDATE supervisors SET status = 'TERMINATED' WHERE id IN ($1, $2)`, [id('a'), id('b')])
  await publisher.query('DELETE FROM supervisors WHERE id = $1', [id('b')])
  await untilReplicated()

  const events = await fetchEvents(subscriber)
  expect(events).toEqual(await fetchEvents(publisher))
  expect(await fetchReplayed(subscriber)).toEqual(replayEvents(events))
  expect(await fetchReplayed(subscriber)).toEqual(await fetchReplayed(publisher))
  expect(await violations(subscriber)).toEqual([])
})

test('a subscriber becomes the primary after its event sequence has been advanced', async () => {
  await untilCopied()
  await givenTree(publisher, 'late')
  await untilReplicated()
  await subscriber.query('DROP SUBSCRIPTION hierarchy')
  await expect(subscriber.query(`UPDATE supervisors SET description = 'new'`)).rejects.toMatchObject({
    constraint: 'supervisor_events_pkey', // sequences are not replicated
  })
  await subscriber.query(
    `SELECT setval(pg_get_serial_sequence('supervisor_events', 'sequence'), max(sequence) + 1000000000) FROM supervisor_events`,
  )

  await subscriber.query(`UPDATE supervisors SET description = 'new'`)
  const events = await fetchEvents(subscriber)
  const times = events.map(({ at }) => at)
  expect(times).toEqual(times.toSorted())
  expect(replayEvents(events)).toEqual(await fetchReplayed(subscriber))
  expect(await violations(subscriber)).toEqual([])
})
