import { afterEach, describe, expect, test } from 'vitest'
import { eventsOf } from '../../support/events/eventsOf.ts'
import { givenTree } from '../../support/database/givenTree.ts'
import { lifecycleDocument } from '../../support/api/lifecycleMutation.ts'
import { untilBlocked } from '../../support/database/untilBlocked.ts'
import { withApi } from '../../support/api/withApi.ts'
import { beatDocument, withHeartbeats } from '../../support/supervision/withHeartbeats.ts'
import { withViewer } from '../../support/api/withViewer.ts'

const api = withApi()
const { beat, unchanged, columnsOf } = withHeartbeats(api)
const execute = withViewer(api)

afterEach(async () => {
  expect(await api.violations()).toEqual([])
  await api.pool.query('TRUNCATE supervisors, supervisor_events CASCADE')
})

describe('the first heartbeat', () => {
  test('makes a supervisor ACTIVE, with one event that has the sender as its actor', async () => {
    const id = await givenTree(api.pool, 'root > a:SPAWNING')
    await api.pool.query(`UPDATE supervisors SET status_reason = 'new' WHERE status = 'SPAWNING'`)
    const sender = { actor: 'the process', role: 'REPORT' } as const
    const events = await eventsOf(api, async () => {
      const { data } = await execute(sender, beatDocument, { input: { supervisorId: id('a'), metrics: { cpu: 1 } } })
      expect(data.heartbeat).toMatchObject({ command: 'CONTINUE', status: 'ACTIVE', version: 3, accepted: true })
    })
    expect(events).toMatchObject([
      {
        type: 'SUPERVISOR_STATUS_CHANGED',
        supervisorId: id('a'),
        version: 3,
        actor: 'the process',
        reason: null,
        causedBy: null,
        before: { status: 'SPAWNING', statusReason: 'new' },
        after: { status: 'ACTIVE', statusReason: null },
      },
    ])
    expect(await columnsOf(id('a'))).toMatchObject({ status: 'ACTIVE', version: 3, health_metrics: { cpu: 1 } })
  })

  test('makes a supervisor ACTIVE below a FAILED ancestor too', async () => {
    const id = await givenTree(api.pool, 'top:FAILED > a:SPAWNING')
    const events = await eventsOf(api, async () => {
      expect(await beat({ supervisorId: id('a') })).toMatchObject({ command: 'PAUSE', status: 'ACTIVE', version: 2 })
    })
    expect(events).toMatchObject([{ supervisorId: id('a'), version: 2, actor: 'local' }])
  })

  test('makes one change if 20 heartbeats are concurrent', async () => {
    const id = await givenTree(api.pool, 'a:SPAWNING')
    const events = await eventsOf(api, async () => {
      const answers = await Promise.all(Array.from({ length: 20 }, () => beat({ supervisorId: id('a') })))
      for (const answer of answers)
        expect(answer).toMatchObject({ command: 'CONTINUE', status: 'ACTIVE', version: 2, accepted: true })
    })
    expect(events).toHaveLength(1)
  })

  test('can be sent again if it was recorded but the status change failed', async () => {
    const id = await givenTree(api.pool, 'a:SPAWNING')
    const holder = await api.session()
    await holder.query('BEGIN; SELECT lock_hierarchy(true)')
    const input = { supervisorId: id('a'), sequence: 0 }
    const lost = beat(input)
    await untilBlocked(api.pool, holder)
    await api.pool.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0',
    )
    expect(await lost).toMatchObject({ __typename: 'UnavailableError' })
    expect(await columnsOf(id('a'))).toMatchObject({ status: 'SPAWNING', heartbeat_sequence: '0' })
    await holder.query('COMMIT')
    expect(await beat(input)).toMatchObject({ command: 'CONTINUE', status: 'ACTIVE', version: 2, accepted: false })
  })

  test('does not activate the next incarnation if a restart overtakes it', async () => {
    const id = await givenTree(api.pool, 'a:SPAWNING')
    const holder = await api.session()
    await holder.query('BEGIN; SELECT lock_hierarchy(true)')
    const late = beat({ supervisorId: id('a'), incarnation: 1 })
    await untilBlocked(api.pool, holder)
    await holder.query('UPDATE supervisors SET incarnation = 2, heartbeat_sequence = NULL; COMMIT')
    expect(await late).toMatchObject({ command: 'STOP', status: 'SPAWNING', version: 2, incarnation: 2 })
  })
})

describe('after a restart', () => {
  const restarted = async () => {
    const id = await givenTree(api.pool, 'a')
    await beat({ supervisorId: id('a'), incarnation: 1, sequence: 50, metrics: { of: 'the first' } })
    await api.data(lifecycleDocument('restartSupervisor'), { input: { id: id('a') } })
    return id('a')
  }

  test('the heartbeats of the previous incarnation receive STOP and are not recorded', async () => {
    const supervisorId = await restarted()
    expect(await unchanged(() => beat({ supervisorId, incarnation: 1, sequence: 51, metrics: {} }))).toMatchObject({
      command: 'STOP',
      status: 'SPAWNING',
      incarnation: 2,
      accepted: false,
    })
    await beat({ supervisorId, incarnation: 2 })
    expect(await unchanged(() => beat({ supervisorId, incarnation: 1, sequence: 52 }))).toMatchObject({
      command: 'STOP',
      status: 'ACTIVE',
      accepted: false,
    })
  })

  test('the first heartbeat of the new incarnation makes it ACTIVE and starts a new sequence', async () => {
    const supervisorId = await restarted()
    expect(await beat({ supervisorId, incarnation: 2, sequence: 0 })).toMatchObject({
      command: 'CONTINUE',
      status: 'ACTIVE',
      version: 3,
      incarnation: 2,
      accepted: true,
    })
    expect(await columnsOf(supervisorId)).toMatchObject({
      heartbeat_sequence: '0',
      health_metrics: { of: 'the first' },
    })
    expect(await beat({ supervisorId, incarnation: 2, sequence: 1 })).toMatchObject({ accepted: true, version: 3 })
  })

  test('a heartbeat without an incarnation counts for the new one', async () => {
    const supervisorId = await restarted()
    expect(await beat({ supervisorId })).toMatchObject({ command: 'CONTINUE', status: 'ACTIVE', incarnation: 2 })
  })

  test('the previous incarnation receives STOP even if the supervisor is PAUSED or blocked', async () => {
    const id = await givenTree(api.pool, 'top:PAUSED > [a:PAUSED, b]')
    await api.pool.query('UPDATE supervisors SET incarnation = 3')
    for (const name of ['a', 'b'])
      expect(await beat({ supervisorId: id(name), incarnation: 2 })).toMatchObject({ command: 'STOP', accepted: false })
  })
})

describe('a heartbeat', () => {
  test('is accepted only if its sequence is above the last one', async () => {
    const id = await givenTree(api.pool, 'a')
    const supervisorId = id('a')
    expect(await beat({ supervisorId, sequence: 4 })).toMatchObject({ accepted: true })
    for (const sequence of [4, 3, 0])
      expect(await unchanged(() => beat({ supervisorId, sequence, metrics: { late: true } }))).toMatchObject({
        accepted: false,
        command: 'CONTINUE',
        status: 'ACTIVE',
      })
    expect(await beat({ supervisorId, sequence: 2 ** 31 - 1 })).toMatchObject({ accepted: true })
    expect(await columnsOf(supervisorId)).toMatchObject({ heartbeat_sequence: '2147483647' })
  })

  test('without a sequence is always accepted and keeps the last sequence', async () => {
    const id = await givenTree(api.pool, 'a')
    await beat({ supervisorId: id('a'), sequence: 4 })
    for (const sequence of [undefined, null])
      expect(await beat({ supervisorId: id('a'), sequence })).toMatchObject({ accepted: true })
    expect(await columnsOf(id('a'))).toMatchObject({ heartbeat_sequence: '4' })
    expect(await beat({ supervisorId: id('a'), sequence: 4 })).toMatchObject({ accepted: false })
  })
})
