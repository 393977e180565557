import { expect, test } from 'vitest'
import { withApi } from '../support/api/withApi.ts'
import { withSweeps } from '../support/supervision/withSweeps.ts'

/**
 * A writer that bypasses the API can put anything into `config.restart`. A value that is not an object is no policy, and
 * an invalid key in an object counts as omitted. The sweep handles all other supervisors as usual.
 */

const api = withApi()
const { runSweep, silence, spawnInOrder, statuses, sweeperEvents } = withSweeps(api)

const nested = (depth: number): string => `${'{"restart":['.repeat(depth)}${']}'.repeat(depth)}`
const none = { decision: 'NONE' }
const byDefault = { decision: 'RESTART', strategy: 'one_for_one', restarts: 1, maxRestarts: 3, withinSeconds: 3_600 }

const rows: [restart: string, decided: object][] = [
  ['null', none],
  ['true', none],
  ['0', none],
  ['-1e400', none],
  ['""', none],
  ['"one_for_all"', none],
  ['[]', none],
  ['[{"strategy": "one_for_all"}]', none],
  [`[${nested(45)}]`, none],
  ['{}', byDefault],
  ['{"strategy": "simple_one_for_one"}', byDefault],
  ['{"strategy": "ONE_FOR_ALL"}', byDefault],
  ['{"strategy": "constructor"}', byDefault],
  ['{"strategy": ["one_for_all"]}', byDefault],
  ['{"strategy": {"one_for_all": true}}', byDefault],
  ['{"strategy": null, "max_restarts": null, "within_seconds": null, "stagger_seconds": null}', byDefault],
  ['{"max_restarts": "0"}', byDefault],
  ['{"max_restarts": 0.5}', byDefault],
  ['{"max_restarts": -1}', byDefault],
  ['{"max_restarts": 1e400}', byDefault],
  ['{"max_restarts": 1001}', byDefault],
  ['{"max_restarts": []}', byDefault],
  ['{"within_seconds": 0}', byDefault],
  ['{"within_seconds": 86401}', byDefault],
  ['{"within_seconds": 9007199254740993}', byDefault],
  ['{"within_seconds": "60; DROP TABLE supervisors"}', byDefault],
  ['{"stagger_seconds": 1e300}', byDefault],
  ['{"stagger_seconds": -60}', byDefault],
  ['{"stagger_seconds": "60"}', byDefault],
  ['{"__proto__": {"strategy": "one_for_all"}, "max_restart": 0}', byDefault],
  [`{"more": ${nested(45)}, "max_restarts": 7.0}`, { ...byDefault, maxRestarts: 7 }],
]

test.each(rows.map(([restart, decided]) => [restart.slice(0, 80), restart, decided] as const))(
  'a sweep handles the restart policy %s, and all other supervisors',
  async (_title, restart, decided) => {
    const id = await spawnInOrder('odd > [a, b], sound > c', { sound: { restart: {} } })
    await api.pool.query(
      `UPDATE supervisors SET config = jsonb_build_object('restart', $1::text::jsonb) WHERE name = 'odd'`,
      [restart],
    )
    await silence([id('a'), id('c')], 90)
    const restarts = 'strategy' in decided
    expect(await runSweep()).toEqual({ failed: 2, restarted: restarts ? 2 : 1, isFull: false, failure: null })
    const report = (await sweeperEvents()).find(
      ({ type, supervisorId }) => type === 'CHILD_FAILED' && supervisorId === id('odd'),
    )
    expect(report?.after).toEqual({ childId: id('a'), incarnation: 1, ...decided })
    expect(await statuses()).toEqual({
      odd: 'ACTIVE',
      a: restarts ? 'SPAWNING 2' : 'FAILED',
      b: 'ACTIVE',
      sound: 'ACTIVE',
      c: 'SPAWNING 2',
    })
  },
)

test('an escalation passes invalid policies of ancestors without an error', async () => {
  const id = await spawnInOrder('top > [odd > low > a, right > b]', {
    top: { restart: { max_restarts: 'many' } },
    odd: { restart: [1, 2, 3] },
    low: { restart: { max_restarts: 0 } },
    right: { restart: { strategy: 7, within_seconds: -1 } },
  })
  await silence([id('a'), id('b')], 90)
  expect(await runSweep()).toEqual({ failed: 2, restarted: 4, isFull: false, failure: null })
  expect(await statuses()).toEqual({
    top: 'ACTIVE',
    odd: 'SPAWNING 2',
    low: 'SPAWNING 2',
    a: 'SPAWNING 2',
    right: 'ACTIVE',
    b: 'SPAWNING 2',
  })
})
