import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { dumpTables } from '../../support/database/dumpTables.ts'
import { eventsOf } from '../../support/events/eventsOf.ts'
import { givenTree } from '../../support/database/givenTree.ts'
import { withApi } from '../../support/api/withApi.ts'
import { beatDocument, beatsDocument, withHeartbeats } from '../../support/supervision/withHeartbeats.ts'
import { withViewer } from '../../support/api/withViewer.ts'

const api = withApi()
const { beats, unchanged, columnsOf } = withHeartbeats(api)
const execute = withViewer(api)

afterEach(async () => {
  expect(await api.violations()).toEqual([])
  await api.pool.query('TRUNCATE supervisors, supervisor_events CASCADE')
})

/** Inserts `count` supervisors below a root. Their ids are random, so the request does not list them in order. */
async function givenMany(count: number, status = 'ACTIVE'): Promise<string[]> {
  const names = Array.from({ length: count }, (_, i) => `s${i}`)
  const id = await givenTree(api.pool, `root > [${names.map((name) => `${name}:${status}`).join()}]`)
  return names.map(id)
}

/** The results of a request, which fails the test if it is refused as a whole. */
async function resultsOf(...args: Parameters<typeof beats>) {
  const payload = await beats(...args)
  if (payload.__typename !== 'HeartbeatsPayload') throw new Error(JSON.stringify(payload))
  return payload.results
}

const unknownSupervisors = (count: number): { supervisorId: string }[] =>
  Array.from({ length: count }, () => ({ supervisorId: randomUUID() }))

describe('heartbeats of several supervisors', () => {
  test('return results in the given order, each like a single heartbeat', async () => {
    const id = await givenTree(
      api.pool,
      'top:PAUSED > blocked, active, spawning:SPAWNING, paused:PAUSED, failed:FAILED, terminated:TERMINATED',
    )
    const expected = {
      terminated: ['STOP', 'TERMINATED', 1, false],
      active: ['CONTINUE', 'ACTIVE', 1, true],
      spawning: ['CONTINUE', 'ACTIVE', 2, true],
      failed: ['STOP', 'FAILED', 1, false],
      blocked: ['PAUSE', 'ACTIVE', 1, true],
      paused: ['PAUSE', 'PAUSED', 1, true],
    }
    const names = Object.keys(expected)
    const events = await eventsOf(api, async () => {
      const results = await resultsOf(names.map((name) => ({ supervisorId: id(name) })))
      expect(results).toEqual(
        Object.entries(expected).map(([name, [command, status, version, accepted]]) => {
          return { __typename: 'HeartbeatPayload', supervisorId: id(name), command, status, version, accepted }
        }),
      )
    })
    expect(events).toMatchObject([{ supervisorId: id('spawning'), version: 2 }])
  })

  test('are recorded even if others in the request are refused', async () => {
    const id = await givenTree(api.pool, 'a, b, c')
    const unknownId = randomUUID()
    const results = await resultsOf([
      { supervisorId: id('c'), sequence: 1 },
      { supervisorId: unknownId },
      { supervisorId: id('a'), metrics: { cpu: 1 } },
      { supervisorId: id('b'), metrics: [] },
      { supervisorId: 'b' },
      { supervisorId: id('b'), incarnation: 2 },
      { supervisorId: id('b'), sequence: -1 },
      { supervisorId: id('b'), metrics: { a: ['\0'] } },
    ])
    const place = (...path: string[]) => ({ path: ['input', 'heartbeats', ...path] })
    expect(results).toMatchObject([
      { supervisorId: id('c'), accepted: true },
      { __typename: 'NotFoundError', code: 'NOT_FOUND', id: unknownId, ...place('1', 'supervisorId') },
      { supervisorId: id('a'), accepted: true },
      { __typename: 'ValidationError', code: 'VALIDATION', ...place('3', 'metrics') },
      { __typename: 'ValidationError', ...place('4', 'supervisorId') },
      { __typename: 'ValidationError', ...place('5', 'incarnation') },
      { __typename: 'ValidationError', ...place('6', 'sequence') },
      { __typename: 'ValidationError', ...place('7', 'metrics', 'a', '0') },
    ])
    expect(await columnsOf(id('a'))).toMatchObject({ health_metrics: { cpu: 1 } })
    expect(await columnsOf(id('b'))).toMatchObject({ last_heartbeat: null, version: 1 })
    expect(await columnsOf(id('c'))).toMatchObject({ heartbeat_sequence: '1', version: 1 })
  })

  test('write nothing if all are refused', async () => {
    const id = await givenTree(api.pool, 'a:SPAWNING, b:TERMINATED')
    await unchanged(() =>
      resultsOf([
        { supervisorId: id('a'), incarnation: 2 },
        { supervisorId: id('b') },
        { supervisorId: randomUUID(), metrics: {} },
        { supervisorId: id('a'), sequence: -1 },
      ]),
    )
  })

  test('can be an empty list', async () => {
    expect(await resultsOf([])).toEqual([])
    expect(api.statements).toEqual([])
  })

  test('are refused only for supervisors outside the subtree of the caller', async () => {
    const id = await givenTree(api.pool, 'mine > a, theirs:SPAWNING')
    const viewer = { role: 'REPORT', within: id('mine') } as const
    const heartbeats = ['theirs', 'a', 'mine'].map((name) => ({ supervisorId: id(name) }))
    const { data } = await execute(viewer, beatsDocument, { input: { heartbeats } })
    expect(data.heartbeats).toMatchObject({
      results: [
        { __typename: 'NotFoundError', path: ['input', 'heartbeats', '0', 'supervisorId'] },
        { supervisorId: id('a'), accepted: true },
        { supervisorId: id('mine'), accepted: true },
      ],
    })
    expect(await columnsOf(id('theirs'))).toMatchObject({ status: 'SPAWNING', last_heartbeat: null })
  })

  test('are refused as a whole with the role READ', async () => {
    const id = await givenTree(api.pool, 'a')
    const before = await dumpTables(api.pool)
    for (const heartbeats of [[{ supervisorId: id('a') }], unknownSupervisors(1_001)]) {
      const { data } = await execute({ role: 'READ' }, beatsDocument, { input: { heartbeats } })
      expect(data.heartbeats).toMatchObject({ __typename: 'ForbiddenError', required: 'REPORT' })
    }
    expect(await dumpTables(api.pool)).toEqual(before)
  })
})

describe('heartbeats of one supervisor in one request', () => {
  test('are processed one after the other', async () => {
    const id = await givenTree(api.pool, 'a, b')
    const a = id('a')
    const results = await resultsOf([
      { supervisorId: a, sequence: 2, metrics: { n: 2 } },
      { supervisorId: a, sequence: 1, metrics: { n: 1 } },
      { supervisorId: a, sequence: 2 },
      { supervisorId: id('b'), sequence: 1 },
      { supervisorId: a, metrics: { n: 'none' } },
      { supervisorId: a, sequence: 5, incarnation: 1 },
      { supervisorId: a, sequence: 900, incarnation: 2 },
      { supervisorId: a, sequence: 4 },
      { supervisorId: a.toUpperCase(), sequence: 6 },
    ])
    expect(results.map((each) => ('accepted' in each ? each.accepted : each.__typename))).toEqual([
      true,
      false,
      false,
      true,
      true,
      true,
      'ValidationError',
      false,
      true,
    ])
    expect(await columnsOf(a)).toMatchObject({ heartbeat_sequence: '6', health_metrics: { n: 'none' }, version: 1 })
  })

  test('from the previous incarnation do not make those of the current one late', async () => {
    const id = await givenTree(api.pool, 'a')
    await api.pool.query('UPDATE supervisors SET incarnation = 2')
    const results = await resultsOf([
      { supervisorId: id('a'), incarnation: 1, sequence: 900, metrics: { of: 1 } },
      { supervisorId: id('a'), incarnation: 2, sequence: 0, metrics: { of: 2 } },
      { supervisorId: id('a'), incarnation: 1, sequence: 901, metrics: { of: 1 } },
    ])
    expect(results).toMatchObject([
      { command: 'STOP', accepted: false },
      { command: 'CONTINUE', accepted: true },
      { command: 'STOP', accepted: false },
    ])
    expect(await columnsOf(id('a'))).toMatchObject({ heartbeat_sequence: '0', health_metrics: { of: 2 } })
  })

  test('make it ACTIVE with one event', async () => {
    const id = await givenTree(api.pool, 'a:SPAWNING')
    const events = await eventsOf(api, async () => {
      const results = await resultsOf([1, 2, 3].map((sequence) => ({ supervisorId: id('a'), sequence })))
      for (const result of results) expect(result).toMatchObject({ accepted: true, status: 'ACTIVE', version: 2 })
    })
    expect(events).toHaveLength(1)
  })
})

describe('a request', () => {
  test('accepts 1,000 heartbeats', async () => {
    const ids = await givenMany(1_000)
    const results = await resultsOf(ids.map((supervisorId) => ({ supervisorId, sequence: 1, metrics: { cpu: 1 } })))
    expect(results.map((each) => 'accepted' in each && each.accepted && each.supervisorId)).toEqual(ids)
    const { rows } = await api.pool.query(
      `SELECT count(*)::int FROM supervisors WHERE heartbeat_sequence = 1 AND health_metrics = '{"cpu": 1}' AND version = 1`,
    )
    expect(rows).toEqual([{ count: 1_000 }])
  })

  test('with 1,001 heartbeats is refused as a whole, without a statement', async () => {
    expect(await beats(unknownSupervisors(1_001))).toMatchObject({
      __typename: 'LimitExceededError',
      code: 'LIMIT_EXCEEDED',
      path: ['input', 'heartbeats'],
      limit: 1_000,
      actual: 1_001,
    })
    expect(api.statements).toEqual([])
  })
})

describe('the number of statements', () => {
  test.each([1, 10, 1_000])('is one for %i heartbeats', async (count) => {
    const ids = await givenMany(count)
    await resultsOf(ids.map((supervisorId) => ({ supervisorId, incarnation: 1, metrics: {} })))
    expect(api.statements).toHaveLength(1)
  })

  // the requests run in one turn of the event loop, so that the number of batches does not depend on timing
  const beatAs = async (within: string | null, supervisorId: string) =>
    (await execute({ role: 'REPORT', within }, beatDocument, { input: { supervisorId } })).data.heartbeat
  const beatsAs = async (within: string | null, ids: readonly string[]) =>
    (
      await execute({ role: 'REPORT', within }, beatsDocument, {
        input: { heartbeats: ids.map((supervisorId) => ({ supervisorId })) },
      })
    ).data.heartbeats

  test('is one for concurrent requests, even of different documents', async () => {
    const [a = '', b = '', c = ''] = await givenMany(3)
    expect(await Promise.all([beatAs(null, a), beatsAs(null, [b, a]), beatAs(null, c)])).toMatchObject([
      { accepted: true, supervisorId: a },
      {
        results: [
          { accepted: true, supervisorId: b },
          { accepted: true, supervisorId: a },
        ],
      },
      { accepted: true, supervisorId: c },
    ])
    expect(api.statements).toHaveLength(1)
  })

  test('is one for concurrent requests of several callers, and one more for a supervisor outside the subtree', async () => {
    const id = await givenTree(api.pool, 'a, b')
    const [a, b] = [id('a'), id('b')]
    expect(await Promise.all([beatAs(a, a), beatAs(b, a), beatAs(b, b)])).toMatchObject([
      { accepted: true },
      { __typename: 'NotFoundError' },
      { accepted: true },
    ])
    expect(api.statements).toHaveLength(2) // the second statement reads the supervisor that was not found
  })

  test('is two for 1,500 concurrent heartbeats', async () => {
    const ids = await givenMany(1_500)
    const thirds = [0, 500, 1_000].map((start) => ids.slice(start, start + 500))
    const answers = await Promise.all(thirds.map((third) => beatsAs(null, third)))
    expect(answers).toMatchObject(
      thirds.map((third) => ({ results: third.map((supervisorId) => ({ supervisorId, accepted: true })) })),
    )
    expect(api.statements).toHaveLength(2)
  })

  test('is five for 300 first heartbeats, four of them for one transaction', async () => {
    const ids = await givenMany(300, 'SPAWNING')
    const events = await eventsOf(api, async () => {
      api.statements.length = 0
      const results = await resultsOf(ids.map((supervisorId) => ({ supervisorId })))
      for (const result of results) expect(result).toMatchObject({ status: 'ACTIVE', version: 2, accepted: true })
    })
    expect(api.statements.filter((text) => text.startsWith('BEGIN'))).toHaveLength(1)
    expect(api.statements).toHaveLength(5) // the heartbeats, then BEGIN, the hierarchy lock, UPDATE and COMMIT
    expect(events.map(({ supervisorId }) => supervisorId).sort()).toEqual(ids.toSorted())
    expect(new Set(events.map(({ at }) => at)).size).toBe(1)
  })
})
