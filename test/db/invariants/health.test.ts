import { describe, expect, test } from 'vitest'
import { withDatabase } from '../../support/database/withDatabase.ts'

const db = withDatabase()

const interval = async (config: string | null): Promise<unknown> =>
  (await db.pool.query<{ n: number }>('SELECT heartbeat_interval($1) AS n', [config])).rows[0]?.n

describe('heartbeat_interval()', () => {
  test.for<[string | null, number]>([
    ['{}', 30],
    ['{"heartbeat_interval": 60}', 60],
    ['{"heartbeat_interval": 10}', 10],
    ['{"heartbeat_interval": 300}', 300],
    ['{"heartbeat_interval": 9}', 10],
    ['{"heartbeat_interval": 0}', 10],
    ['{"heartbeat_interval": -1e9}', 10],
    ['{"heartbeat_interval": 301}', 300],
    ['{"heartbeat_interval": 1e100000}', 300],
    ['{"heartbeat_interval": 1e-1000}', 10],
    ['{"heartbeat_interval": 59.999}', 59],
    ['{"heartbeat_interval": 3e1}', 30],
    ['{"heartbeat_interval": "60"}', 30],
    ['{"heartbeat_interval": "soon"}', 30],
    ['{"heartbeat_interval": ""}', 30],
    ['{"heartbeat_interval": "NaN"}', 30],
    ['{"heartbeat_interval": null}', 30],
    ['{"heartbeat_interval": true}', 30],
    ['{"heartbeat_interval": [60]}', 30],
    ['{"heartbeat_interval": {"seconds": 60}}', 30],
    ['{"other": {"heartbeat_interval": 60}}', 30],
    ['[60]', 30],
    ['"heartbeat_interval"', 30],
    ['60', 30],
    ['null', 30],
    [null, 30],
  ])('of the config %s is %i s', async ([config, expected]) => {
    expect(await interval(config)).toBe(expected)
  })
})

interface Health {
  missed: number
  health: string
}

/** Health `age` seconds after the last heartbeat, or after the last change of status if that is later. */
const fetchHealth = async (
  age: string,
  { seconds = 30, status = 'ACTIVE', reported = true, changedAfter = false } = {},
): Promise<Health | undefined> => {
  const { rows } = await db.pool.query<Health>(
    `WITH row AS (
       SELECT jsonb_build_object('heartbeat_interval', $2::integer) AS config,
         CASE WHEN $4 THEN CASE WHEN $5 THEN t - interval '1 hour' ELSE t END END AS last_heartbeat,
         CASE WHEN $4 AND NOT $5 THEN t - interval '1 hour' ELSE t END AS status_changed_at,
         t + $1::interval AS at
       FROM (VALUES (timestamp '2026-03-01 12:00:00.123')) v (t)
     )
     SELECT missed, health_state($3, last_heartbeat, missed) AS health
     FROM row, missed_heartbeats(config, last_heartbeat, status_changed_at, at) missed`,
    [`${age} seconds`, seconds, status, reported, changedAfter],
  )
  return rows[0]
}

describe('health', () => {
  test.for<[seconds: number, age: string, missed: number, health: string]>([
    [30, '-5', 0, 'HEALTHY'],
    [30, '0', 0, 'HEALTHY'],
    [30, '29.999', 0, 'HEALTHY'],
    [30, '30', 1, 'LATE'],
    [30, '59.999', 1, 'LATE'],
    [30, '60', 2, 'LATE'],
    [30, '89.999', 2, 'LATE'],
    [30, '90', 3, 'UNRESPONSIVE'],
    [30, '86400', 2880, 'UNRESPONSIVE'],
    [10, '9.999', 0, 'HEALTHY'],
    [10, '10', 1, 'LATE'],
    [10, '29.999', 2, 'LATE'],
    [10, '30', 3, 'UNRESPONSIVE'],
    [300, '299.999', 0, 'HEALTHY'],
    [300, '300', 1, 'LATE'],
    [300, '899.999', 2, 'LATE'],
    [300, '900', 3, 'UNRESPONSIVE'],
  ])(
    'with an interval of %i s, %s s after the heartbeat, has %i missed heartbeats and is %s',
    async ([seconds, age, missed, health]) => {
      expect(await fetchHealth(age, { seconds })).toEqual({ missed, health })
    },
  )

  test('counts from a later change of status, so that a resumed supervisor does not fail immediately', async () => {
    expect(await fetchHealth('29.999', { changedAfter: true })).toEqual({ missed: 0, health: 'HEALTHY' })
    expect(await fetchHealth('90', { changedAfter: true })).toEqual({ missed: 3, health: 'UNRESPONSIVE' })
  })

  test('is UNKNOWN before the first heartbeat, until three heartbeats are missed', async () => {
    expect(await fetchHealth('89.999', { reported: false })).toEqual({ missed: 2, health: 'UNKNOWN' })
    expect(await fetchHealth('90', { reported: false })).toEqual({ missed: 3, health: 'UNRESPONSIVE' })
    expect(await fetchHealth('90', { reported: false, status: 'FAILED' })).toEqual({
      missed: 3,
      health: 'UNRESPONSIVE',
    })
  })

  test('of a SPAWNING supervisor is UNKNOWN, even if an earlier incarnation sent heartbeats', async () => {
    expect(await fetchHealth('86400', { reported: false, status: 'SPAWNING' })).toEqual({
      missed: 2880,
      health: 'UNKNOWN',
    })
    expect(await fetchHealth('0', { status: 'SPAWNING' })).toEqual({ missed: 0, health: 'UNKNOWN' })
    expect(await fetchHealth('90', { status: 'SPAWNING' })).toEqual({ missed: 3, health: 'UNKNOWN' })
  })

  test.for(['PAUSED', 'TERMINATED'])('of a supervisor that is %s is NOT_MONITORED', async (status) => {
    expect((await fetchHealth('0', { status }))?.health).toBe('NOT_MONITORED')
    expect((await fetchHealth('86400', { status, reported: false }))?.health).toBe('NOT_MONITORED')
  })

  test.for<[string, number]>([
    ['0001-01-01', 2_147_483_647],
    ['4713-01-01 BC', 2_147_483_647],
    ['-infinity', 2_147_483_647],
    ['9999-12-31', 0],
    ['infinity', 0],
  ])('is computed without an error for a heartbeat at %s', async ([heartbeat, missed]) => {
    const { rows } = await db.pool.query(
      `SELECT missed_heartbeats('{"heartbeat_interval": 10}', $1, NULL, '2026-03-01') AS missed`,
      [heartbeat],
    )
    expect(rows).toEqual([{ missed }])
  })
})
