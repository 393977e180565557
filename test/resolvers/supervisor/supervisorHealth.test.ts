import { expect, test } from 'vitest'
import { graphql } from '../../generated/index.ts'
import { givenRow } from '../../support/database/givenRow.ts'
import { withApi } from '../../support/api/withApi.ts'

const api = withApi()

const health = graphql(`
  query SupervisorHealthOf($id: ID!) {
    supervisor(id: $id) {
      lastHeartbeat
      health {
        state
        missedHeartbeats
        lastHeartbeat
        dueAt
        intervalSeconds
      }
    }
  }
`)

const report = graphql(`
  mutation ReportHealth($input: HeartbeatInput!) {
    heartbeat(input: $input) {
      __typename
    }
  }
`)
const restart = graphql(`
  mutation RestartToUnknown($id: ID!) {
    restartSupervisor(input: { id: $id }) {
      __typename
    }
  }
`)

const never = null
let names = 0

/** The health of a new supervisor with the given ages, in seconds, of its last heartbeat and its status. */
async function healthOf(
  status: string,
  heartbeatAge: number | null,
  { config = {}, statusAge = 3_600 }: { config?: unknown; statusAge?: number } = {},
) {
  const id = await givenRow(api.pool, 'supervisors', { name: `s${++names}`, status, config: JSON.stringify(config) })
  await api.pool.query(
    `UPDATE supervisors SET status_changed_at = timezone('utc', clock_timestamp()) - $2 * interval '1 second',
       last_heartbeat = timezone('utc', clock_timestamp()) - $3::float * interval '1 second' WHERE id = $1`,
    [id, statusAge, heartbeatAge],
  )
  const { supervisor } = await api.data(health, { id })
  if (!supervisor) throw new Error('the supervisor does not exist')
  expect(supervisor.health.lastHeartbeat).toBe(supervisor.lastHeartbeat)
  return supervisor.health
}

test.each([
  ['ACTIVE', 0, 'HEALTHY', 0],
  ['ACTIVE', 28, 'HEALTHY', 0],
  ['ACTIVE', 30, 'LATE', 1],
  ['ACTIVE', 58, 'LATE', 1],
  ['ACTIVE', 60, 'LATE', 2],
  ['ACTIVE', 88, 'LATE', 2],
  ['ACTIVE', 90, 'UNRESPONSIVE', 3],
  ['ACTIVE', 100_000_000, 'UNRESPONSIVE', 120],
  ['ACTIVE', -60, 'HEALTHY', 0],
  ['ACTIVE', never, 'UNRESPONSIVE', 120],
  ['SPAWNING', never, 'UNKNOWN', 120],
  ['SPAWNING', 5, 'UNKNOWN', 0],
  ['SPAWNING', 45, 'UNKNOWN', 1],
  ['SPAWNING', 95, 'UNKNOWN', 3],
  ['FAILED', 95, 'UNRESPONSIVE', 3],
  ['FAILED', 5, 'HEALTHY', 0],
  ['PAUSED', 1_000, 'NOT_MONITORED', 0],
  ['PAUSED', never, 'NOT_MONITORED', 0],
  ['TERMINATED', 1_000, 'NOT_MONITORED', 0],
])('%s with the last heartbeat %s seconds ago is %s, with %i missed heartbeats', async (status, age, state, missed) => {
  expect(await healthOf(status, age)).toMatchObject({ state, missedHeartbeats: missed, intervalSeconds: 30 })
})

test('the age is counted from the status change if that is later than the last heartbeat', async () => {
  expect(await healthOf('ACTIVE', 1_000, { statusAge: 5 })).toMatchObject({ state: 'HEALTHY', missedHeartbeats: 0 })
  expect(await healthOf('ACTIVE', 1_000, { statusAge: 45 })).toMatchObject({ state: 'LATE', missedHeartbeats: 1 })
})

test('a supervisor without a heartbeat is UNKNOWN for three heartbeat intervals', async () => {
  expect(await healthOf('ACTIVE', never, { statusAge: 85 })).toMatchObject({ state: 'UNKNOWN', missedHeartbeats: 2 })
  expect(await healthOf('ACTIVE', never, { statusAge: 90 })).toMatchObject({ state: 'UNRESPONSIVE' })
})

test('a restarted supervisor is UNKNOWN until its new incarnation sends a heartbeat', async () => {
  const id = await givenRow(api.pool, 'supervisors', { name: 'again', status: 'ACTIVE' })
  const healthNow = async () => (await api.data(health, { id })).supervisor?.health
  await api.data(report, { input: { supervisorId: id, incarnation: 1 } })
  expect(await healthNow()).toMatchObject({ state: 'HEALTHY' })

  await api.data(restart, { id })
  expect(await healthNow()).toMatchObject({ state: 'UNKNOWN', missedHeartbeats: 0 })
  await api.data(report, { input: { supervisorId: id, incarnation: 1 } })
  expect(await healthNow()).toMatchObject({ state: 'UNKNOWN', missedHeartbeats: 0 })

  await api.data(report, { input: { supervisorId: id, incarnation: 2 } })
  expect(await healthNow()).toMatchObject({ state: 'HEALTHY' })
})

test.each([
  [{}, 30],
  [{ heartbeat_interval: 10 }, 10],
  [{ heartbeat_interval: 300 }, 300],
  [{ heartbeat_interval: 9 }, 10],
  [{ heartbeat_interval: -1e300 }, 10],
  [{ heartbeat_interval: 1e300 }, 300],
  [{ heartbeat_interval: 59.9 }, 59],
  [{ heartbeat_interval: '60' }, 30],
  [{ heartbeat_interval: 'soon' }, 30],
  [{ heartbeat_interval: null }, 30],
  [{ heartbeat_interval: [60] }, 30],
  [{ heartbeat_interval: { seconds: 60 } }, 30],
])('with the config %j the heartbeat interval is %i seconds', async (config, seconds) => {
  expect(await healthOf('ACTIVE', seconds * 2, { config })).toMatchObject({
    intervalSeconds: seconds,
    missedHeartbeats: 2,
    state: 'LATE',
  })
})

test('the next heartbeat is due one heartbeat interval after the last one', async () => {
  const { lastHeartbeat, dueAt } = await healthOf('ACTIVE', 20, { config: { heartbeat_interval: 100 } })
  expect(Date.parse(dueAt ?? '') - Date.parse(lastHeartbeat ?? '')).toBe(100_000)
})

test('no heartbeat is due if the supervisor is not monitored', async () => {
  expect((await healthOf('PAUSED', 20)).dueAt).toBe(null)
  expect((await healthOf('TERMINATED', never)).dueAt).toBe(null)
})
