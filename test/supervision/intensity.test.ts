import { Sql } from 'sql-template-tag'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/db/database.ts'
import { databaseTime } from '../../src/db/queries/fragments/health.ts'
import { fetchRestartCounts } from '../../src/db/queries/restarts.ts'
import { inTreeTransaction, type Tx } from '../../src/db/treeTransaction.ts'
import { sweeper } from '../../src/domain/viewer.ts'
import type { Sweep } from '../../src/supervision/sweep.ts'
import { watchSweeper } from '../support/supervision/watchSweeper.ts'
import { withApi } from '../support/api/withApi.ts'
import { intervalMs, withSweeps } from '../support/supervision/withSweeps.ts'

/** How many restarts are too many: counted from the record alone, and what becomes of a failure beyond. */

const api = withApi()
const { intervalGoesBy, round, silence, spawnInOrder, statuses, swept, timeGoesBy } = withSweeps(api)

/** Long enough for one that is ACTIVE or SPAWNING. */
const dies = (...ids: string[]) => silence(ids, 300)
/** As if it were then by the database's clock. */
const at = (tx: Tx, now: string): Tx => ({
  ...tx,
  query: ({ strings, values }) =>
    tx.query(
      new Sql(
        strings.map((part) => part.replaceAll(databaseTime.text, `timestamp '${now}'`)),
        values,
      ),
    ),
})
/** What was decided, one report after the other. */
async function decisions(): Promise<unknown[]> {
  const told = (await swept()).filter(({ type }) => type === 'CHILD_FAILED')
  return told.map(({ after }) => after?.decision)
}

describe('the period', () => {
  test.each([
    { secondsAgo: 3_590, counts: true },
    { secondsAgo: 3_600, counts: false },
  ])('of 3,600 s: a restart that was decided $secondsAgo s ago counts $counts', async ({ secondsAgo, counts }) => {
    const id = await spawnInOrder('top > a', { top: { restart: { max_restarts: 1, within_seconds: 3_600 } } })
    await dies(id('a'))
    await round()
    await timeGoesBy(secondsAgo)
    await dies(id('a'))
    await round()
    expect(await decisions()).toEqual(['RESTART', counts ? 'ESCALATE' : 'RESTART'])
    expect(await statuses()).toEqual({ top: 'ACTIVE', a: counts ? 'FAILED 2' : 'SPAWNING 3' })
  })

  test.each([
    { secondsAgo: 3_599.999, counts: 1 },
    { secondsAgo: 3_600, counts: 1 },
    { secondsAgo: 3_600.001, counts: 0 },
    { secondsAgo: 0, counts: 1 },
    { secondsAgo: -0.001, counts: 0 },
  ])('of 3,600 s has both of its ends: of a restart $secondsAgo s ago it counts $counts', async (row) => {
    const id = await spawnInOrder('top > a', { top: { restart: {} } })
    await dies(id('a'))
    await round()
    const { rows } = await api.pool.query<{ now: string }>(
      `SELECT (at + make_interval(secs => $1))::text AS now FROM supervisor_events WHERE type = 'CHILD_FAILED'`,
      [row.secondsAgo],
    )
    const counts = await inTreeTransaction({ db: api.db, viewer: sweeper }, { lock: 'none' }, (tx) =>
      fetchRestartCounts(at(tx, rows[0]?.now ?? ''), [{ id: id('top'), incarnation: 1, withinSeconds: 3_600 }]),
    )
    expect([...counts]).toEqual([[id('top'), row.counts]])
  })

  test('has nothing of a clock that was ahead: until that moment comes, restarts are made and not counted', async () => {
    const id = await spawnInOrder('top > a', { top: { restart: { max_restarts: 1 } } })
    await dies(id('a'))
    await round()
    await timeGoesBy(-86_400)
    for (const decided of [2, 3]) {
      await dies(id('a'))
      await round()
      expect(await decisions()).toEqual(Array.from({ length: decided }, () => 'RESTART'))
    }
    expect(await statuses()).toEqual({ top: 'ACTIVE', a: 'SPAWNING 4' })

    await api.pool.query(`UPDATE supervisor_events SET at = timezone('utc', clock_timestamp())`)
    await dies(id('a'))
    await round()
    expect((await decisions()).at(-1)).toBe('ESCALATE')
  })

  test('goes along: what was decided before it is counted no more, what was since is', async () => {
    const id = await spawnInOrder('top > a', { top: { restart: { max_restarts: 2, within_seconds: 3_600 } } })
    for (const seconds of [2_000, 1_700, 0, 0]) {
      await dies(id('a'))
      await round()
      await timeGoesBy(seconds)
    }
    const told = (await swept()).filter(({ type }) => type === 'CHILD_FAILED')
    expect(told.map(({ after }) => [after?.decision, after?.restarts])).toEqual([
      ['RESTART', 1],
      ['RESTART', 2],
      ['RESTART', 2],
      ['ESCALATE', 2],
    ])
  })

  test('is that of the policy as it is when a child fails', async () => {
    const id = await spawnInOrder('top > a', { top: { restart: { max_restarts: 1, within_seconds: 3_600 } } })
    await dies(id('a'))
    await round()
    await timeGoesBy(60)
    await api.pool.query(`UPDATE supervisors SET config = '{"restart": {"max_restarts": 1, "within_seconds": 60}}'`)
    await dies(id('a'))
    await round()
    expect(await decisions()).toEqual(['RESTART', 'RESTART'])
  })
})

describe('what counts', () => {
  test('are restarts that this incarnation decided: an earlier one’s are forgotten', async () => {
    const id = await spawnInOrder('root > top > a', { root: { restart: {} }, top: { restart: { max_restarts: 1 } } })
    const ofRoot = 'RESTART'
    await dies(id('a'))
    await round()
    await dies(id('top'))
    await round()
    await dies(id('a'))
    await round()
    expect(await decisions()).toEqual(['RESTART', ofRoot, 'RESTART'])
    expect(await statuses()).toEqual({ root: 'ACTIVE', top: 'SPAWNING 2', a: 'SPAWNING 3' })

    await dies(id('a'))
    await round()
    expect((await decisions()).slice(3)).toEqual(['ESCALATE', ofRoot])
  })

  test('are not those that an operator asked for', async () => {
    const id = await spawnInOrder('top > a', { top: { restart: { max_restarts: 1 } } })
    for (const incarnation of [2, 3]) {
      const { data } = await api.request(
        `mutation { restartSupervisor(input: { id: "${id('a')}" }) { ... on RestartSupervisorPayload { supervisor { incarnation } } } }`,
      )
      expect(data).toEqual({ restartSupervisor: { supervisor: { incarnation } } })
      await api.pool.query(`UPDATE supervisors SET status = 'ACTIVE'`)
    }
    await dies(id('a'))
    await round()
    expect(await decisions()).toEqual(['RESTART'])
  })

  test('are not those of other supervisors, nor what they were told beside', async () => {
    const drawing = 'left > [a, b], right > [c, d]'
    const id = await spawnInOrder(drawing, { left: { restart: { max_restarts: 2 } }, right: {} })
    await dies(id('c'), id('d'))
    await round()
    await dies(id('a'), id('b'))
    await round()
    expect(await decisions()).toEqual(['NONE', 'NONE', 'RESTART', 'RESTART'])
  })
})

test('a restart of the server forgets nothing: another one, with nothing in memory, counts on', async () => {
  const id = await spawnInOrder('top > a', { top: { restart: { max_restarts: 2 } } })
  const roundOfNewServer = async (): Promise<readonly Sweep[]> => {
    const ignore = () => undefined
    const db = openDatabase({ url: api.url, poolSize: 1, onConnectionError: ignore, onRetry: ignore })
    const { sweeper, sweeps, errors } = watchSweeper(db, intervalMs)
    await intervalGoesBy()
    await sweeper.start()
    await sweeper.stop()
    await db.close()
    expect(errors).toEqual([])
    return sweeps
  }
  for (const restarted of [1, 1, 0]) {
    await dies(id('a'))
    expect(await roundOfNewServer()).toEqual([{ failed: 1, restarted, isFull: false, failure: null }])
  }
  expect(await decisions()).toEqual(['RESTART', 'RESTART', 'ESCALATE'])
  expect(await statuses()).toEqual({ top: 'ACTIVE', a: 'FAILED 3' })
})

describe('beyond it', () => {
  test('the one above decides by its own policy, and counts that as its own', async () => {
    const id = await spawnInOrder('top > middle > a', {
      top: { restart: { max_restarts: 1 } },
      middle: { restart: { max_restarts: 0 } },
    })
    await dies(id('a'))
    expect(await round()).toMatchObject({ failed: 1, restarted: 2 })
    expect(await statuses()).toEqual({ top: 'ACTIVE', middle: 'SPAWNING 2', a: 'SPAWNING 2' })
    await dies(id('a'))
    expect(await round()).toMatchObject({ failed: 1, restarted: 0 })
    expect(await statuses()).toEqual({ top: 'ACTIVE', middle: 'SPAWNING 2', a: 'FAILED 2' })
    expect(await decisions()).toEqual(['ESCALATE', 'RESTART', 'ESCALATE', 'ESCALATE'])
  })

  test('what failed stays FAILED, and is not told of again', async () => {
    const id = await spawnInOrder('top > a', { top: { restart: { max_restarts: 0 } } })
    await dies(id('a'))
    await round()
    const before = await swept()
    await timeGoesBy(86_400)
    expect(await round()).toEqual({ failed: 0, restarted: 0, isFull: false, failure: null })
    expect((await swept()).map(({ sequence }) => sequence)).toEqual(before.map(({ sequence }) => sequence))
    expect(await statuses()).toEqual({ top: 'ACTIVE', a: 'FAILED' })
  })

  test('it goes up to the root, each step on the record with what led to it, and is to be seen there', async () => {
    const id = await spawnInOrder('top > between > middle > a', {
      top: { restart: { strategy: 'one_for_all', max_restarts: 0, within_seconds: 60 } },
      middle: { restart: { max_restarts: 0 } },
    })
    await dies(id('a'))
    await round()
    const events = await swept()
    const sequences = events.map(({ sequence }) => sequence)
    const ofMiddle = { strategy: 'one_for_one', restarts: 0, maxRestarts: 0, withinSeconds: 3_600 }
    const ofTop = { strategy: 'one_for_all', restarts: 0, maxRestarts: 0, withinSeconds: 60 }
    const gaveUp = (name: string, facts: object) => ({
      childId: id(name),
      decision: 'ESCALATE',
      incarnation: 1,
      ...facts,
    })
    expect(
      events.map(({ type, supervisorId, after, causedBy }) => [
        type,
        supervisorId,
        after,
        sequences.indexOf(causedBy ?? ''),
      ]),
    ).toEqual([
      ['SUPERVISOR_STATUS_CHANGED', id('a'), expect.objectContaining({ status: 'FAILED' }), -1],
      ['CHILD_FAILED', id('middle'), gaveUp('a', ofMiddle), 0],
      ['FAILURE_ESCALATED', id('middle'), gaveUp('a', ofMiddle), 1],
      ['CHILD_FAILED', id('between'), gaveUp('middle', {}), 2],
      ['FAILURE_ESCALATED', id('between'), gaveUp('middle', {}), 3],
      ['CHILD_FAILED', id('top'), gaveUp('between', ofTop), 4],
      ['FAILURE_ESCALATED', id('top'), gaveUp('between', ofTop), 5],
    ])

    const nodes = 'events(first: 2) { nodes { type after causedBy cursor } }'
    const { data } = await api.request<
      Record<'top' | 'between', { events: { nodes: Record<string, unknown>[] } }>,
      object
    >(`{ top: supervisor(id: "${id('top')}") { ${nodes} } between: supervisor(id: "${id('between')}") { ${nodes} } }`)
    const [last, first] = data?.top.events.nodes ?? []
    expect(last).toMatchObject({ type: 'FAILURE_ESCALATED', after: gaveUp('between', ofTop), causedBy: first?.cursor })
    expect(first).toMatchObject({ type: 'CHILD_FAILED', causedBy: data?.between.events.nodes[0]?.cursor })
  })
})
