import { isInputObjectType } from 'graphql'
import { afterEach, describe, expect, test } from 'vitest'
import { schema } from '../../../src/schema/index.ts'
import { eventsOf } from '../../support/events/eventsOf.ts'
import { givenRow } from '../../support/database/givenRow.ts'
import { givenTree } from '../../support/database/givenTree.ts'
import { lifecycleDocument } from '../../support/api/lifecycleMutation.ts'
import { withApi } from '../../support/api/withApi.ts'
import { withHeartbeats } from '../../support/supervision/withHeartbeats.ts'

const api = withApi()
const { beat, unchanged, columnsOf } = withHeartbeats(api)

afterEach(async () => {
  expect(await api.violations()).toEqual([])
  await api.pool.query('TRUNCATE supervisors, supervisor_events CASCADE')
})

const millisecondsOf = (text: string | null): number => Date.parse(`${String(text).replace(' ', 'T')}Z`)

describe('the response to a heartbeat', () => {
  test.each([
    { status: 'SPAWNING', command: 'CONTINUE', accepted: true, becomes: 'ACTIVE', version: 2 },
    { status: 'ACTIVE', command: 'CONTINUE', accepted: true, becomes: 'ACTIVE', version: 1 },
    { status: 'PAUSED', command: 'PAUSE', accepted: true, becomes: 'PAUSED', version: 1 },
    { status: 'FAILED', command: 'STOP', accepted: false, becomes: 'FAILED', version: 1 },
    { status: 'TERMINATED', command: 'STOP', accepted: false, becomes: 'TERMINATED', version: 1 },
  ])(
    'of a supervisor that is $status has the command $command',
    async ({ status, command, accepted, becomes, version }) => {
      const id = await givenTree(api.pool, `a:${status}`)
      expect(await beat({ supervisorId: id('a') })).toEqual({
        __typename: 'HeartbeatPayload',
        supervisorId: id('a'),
        command,
        status: becomes,
        version,
        incarnation: 1,
        accepted,
        dueAt: expect.stringMatching(/Z$/) as string,
      })
      expect(await columnsOf(id('a'))).toMatchObject({ status: becomes, version })
    },
  )

  test.each([
    ['top:PAUSED > a', 'PAUSE', 'ACTIVE'],
    ['top:FAILED > a', 'PAUSE', 'ACTIVE'],
    ['top:PAUSED > middle > a', 'PAUSE', 'ACTIVE'],
    ['top > middle:FAILED > low > a', 'PAUSE', 'ACTIVE'],
    ['top:PAUSED > a:SPAWNING', 'PAUSE', 'ACTIVE'],
    ['top:PAUSED > a:PAUSED', 'PAUSE', 'PAUSED'],
    ['top:PAUSED > a:FAILED', 'STOP', 'FAILED'],
    ['top:PAUSED > a:TERMINATED', 'STOP', 'TERMINATED'],
    ['top:SPAWNING > a', 'CONTINUE', 'ACTIVE'],
    ['top > [a, beside:PAUSED]', 'CONTINUE', 'ACTIVE'],
    ['a > below:FAILED', 'CONTINUE', 'ACTIVE'],
  ])('in the tree %s has the command %s for a, with the status %s', async (drawing, command, status) => {
    const id = await givenTree(api.pool, drawing)
    expect(await beat({ supervisorId: id('a') })).toMatchObject({ command, status })
  })

  test('has the command CONTINUE once the blocking ancestor is resumed', async () => {
    const id = await givenTree(api.pool, 'top:PAUSED > a')
    expect(await beat({ supervisorId: id('a') })).toMatchObject({ command: 'PAUSE', version: 1 })
    await api.data(lifecycleDocument('resumeSupervisor'), { input: { id: id('top') } })
    expect(await beat({ supervisorId: id('a') })).toMatchObject({ command: 'CONTINUE', version: 1 })
  })

  test('has the version after the last change', async () => {
    const id = await givenTree(api.pool, 'a')
    await api.pool.query(`UPDATE supervisors SET config = '{"model": "new"}'`)
    expect(await beat({ supervisorId: id('a') })).toMatchObject({ command: 'CONTINUE', version: 2 })
  })

  test.each([
    [{}, 30],
    [{ heartbeat_interval: 10 }, 10],
    [{ heartbeat_interval: 300 }, 300],
    [{ heartbeat_interval: 9 }, 10],
    [{ heartbeat_interval: 301 }, 300],
    [{ heartbeat_interval: 'soon' }, 30],
    [{ heartbeat_interval: [{}] }, 30],
    [{ heartbeat_interval: null }, 30],
  ])('with the config %j has the next heartbeat due in %i seconds', async (config, seconds) => {
    const id = await givenRow(api.pool, 'supervisors', { name: 'a', status: 'ACTIVE', config: JSON.stringify(config) })
    const answer = await beat({ supervisorId: id })
    if (answer.__typename !== 'HeartbeatPayload') throw new Error(answer.message)
    const { last_heartbeat: last } = await columnsOf(id)
    expect(Date.parse(answer.dueAt) - millisecondsOf(last)).toBe(seconds * 1_000)
  })

  test('that is not accepted keeps the previous due time', async () => {
    const id = await givenTree(api.pool, 'a, b:TERMINATED')
    await api.pool.query(
      `UPDATE supervisors SET last_heartbeat = '2020-02-02 02:02:02.002', status_changed_at = '2020-01-01', heartbeat_sequence = 5`,
    )
    expect(await beat({ supervisorId: id('a'), sequence: 5 })).toMatchObject({ dueAt: '2020-02-02T02:02:32.002Z' })
    expect(await beat({ supervisorId: id('b') })).toMatchObject({ dueAt: '2020-02-02T02:02:32.002Z' })
  })
})

test('the time of a heartbeat comes from the database clock, and clients cannot set it', async () => {
  const now = async () => {
    const { rows } = await api.pool.query<{ now: string }>(`SELECT timezone('utc', clock_timestamp())::text AS now`)
    return rows[0]?.now ?? ''
  }
  const id = await givenTree(api.pool, 'a')
  const before = millisecondsOf(await now())
  await beat({ supervisorId: id('a') })
  const after = millisecondsOf(await now())
  const { last_heartbeat: last } = await columnsOf(id('a'))
  expect(millisecondsOf(last)).toBeGreaterThanOrEqual(before)
  expect(millisecondsOf(last)).toBeLessThanOrEqual(after + 1) // the column is rounded to milliseconds

  const input = schema.getType('HeartbeatInput')
  expect(isInputObjectType(input) && Object.keys(input.getFields()).sort()).toEqual([
    'incarnation',
    'metrics',
    'sequence',
    'supervisorId',
  ])
})

describe('a heartbeat of a supervisor that is not SPAWNING', () => {
  test('changes only the time, the metrics and the sequence', async () => {
    const id = await givenTree(api.pool, 'root > [a, b:PAUSED]')
    for (const name of ['a', 'b']) {
      const fixed = async () => {
        const { rows } = await api.pool.query<{ row: unknown }>(
          `SELECT to_jsonb(s) - '{last_heartbeat,health_metrics,heartbeat_sequence}'::text[] AS row FROM supervisors s ORDER BY id`,
        )
        return rows
      }
      const before = await fixed()
      const events = await eventsOf(api, async () => {
        expect(await beat({ supervisorId: id(name), sequence: 7, metrics: { cpu: 0.5 } })).toMatchObject({
          accepted: true,
          version: 1,
        })
      })
      expect(events).toEqual([])
      expect(await fixed()).toEqual(before)
      expect(await columnsOf(id(name))).toMatchObject({ heartbeat_sequence: '7', health_metrics: { cpu: 0.5 } })
    }
  })

  test('does not change a FAILED supervisor', async () => {
    const id = await givenTree(api.pool, 'a:FAILED')
    const late = { supervisorId: id('a'), incarnation: 1, sequence: 9, metrics: { late: true } }
    for (let i = 0; i < 2; i++)
      expect(await unchanged(() => beat(late))).toMatchObject({ command: 'STOP', status: 'FAILED', accepted: false })
  })

  test('does not change a TERMINATED supervisor', async () => {
    const id = await givenTree(api.pool, 'a:TERMINATED')
    expect(
      await unchanged(() => beat({ supervisorId: id('a'), incarnation: 1, sequence: 9, metrics: {} })),
    ).toMatchObject({
      command: 'STOP',
      accepted: false,
    })
  })
})
