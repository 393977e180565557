import { describe, expect, test } from 'vitest'
import { withDatabase } from '../support/database/withDatabase.ts'

const database = withDatabase()

const now = '2026-03-01 12:00:00.000'
const ago = (seconds: number): string => new Date(Date.parse(`${now}Z`) - Math.round(seconds * 1_000)).toISOString()

interface Row {
  readonly what: string
  readonly status?: string
  readonly config?: object
  /** Seconds since the last heartbeat. Omitted if there was none. */
  readonly heartbeat?: number
  readonly changed?: number
  readonly grace?: number
  /** Seconds since the latest trouble of a server. Omitted if there was none. */
  readonly trouble?: number
  readonly fails: boolean
}

const day = 86_400

// The current time is an argument, so the limits are tested to the millisecond and without waiting.
const supervisors: readonly Row[] = [
  { what: 'that is ACTIVE 89.999 s after the last heartbeat', heartbeat: 89.999, fails: false },
  { what: 'that is ACTIVE 90.000 s after the last heartbeat', heartbeat: 90, fails: true },
  {
    what: 'with the interval 10 s, 29.999 s after the last heartbeat,',
    config: { heartbeat_interval: 10 },
    heartbeat: 29.999,
    fails: false,
  },
  {
    what: 'with the interval 10 s, 30.000 s after the last heartbeat,',
    config: { heartbeat_interval: 10 },
    heartbeat: 30,
    fails: true,
  },
  {
    what: 'with the interval 300 s, 899.999 s after the last heartbeat,',
    config: { heartbeat_interval: 300 },
    heartbeat: 899.999,
    fails: false,
  },
  {
    what: 'with the interval 300 s, 900.000 s after the last heartbeat,',
    config: { heartbeat_interval: 300 },
    heartbeat: 900,
    fails: true,
  },
  {
    what: 'with an interval below the minimum, which counts as 10 s, 29.999 s after the last heartbeat,',
    config: { heartbeat_interval: -5 },
    heartbeat: 29.999,
    fails: false,
  },
  {
    what: 'with an interval above the maximum, which counts as 300 s, 900.000 s after the last heartbeat,',
    config: { heartbeat_interval: 1e9 },
    heartbeat: 900,
    fails: true,
  },
  {
    what: 'with an interval that is text, which counts as 30 s, 89.999 s after the last heartbeat,',
    config: { heartbeat_interval: 'soon' },
    heartbeat: 89.999,
    fails: false,
  },
  {
    what: 'with an interval that is a list, which counts as 30 s, 90.000 s after the last heartbeat,',
    config: { heartbeat_interval: [10] },
    heartbeat: 90,
    fails: true,
  },
  { what: 'that became ACTIVE 89.999 s ago and never reported', changed: 89.999, fails: false },
  { what: 'that became ACTIVE 90.000 s ago and never reported', changed: 90, fails: true },
  { what: 'that was just resumed, with a heartbeat of yesterday,', changed: 1, heartbeat: day, fails: false },
  { what: 'that was resumed 90 s ago and never reported again', changed: 90, heartbeat: day, fails: true },
  { what: 'that is SPAWNING for 299.999 s', status: 'SPAWNING', changed: 299.999, fails: false },
  { what: 'that is SPAWNING for 300.000 s', status: 'SPAWNING', changed: 300, fails: true },
  {
    what: 'that was just restarted, with a heartbeat of the earlier incarnation,',
    status: 'SPAWNING',
    changed: 1,
    heartbeat: day,
    fails: false,
  },
  {
    what: 'that is SPAWNING for 200 s with the interval 10 s',
    status: 'SPAWNING',
    config: { heartbeat_interval: 10 },
    changed: 200,
    fails: false,
  },
  { what: 'that is PAUSED', status: 'PAUSED', heartbeat: day, fails: false },
  { what: 'that is FAILED', status: 'FAILED', heartbeat: day, fails: false },
  { what: 'that is TERMINATED', status: 'TERMINATED', heartbeat: day, fails: false },
  { what: 'with a heartbeat from the future', heartbeat: -3_600, fails: false },
  { what: 'whose grace period began 29.999 s ago', heartbeat: day, grace: 29.999, fails: false },
  { what: 'whose grace period began 30.000 s ago', heartbeat: day, grace: 30, fails: true },
  {
    what: 'with the interval 300 s, whose grace period began 299.999 s ago',
    config: { heartbeat_interval: 300 },
    heartbeat: day,
    grace: 299.999,
    fails: false,
  },
  {
    what: 'that is SPAWNING, whose grace period began 29.999 s ago',
    status: 'SPAWNING',
    changed: day,
    grace: 29.999,
    fails: false,
  },
  {
    what: 'that is silent for 90 s, 29.999 s after trouble of a server,',
    heartbeat: 90,
    trouble: 29.999,
    fails: false,
  },
  { what: 'that is silent for 90 s, 30.000 s after trouble of a server,', heartbeat: 90, trouble: 30, fails: true },
  {
    what: 'that is silent for 10 minutes more than three intervals, less 1 ms, during trouble of a server,',
    heartbeat: 689.999,
    trouble: 0,
    fails: false,
  },
  {
    what: 'that is silent for 10 minutes more than three intervals, during trouble of a server,',
    heartbeat: 690,
    trouble: 0,
    fails: true,
  },
  {
    what: 'that is SPAWNING for 899.999 s, during trouble of a server,',
    status: 'SPAWNING',
    changed: 899.999,
    trouble: 0,
    fails: false,
  },
  {
    what: 'that is SPAWNING for 900.000 s, during trouble of a server,',
    status: 'SPAWNING',
    changed: 900,
    trouble: 0,
    fails: true,
  },
]

const cases = supervisors.map((each) => [each.what, each.fails ? 'fails' : 'does not fail', each] as const)
test.each(cases)(
  'a supervisor %s %s',
  async (_what, _verdict, { status = 'ACTIVE', config = {}, heartbeat, changed = day, grace, trouble, fails }) => {
    const { rows } = await database.pool.query<{ cause: string | null }>(
      'SELECT cause_of_failure($1, $2, $3, $4, $5, $7, 300, $6) AS cause',
      [
        status,
        config,
        heartbeat === undefined ? null : ago(heartbeat),
        ago(changed),
        grace === undefined ? null : ago(grace),
        now,
        trouble === undefined ? null : ago(trouble),
      ],
    )
    expect(rows[0]?.cause ?? null).toEqual(fails ? expect.stringMatching(/no heartbeat/) : null)
  },
)

describe('the reason of the failure', () => {
  test.each([
    ['ACTIVE', { heartbeat_interval: 10 }, 'heartbeat timeout: no heartbeat for 12 intervals of 10 s'],
    ['SPAWNING', {}, 'spawn timeout: no heartbeat within 60 s'],
  ])('of a supervisor that is %s names the missed limit', async (status, config, cause) => {
    const { rows } = await database.pool.query(
      'SELECT cause_of_failure($1, $2, NULL, $3, NULL, NULL, 60, $4) AS cause',
      [status, config, ago(125), now],
    )
    expect(rows).toEqual([{ cause }])
  })
})
