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

/** The restart intensity, which is counted from the event log alone, and the escalation beyond it. */

const api = withApi()
const { makeSweepDue, runSweep, silence, spawnInOrder, statuses, sweeperEvents, letTimePass } = withSweeps(api)

/** Long enough for both ACTIVE and SPAWNING supervisors. */
const stopHeartbeats = (...ids: string[]) => silence(ids, 300)
/** Replaces the database clock with a fixed time. */
const at = (tx: Tx, now: string): Tx => ({
  ...tx,
  query: ({ text, values }) => tx.query({ text: text.replaceAll(databaseTime.text, `timestamp '${now}'`), values }),
})
/** Decisions of the recorded reports, in order. */
async function decisions(): Promise<unknown[]> {
  const reports = (await sweeperEvents()).filter(({ type }) => type === 'CHILD_FAILED')
  return reports.map(({ after }) => after?.decision)
}

describe('the period', () => {
  test.each([
    ['includes', 3_590, true],
    ['excludes', 3_600, false],
  ] as const)('of 3,600 s %s a restart that was decided %i s ago', async (_verb, secondsAgo, counts) => {
    const id = await spawnInOrder('top > a', { top: { restart: { max_restarts: 1, within_seconds: 3_600 } } })
    await stopHeartbeats(id('a'))
    await runSweep()
    await letTimePass(secondsAgo)
    await stopHeartbeats(id('a'))
    await runSweep()
    expect(await decisions()).toEqual(['RESTART', counts ? 'ESCALATE' : 'RESTART'])
    expect(await statuses()).toEqual({ top: 'ACTIVE', a: counts ? 'FAILED 2' : 'SPAWNING 3' })
  })

  test.each([
    [3_599.999, 'counts', 1],
    [3_600, 'counts', 1],
    [3_600.001, 'does not count', 0],
    [0, 'counts', 1],
    [-0.001, 'does not count', 0],
  ] as const)(
    'of 3,600 s includes both of its ends: a restart decided %s s ago %s',
    async (secondsAgo, _verb, expected) => {
      const id = await spawnInOrder('top > a', { top: { restart: {} } })
      await stopHeartbeats(id('a'))
      await runSweep()
      const { rows } = await api.pool.query<{ now: string }>(
        `SELECT (at + make_interval(secs => $1))::text AS now FROM supervisor_events WHERE type = 'CHILD_FAILED'`,
        [secondsAgo],
      )
      const counts = await inTreeTransaction({ db: api.db, viewer: sweeper }, { lock: 'none' }, (tx) =>
        fetchRestartCounts(at(tx, rows[0]?.now ?? ''), [{ id: id('top'), incarnation: 1, withinSeconds: 3_600 }]),
      )
      expect([...counts]).toEqual([[id('top'), expected]])
    },
  )

  test('does not count restarts with a time in the future, after the database clock was ahead', async () => {
    const id = await spawnInOrder('top > a', { top: { restart: { max_restarts: 1 } } })
    await stopHeartbeats(id('a'))
    await runSweep()
    await letTimePass(-86_400)
    for (const decided of [2, 3]) {
      await stopHeartbeats(id('a'))
      await runSweep()
      expect(await decisions()).toEqual(Array.from({ length: decided }, () => 'RESTART'))
    }
    expect(await statuses()).toEqual({ top: 'ACTIVE', a: 'SPAWNING 4' })

    await api.pool.query(`UPDATE supervisor_events SET at = timezone('utc', clock_timestamp())`)
    await stopHeartbeats(id('a'))
    await runSweep()
    expect((await decisions()).at(-1)).toBe('ESCALATE')
  })

  test('slides: older restarts no longer count, and newer ones do', async () => {
    const id = await spawnInOrder('top > a', { top: { restart: { max_restarts: 2, within_seconds: 3_600 } } })
    for (const seconds of [2_000, 1_700, 0, 0]) {
      await stopHeartbeats(id('a'))
      await runSweep()
      await letTimePass(seconds)
    }
    const reports = (await sweeperEvents()).filter(({ type }) => type === 'CHILD_FAILED')
    expect(reports.map(({ after }) => [after?.decision, after?.restarts])).toEqual([
      ['RESTART', 1],
      ['RESTART', 2],
      ['RESTART', 2],
      ['ESCALATE', 2],
    ])
  })

  test('is that of the current policy when a child fails', async () => {
    const id = await spawnInOrder('top > a', { top: { restart: { max_restarts: 1, within_seconds: 3_600 } } })
    await stopHeartbeats(id('a'))
    await runSweep()
    await letTimePass(60)
    await api.pool.query(`UPDATE supervisors SET config = '{"restart": {"max_restarts": 1, "within_seconds": 60}}'`)
    await stopHeartbeats(id('a'))
    await runSweep()
    expect(await decisions()).toEqual(['RESTART', 'RESTART'])
  })
})

describe('the counted restarts', () => {
  test('are those that the current incarnation of the supervisor decided', async () => {
    const id = await spawnInOrder('root > top > a', { root: { restart: {} }, top: { restart: { max_restarts: 1 } } })
    const ofRoot = 'RESTART'
    await stopHeartbeats(id('a'))
    await runSweep()
    await stopHeartbeats(id('top'))
    await runSweep()
    await stopHeartbeats(id('a'))
    await runSweep()
    expect(await decisions()).toEqual(['RESTART', ofRoot, 'RESTART'])
    expect(await statuses()).toEqual({ root: 'ACTIVE', top: 'SPAWNING 2', a: 'SPAWNING 3' })

    await stopHeartbeats(id('a'))
    await runSweep()
    expect((await decisions()).slice(3)).toEqual(['ESCALATE', ofRoot])
  })

  test('do not include restarts by an operator', async () => {
    const id = await spawnInOrder('top > a', { top: { restart: { max_restarts: 1 } } })
    for (const incarnation of [2, 3]) {
      const { data } = await api.request(
        `mutation { restartSupervisor(input: { id: "${id('a')}" }) { ... on RestartSupervisorPayload { supervisor { incarnation } } } }`,
      )
      expect(data).toEqual({ restartSupervisor: { supervisor: { incarnation } } })
      await api.pool.query(`UPDATE supervisors SET status = 'ACTIVE'`)
    }
    await stopHeartbeats(id('a'))
    await runSweep()
    expect(await decisions()).toEqual(['RESTART'])
  })

  test('include neither decisions of other supervisors nor other decisions of the same sweep', async () => {
    const drawing = 'left > [a, b], right > [c, d]'
    const id = await spawnInOrder(drawing, { left: { restart: { max_restarts: 2 } }, right: {} })
    await stopHeartbeats(id('c'), id('d'))
    await runSweep()
    await stopHeartbeats(id('a'), id('b'))
    await runSweep()
    expect(await decisions()).toEqual(['NONE', 'NONE', 'RESTART', 'RESTART'])
  })
})

test('the count continues after a restart of the server, since it is not in memory', async () => {
  const id = await spawnInOrder('top > a', { top: { restart: { max_restarts: 2 } } })
  const sweepByNewServer = async (): Promise<readonly Sweep[]> => {
    const ignore = () => undefined
    const db = openDatabase({ url: api.url, poolSize: 1, onConnectionError: ignore, onRetry: ignore })
    const { sweeper, sweeps, errors } = watchSweeper(db, intervalMs)
    await makeSweepDue()
    await sweeper.start()
    await sweeper.stop()
    await db.close()
    expect(errors).toEqual([])
    return sweeps
  }
  for (const restarted of [1, 1, 0]) {
    await stopHeartbeats(id('a'))
    expect(await sweepByNewServer()).toEqual([{ failed: 1, restarted, isFull: false, failure: null }])
  }
  expect(await decisions()).toEqual(['RESTART', 'RESTART', 'ESCALATE'])
  expect(await statuses()).toEqual({ top: 'ACTIVE', a: 'FAILED 3' })
})

describe('beyond the restart intensity', () => {
  test('the next ancestor decides by its own policy, and counts the restart as its own', async () => {
    const id = await spawnInOrder('top > middle > a', {
      top: { restart: { max_restarts: 1 } },
      middle: { restart: { max_restarts: 0 } },
    })
    await stopHeartbeats(id('a'))
    expect(await runSweep()).toMatchObject({ failed: 1, restarted: 2 })
    expect(await statuses()).toEqual({ top: 'ACTIVE', middle: 'SPAWNING 2', a: 'SPAWNING 2' })
    await stopHeartbeats(id('a'))
    expect(await runSweep()).toMatchObject({ failed: 1, restarted: 0 })
    expect(await statuses()).toEqual({ top: 'ACTIVE', middle: 'SPAWNING 2', a: 'FAILED 2' })
    expect(await decisions()).toEqual(['ESCALATE', 'RESTART', 'ESCALATE', 'ESCALATE'])
  })

  test('a failed supervisor stays FAILED, and is not reported again', async () => {
    const id = await spawnInOrder('top > a', { top: { restart: { max_restarts: 0 } } })
    await stopHeartbeats(id('a'))
    await runSweep()
    const before = await sweeperEvents()
    await letTimePass(86_400)
    expect(await runSweep()).toEqual({ failed: 0, restarted: 0, isFull: false, failure: null })
    expect((await sweeperEvents()).map(({ sequence }) => sequence)).toEqual(before.map(({ sequence }) => sequence))
    expect(await statuses()).toEqual({ top: 'ACTIVE', a: 'FAILED' })
  })

  test('the failure escalates to the root, with an event and its cause for each step', async () => {
    const id = await spawnInOrder('top > between > middle > a', {
      top: { restart: { strategy: 'one_for_all', max_restarts: 0, within_seconds: 60 } },
      middle: { restart: { max_restarts: 0 } },
    })
    await stopHeartbeats(id('a'))
    await runSweep()
    const events = await sweeperEvents()
    const sequences = events.map(({ sequence }) => sequence)
    const ofMiddle = { strategy: 'one_for_one', restarts: 0, maxRestarts: 0, withinSeconds: 3_600 }
    const ofTop = { strategy: 'one_for_all', restarts: 0, maxRestarts: 0, withinSeconds: 60 }
    const escalation = (name: string, facts: object) => ({
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
      ['CHILD_FAILED', id('middle'), escalation('a', ofMiddle), 0],
      ['FAILURE_ESCALATED', id('middle'), escalation('a', ofMiddle), 1],
      ['CHILD_FAILED', id('between'), escalation('middle', {}), 2],
      ['FAILURE_ESCALATED', id('between'), escalation('middle', {}), 3],
      ['CHILD_FAILED', id('top'), escalation('between', ofTop), 4],
      ['FAILURE_ESCALATED', id('top'), escalation('between', ofTop), 5],
    ])

    const nodes = 'events(first: 2) { nodes { type after causedBy cursor } }'
    const { data } = await api.request<
      Record<'top' | 'between', { events: { nodes: Record<string, unknown>[] } }>,
      object
    >(`{ top: supervisor(id: "${id('top')}") { ${nodes} } between: supervisor(id: "${id('between')}") { ${nodes} } }`)
    const [last, first] = data?.top.events.nodes ?? []
    expect(last).toMatchObject({
      type: 'FAILURE_ESCALATED',
      after: escalation('between', ofTop),
      causedBy: first?.cursor,
    })
    expect(first).toMatchObject({ type: 'CHILD_FAILED', causedBy: data?.between.events.nodes[0]?.cursor })
  })
})
