import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { deleteExpiredEvents } from '../../src/db/queries/events.ts'
import { encodeEventCursor } from '../../src/domain/page.ts'
import type { Loop } from '../../src/background/loop.ts'
import { createEventPruner, type EventPrunerOptions } from '../../src/events/createEventPruner.ts'
import { fetchEvents } from '../support/events/replayEvents.ts'
import { withApi } from '../support/api/withApi.ts'

const api = withApi()
const started: Loop[] = []
beforeEach(async () => {
  await Promise.all(started.splice(0).map((pruner) => pruner.stop()))
  await api.pool.query('TRUNCATE supervisors, supervisor_events CASCADE')
})
afterAll(() => Promise.all(started.map((pruner) => pruner.stop())))

/** Records events, the first `old` of which are 91 days old, and returns their sequences. */
async function givenEvents(count: number, old: number): Promise<string[]> {
  await api.pool.query(`INSERT INTO supervisors (name) SELECT 's' || i FROM generate_series(1, $1) i`, [count])
  await api.pool.query(
    `UPDATE supervisor_events SET at = at - interval '91 days'
     WHERE sequence IN (SELECT sequence FROM supervisor_events ORDER BY sequence LIMIT $1)`,
    [old],
  )
  return left()
}
const left = async () => (await fetchEvents(api.pool)).map(({ sequence }) => sequence)

/** Starts a pruner with small batches, and collects what it reports. */
function startPruner(options: Partial<EventPrunerOptions> = {}) {
  const pruned: number[] = []
  const errors: unknown[] = []
  const pruner = createEventPruner({
    db: api.db,
    retentionDays: 90,
    batchSize: 10,
    pauseMs: 0,
    onPruned: (count) => pruned.push(count),
    onError: (error) => errors.push(error),
    ...options,
  })
  started.push(pruner)
  void pruner.start()
  return { pruner, pruned, errors }
}

describe('a batch', () => {
  test('deletes the oldest events up to its size, and none that is younger than the retention', async () => {
    const sequences = await givenEvents(30, 25)
    const first = await deleteExpiredEvents(api.db, 90, 20, null)
    expect(first).toEqual({ count: 20, lastSequence: sequences[19] })
    expect(await left()).toEqual(sequences.slice(20))
    expect(await deleteExpiredEvents(api.db, 90, 20, first.lastSequence)).toEqual({
      count: 5,
      lastSequence: sequences[24],
    })
    expect(await deleteExpiredEvents(api.db, 90, 20, null)).toEqual({ count: 0, lastSequence: null })
    expect(await left()).toEqual(sequences.slice(25))
  })

  test('deletes events older than the given number of days', async () => {
    await givenEvents(30, 25)
    expect(await deleteExpiredEvents(api.db, 92, 20, null)).toEqual({ count: 0, lastSequence: null })
    expect(await deleteExpiredEvents(api.db, 91, 100, null)).toMatchObject({ count: 25 })
  })

  test('keeps the newest event however old it is, since its time is the minimum for later events', async () => {
    const sequences = await givenEvents(5, 5)
    await api.pool.query(
      `UPDATE supervisor_events SET at = timezone('utc', now()) + interval '1 day' WHERE sequence = $1`,
      [sequences[4]],
    )
    await api.pool.query(`UPDATE supervisor_events SET at = at - interval '3 days'`)
    expect(await deleteExpiredEvents(api.db, 1, 100, null)).toEqual({ count: 4, lastSequence: sequences[3] })
    expect(await deleteExpiredEvents(api.db, 1, 100, null)).toEqual({ count: 0, lastSequence: null })
    expect(await left()).toEqual([sequences[4]])
  })

  test('deletes nothing without events', async () => {
    expect(await deleteExpiredEvents(api.db, 1, 100, null)).toEqual({ count: 0, lastSequence: null })
  })

  test('deletes nothing while another server prunes', async () => {
    await givenEvents(5, 4)
    const other = await api.session()
    await other.query('BEGIN; SELECT pg_advisory_xact_lock(6014125521)')
    expect(await deleteExpiredEvents(api.db, 90, 100, null)).toEqual({ count: 0, lastSequence: null })
    await other.query('COMMIT')
    expect(await deleteExpiredEvents(api.db, 90, 100, null)).toMatchObject({ count: 4 })
  })
})

describe('a pruner', () => {
  test('deletes all expired events in batches, and leaves their supervisors valid', async () => {
    const sequences = await givenEvents(64, 57)
    const { pruned } = startPruner()
    await expect.poll(() => pruned).toEqual([57])
    expect(await left()).toEqual(sequences.slice(57))
    await api.pool.query(`UPDATE supervisors SET description = 'continues'`)
    expect(await api.violations()).toEqual([])
  })

  test('deletes each event once when several pruners run', async () => {
    const sequences = await givenEvents(300, 280)
    const pruners = Array.from({ length: 4 }, () => startPruner({ intervalMs: 1 }))
    await expect.poll(left).toEqual(sequences.slice(280))
    await Promise.all(pruners.map(({ pruner }) => pruner.stop()))
    expect(pruners.flatMap(({ errors }) => errors)).toEqual([])
    expect(pruners.flatMap(({ pruned }) => pruned).reduce((a, b) => a + b)).toBe(280)
  })

  test('reports a failed run, and retries in the next one', async () => {
    await givenEvents(5, 4)
    await api.pool.query('ALTER TABLE supervisor_events RENAME TO away')
    const { pruned, errors } = startPruner({ intervalMs: 1 })
    try {
      await expect.poll(() => errors).toContainEqual(expect.objectContaining({ code: '42P01' }))
    } finally {
      await api.pool.query('ALTER TABLE away RENAME TO supervisor_events')
    }
    await expect.poll(() => pruned).toEqual([4])
  })

  test('ends immediately when it is stopped, also between batches, and does not start again', async () => {
    const sequences = await givenEvents(30, 25)
    const { pruner, pruned } = startPruner({ pauseMs: 1_000_000 })
    await expect.poll(left).toEqual(sequences.slice(10))
    await pruner.stop()
    expect(pruned).toEqual([10])
    void pruner.start()
    await pruner.stop()
    expect(await left()).toEqual(sequences.slice(10))
  })

  test('does nothing if it is stopped before it is started', async () => {
    const sequences = await givenEvents(5, 4)
    const pruner = createEventPruner({
      db: api.db,
      retentionDays: 1,
      onPruned: () => undefined,
      onError: () => undefined,
    })
    await pruner.stop()
    void pruner.start()
    await pruner.stop()
    expect(await left()).toEqual(sequences)
  })
})

test('a page after the cursor of a deleted event continues with the next event', async () => {
  const sequences = await givenEvents(30, 25)
  await deleteExpiredEvents(api.db, 90, 100, null)
  const cursors = sequences.map(encodeEventCursor)
  const page = async (args: string) => {
    const { data } = await api.request<{ events: { nodes: { cursor: string }[] } }, unknown>(
      `{ events(${args}) { nodes { cursor } } }`,
    )
    return data?.events.nodes.map(({ cursor }) => cursor)
  }
  expect(await page(`newestFirst: false, after: "${cursors[3] ?? ''}"`)).toEqual(cursors.slice(25))
  expect(await page(`after: "${cursors[3] ?? ''}"`)).toEqual([])
  expect(await page(`newestFirst: false, before: "${cursors[3] ?? ''}"`)).toEqual([])
})
