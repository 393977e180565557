import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEmbedded, type EmbeddedPostgres } from '../../src/db/embedded.ts'
import { migrateDeploy } from '../../src/db/migrate.ts'

// Uses its own PostgreSQL, because a crash ends the sessions of all databases.
let server: EmbeddedPostgres
let dataDir = ''
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hierarchy-crash-'))
  // otherwise the WAL writer would flush asynchronous commits before the crash
  const settings = { restart_after_crash: 'on', wal_writer_delay: '10s', synchronous_commit: 'on' }
  server = await startEmbedded({ dataDir, settings })
  await migrateDeploy(server.url())
})
afterAll(async () => {
  await server.stop()
  await rm(dataDir, { recursive: true, force: true })
})

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: server.url() })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

/**
 * Kills the backend of the first session with SIGKILL, whereupon PostgreSQL ends all sessions and recovers from its WAL.
 * @param sessions all open sessions
 */
async function crash(sessions: readonly [pg.Client, ...pg.Client[]]): Promise<void> {
  const [victim] = sessions
  const { rows } = await victim.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
  const ended = Promise.all(sessions.map((session) => new Promise((resolve) => session.once('end', resolve))))
  const pid = rows[0]?.pid
  if (pid === undefined) throw new Error('the backend has no process id')
  process.kill(pid, 'SIGKILL')
  await ended
  for (let attempt = 0; ; attempt++) {
    const client = await connect().catch(() => null)
    if (client) return client.end()
    if (attempt === 300) throw new Error('PostgreSQL did not recover within 30 s')
    await sleep(100)
  }
}

interface Losses {
  /** Number of rounds in which the crash lost an event that a reader had seen. */
  events: number
  /** Number of rounds in which the crash lost an asynchronous commit without an event. */
  heartbeats: number
}

/** In each round, a writer with synchronous_commit off commits, a reader reads the event log, and PostgreSQL crashes. */
async function crashRounds(rounds: number): Promise<Losses> {
  const lost = { events: 0, heartbeats: 0 }
  for (let round = 0; round < rounds; round++) {
    const [writer, reader, victim] = [await connect(), await connect(), await connect()]
    await writer.query('SET synchronous_commit = off')
    const { rows } = await writer.query<{ id: string }>(
      'INSERT INTO supervisors (name) VALUES (gen_random_uuid()) RETURNING id',
    )
    const supervisor = [rows[0]?.id]
    const read = 'SELECT FROM supervisor_events WHERE supervisor_id = $1'
    expect((await reader.query(read, supervisor)).rowCount).toBe(1)
    await writer.query('UPDATE supervisors SET heartbeat_sequence = 1 WHERE id = $1', supervisor)
    await crash([victim, writer, reader])

    const after = await connect()
    if ((await after.query(read, supervisor)).rowCount === 0) lost.events++
    const heartbeat = 'SELECT FROM supervisors WHERE id = $1 AND heartbeat_sequence = 1'
    if ((await after.query(heartbeat, supervisor)).rowCount === 0) lost.heartbeats++
    expect((await after.query('SELECT * FROM verify_hierarchy()')).rows).toEqual([])
    await after.end()
  }
  return lost
}

test('a crash loses no event that a reader has seen, even of a writer with synchronous_commit off', async () => {
  const lost = await crashRounds(3)
  expect(lost.events).toBe(0)
  expect(lost.heartbeats).toBeGreaterThan(0) // the crash does lose commits that were not flushed
})

test('a crash loses staged events together with their transaction, and later changes are recorded', async () => {
  const [writer, victim] = [await connect(), await connect()]
  await writer.query('BEGIN')
  await writer.query(`INSERT INTO supervisors (name) SELECT 'staged ' || i FROM generate_series(1, 500) i`)
  await crash([victim, writer])

  const after = await connect()
  expect((await after.query('SELECT FROM staged_events')).rowCount).toBe(0)
  expect((await after.query(`SELECT FROM supervisors WHERE name LIKE 'staged %'`)).rowCount).toBe(0)
  await after.query(`INSERT INTO supervisors (name) SELECT 'later ' || i FROM generate_series(1, 500) i`)
  const recorded = `SELECT FROM supervisor_events WHERE after ->> 'name' LIKE 'later %'`
  expect((await after.query(recorded)).rowCount).toBe(500)
  expect((await after.query('SELECT FROM staged_events')).rowCount).toBe(0)
  expect((await after.query('SELECT * FROM verify_hierarchy()')).rows).toEqual([])
  await after.end()
})

test('without the trigger that waits for the disk, a crash loses events that a reader has seen', async () => {
  const session = await connect()
  const { rows } = await session.query<{ code: string }>(`SELECT pg_get_functiondef('open_event_log'::regproc) AS code`)
  const code = rows[0]?.code ?? ''
  const asynchronous = code.replace(`ignored := set_config('synchronous_commit', 'on', true)`, 'NULL')
  expect(asynchronous).not.toBe(code)
  await session.query(asynchronous)
  await session.end()

  expect((await crashRounds(3)).events).toBeGreaterThan(0)
  const after = await connect()
  await after.query(code)
  await after.end()
})

test('a transaction with an event commits synchronously, and a transaction without an event as its writer requests', async () => {
  const session = await connect()
  const settingAfter = async (mode: string, statement: string): Promise<unknown> => {
    await session.query(`BEGIN; SET LOCAL synchronous_commit = ${mode}; ${statement}; SET CONSTRAINTS ALL IMMEDIATE`)
    const { rows } = await session.query<{ value: string }>(`SELECT current_setting('synchronous_commit') AS value`)
    await session.query('COMMIT')
    return rows[0]?.value
  }
  expect(await settingAfter('off', `INSERT INTO supervisors (name) VALUES ('new')`)).toBe('on')
  expect(await settingAfter('off', `DELETE FROM supervisors WHERE name = 'new'`)).toBe('on')
  expect(await settingAfter('off', 'UPDATE supervisors SET last_heartbeat = now()')).toBe('off')
  for (const mode of ['local', 'remote_write', 'remote_apply'])
    expect(await settingAfter(mode, `INSERT INTO supervisors (name) VALUES ('${mode}')`)).toBe(mode)
  await session.end()
})
