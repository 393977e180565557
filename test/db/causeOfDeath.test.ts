import { describe, expect, test } from 'vitest'
import { withDatabase } from '../support/database/withDatabase.ts'

const database = withDatabase()

const now = '2026-03-01 12:00:00.000'
const ago = (seconds: number): string => new Date(Date.parse(`${now}Z`) - Math.round(seconds * 1_000)).toISOString()

interface Row {
  readonly what: string
  readonly status?: string
  readonly config?: object
  /** Seconds since; absent: never. */
  readonly heartbeat?: number
  readonly changed?: number
  readonly grace?: number
  readonly dead: boolean
}

const day = 86_400

/** The clock is an argument: to the millisecond, and without waiting. */
test.each<Row>([
  { what: 'ACTIVE, 89.999 s after the last heartbeat', heartbeat: 89.999, dead: false },
  { what: 'ACTIVE, 90.000 s after the last heartbeat', heartbeat: 90, dead: true },
  { what: 'interval 10: 29.999 s', config: { heartbeat_interval: 10 }, heartbeat: 29.999, dead: false },
  { what: 'interval 10: 30.000 s', config: { heartbeat_interval: 10 }, heartbeat: 30, dead: true },
  { what: 'interval 300: 899.999 s', config: { heartbeat_interval: 300 }, heartbeat: 899.999, dead: false },
  { what: 'interval 300: 900.000 s', config: { heartbeat_interval: 300 }, heartbeat: 900, dead: true },
  { what: 'interval below the least: 10', config: { heartbeat_interval: -5 }, heartbeat: 29.999, dead: false },
  { what: 'interval above the most: 300', config: { heartbeat_interval: 1e9 }, heartbeat: 900, dead: true },
  { what: 'interval that is no number: 30', config: { heartbeat_interval: 'soon' }, heartbeat: 89.999, dead: false },
  { what: 'interval that is no number: 30', config: { heartbeat_interval: [10] }, heartbeat: 90, dead: true },
  { what: 'ACTIVE and never reported, 89.999 s after it became so', changed: 89.999, dead: false },
  { what: 'ACTIVE and never reported, 90.000 s after it became so', changed: 90, dead: true },
  { what: 'just resumed, with a heartbeat of yesterday', changed: 1, heartbeat: day, dead: false },
  { what: 'resumed 90 s ago, and silent since', changed: 90, heartbeat: day, dead: true },
  { what: 'SPAWNING for 299.999 s', status: 'SPAWNING', changed: 299.999, dead: false },
  { what: 'SPAWNING for 300.000 s', status: 'SPAWNING', changed: 300, dead: true },
  {
    what: 'restarted just now, with a heartbeat of before',
    status: 'SPAWNING',
    changed: 1,
    heartbeat: day,
    dead: false,
  },
  {
    what: 'SPAWNING, whatever its interval',
    status: 'SPAWNING',
    config: { heartbeat_interval: 10 },
    changed: 200,
    dead: false,
  },
  { what: 'PAUSED', status: 'PAUSED', heartbeat: day, dead: false },
  { what: 'FAILED', status: 'FAILED', heartbeat: day, dead: false },
  { what: 'TERMINATED', status: 'TERMINATED', heartbeat: day, dead: false },
  { what: 'a heartbeat from the future', heartbeat: -3_600, dead: false },
  { what: 'grace began 29.999 s ago', heartbeat: day, grace: 29.999, dead: false },
  { what: 'grace began 30.000 s ago', heartbeat: day, grace: 30, dead: true },
  {
    what: 'grace is one interval of its own',
    config: { heartbeat_interval: 300 },
    heartbeat: day,
    grace: 299.999,
    dead: false,
  },
  { what: 'SPAWNING has that grace too', status: 'SPAWNING', changed: day, grace: 29.999, dead: false },
])('$what: dead $dead', async ({ status = 'ACTIVE', config = {}, heartbeat, changed = day, grace, dead }) => {
  const { rows } = await database.pool.query<{ cause: string | null }>(
    'SELECT cause_of_death($1, $2, $3, $4, $5, 300, $6) AS cause',
    [
      status,
      config,
      heartbeat === undefined ? null : ago(heartbeat),
      ago(changed),
      grace === undefined ? null : ago(grace),
      now,
    ],
  )
  expect(rows[0]?.cause ?? null).toEqual(dead ? expect.stringMatching(/without|no sign of life/) : null)
})

describe('the reason', () => {
  test.each([
    ['ACTIVE', { heartbeat_interval: 10 }, 'heartbeat time-out: 12 intervals of 10 s without a sign of life'],
    ['SPAWNING', {}, 'spawn time-out: no sign of life within 60 s'],
  ])('of one that is %s', async (status, config, cause) => {
    const { rows } = await database.pool.query('SELECT cause_of_death($1, $2, NULL, $3, NULL, 60, $4) AS cause', [
      status,
      config,
      ago(125),
      now,
    ])
    expect(rows).toEqual([{ cause }])
  })
})
