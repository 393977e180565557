import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadDemoFleet } from '../../src/demo/loadDemoFleet.ts'
import { reportDemoHeartbeats } from '../../src/demo/reportDemoHeartbeats.ts'
import { dumpTables } from '../support/database/dumpTables.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSweeps } from '../support/supervision/withSweeps.ts'

const api = withApi()
const { runSweep, silence, sweeperEvents } = withSweeps(api)

beforeEach(() => loadDemoFleet(api.pool))
afterEach(() => api.pool.query('TRUNCATE supervisors CASCADE'))

interface Supervisor {
  readonly id: string
  readonly name: string
  readonly status: string
  readonly health: string
  readonly version: number
}
const readSupervisors = async (): Promise<Supervisor[]> => {
  const { rows } = await api.pool.query<Supervisor>(
    `SELECT id, name, status, version, health_state(status, last_heartbeat,
       missed_heartbeats(config, last_heartbeat, status_changed_at, timezone('utc', clock_timestamp()))) AS health
     FROM supervisors ORDER BY id`,
  )
  return rows
}
const active = (rows: readonly Supervisor[]): Supervisor[] => rows.filter(({ status }) => status === 'ACTIVE')
const countEvents = async (): Promise<unknown> =>
  (await api.pool.query('SELECT count(*) FROM supervisor_events')).rows[0]

/** Simulates an hour without heartbeats, as when the computer was asleep. */
async function givenAnHourLater(): Promise<void> {
  await silence(
    (await readSupervisors()).map(({ id }) => id),
    3_600,
  )
}

test('a report gives each ACTIVE supervisor the health that it was loaded with, and changes nothing else', async () => {
  const loaded = await readSupervisors()
  expect(new Set(active(loaded).map(({ health }) => health))).toEqual(new Set(['HEALTHY', 'LATE', 'UNRESPONSIVE']))
  await givenAnHourLater()
  const hourLater = await readSupervisors()
  expect(active(hourLater).filter(({ health }) => health === 'HEALTHY')).toEqual([])
  const events = await countEvents()
  const untouched = async (): Promise<unknown> =>
    (await api.pool.query(`SELECT * FROM supervisors WHERE status <> 'ACTIVE' ORDER BY id`)).rows
  const before = await untouched()

  await reportDemoHeartbeats(api.pool)
  const healths = (rows: readonly Supervisor[]): string[] => active(rows).map(({ name, health }) => `${name} ${health}`)
  const reported = await readSupervisors()
  expect(healths(reported)).toEqual(healths(loaded))
  expect(await untouched()).toEqual(before)
  expect(reported.map(({ version }) => version)).toEqual(hourLater.map(({ version }) => version))
  expect(await countEvents()).toEqual(events)
})

test('the sweeper fails only the supervisors loaded as unresponsive, and all of them when the reports stop', async () => {
  const loaded = active(await readSupervisors())
  const failed = async (): Promise<string[]> => {
    const events = (await sweeperEvents()).filter(({ type }) => type === 'SUPERVISOR_STATUS_CHANGED')
    const ids = new Set(
      events.filter(({ after }) => after?.status === 'FAILED').map(({ supervisorId }) => supervisorId),
    )
    return loaded.filter(({ id }) => ids.has(id)).map(({ name }) => name)
  }
  await givenAnHourLater()
  await reportDemoHeartbeats(api.pool)
  await runSweep()
  expect(await failed()).toEqual(loaded.filter(({ health }) => health === 'UNRESPONSIVE').map(({ name }) => name))
  await givenAnHourLater()
  await runSweep()
  expect(active(await readSupervisors())).toEqual([])
})

test('a report does not replace a later heartbeat of another client', async () => {
  const [first] = active(await readSupervisors())
  const fetchLast = async (): Promise<unknown> =>
    (await api.pool.query('SELECT last_heartbeat FROM supervisors WHERE id = $1', [first?.id])).rows[0]
  await api.pool.query(`UPDATE supervisors SET last_heartbeat = timezone('utc', now()) WHERE id = $1`, [first?.id])
  const last = await fetchLast()
  await reportDemoHeartbeats(api.pool)
  expect(await fetchLast()).toEqual(last)
})

test.each([
  ['was restarted', `UPDATE supervisors SET status = 'SPAWNING', incarnation = incarnation + 1 WHERE id = $1`],
  [
    'was restarted and sent a heartbeat',
    `UPDATE supervisors SET incarnation = incarnation + 1, last_heartbeat = timezone('utc', now()) WHERE id = $1`,
  ],
  ['was paused', `UPDATE supervisors SET status = 'PAUSED' WHERE id = $1`],
  ['failed', `UPDATE supervisors SET status = 'FAILED' WHERE id = $1`],
])('a supervisor that %s after the load is not changed', async (_what, sql) => {
  const [first] = active(await readSupervisors())
  if (!first) throw new Error('no supervisor is ACTIVE')
  await api.pool.query(sql, [first.id])
  await silence([first.id], 3_600)
  const row = async (): Promise<unknown> =>
    (await api.pool.query('SELECT * FROM supervisors WHERE id = $1', [first.id])).rows[0]
  const before = await row()
  await reportDemoHeartbeats(api.pool)
  expect(await row()).toEqual(before)
})

test('a report writes nothing if the demonstration fleet is not loaded', async () => {
  await api.pool.query('TRUNCATE supervisors CASCADE')
  await api.pool.query(`INSERT INTO supervisors (name, status) VALUES ('mission-control', 'ACTIVE')`)
  const before = await dumpTables(api.pool)
  await reportDemoHeartbeats(api.pool)
  expect(await dumpTables(api.pool)).toEqual(before)
})
