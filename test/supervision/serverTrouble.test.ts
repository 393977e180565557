import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { reportServer, reportStop, type ServerReport } from '../../src/db/queries/servers.ts'
import { createHeartbeatRecorder } from '../../src/supervision/createHeartbeatRecorder.ts'
import { createHeartbeatTrouble } from '../../src/supervision/heartbeatTrouble.ts'
import { createServerReporter } from '../../src/supervision/createServerReporter.ts'
import { givenTree } from '../support/database/givenTree.ts'
import { untilWaiting } from '../support/database/untilBlocked.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSweeps } from '../support/supervision/withSweeps.ts'

/** The missing heartbeats for which a sweep makes allowance, because a server caused them. */

const api = withApi()
const { runSweep, silence } = withSweeps(api)
afterEach(() => api.pool.query('DELETE FROM hierarchy_servers'))

/** A server that reported this many seconds ago. */
async function givenServer(
  secondsAgo: number,
  report: Partial<ServerReport> & { readonly stopped?: true } = {},
): Promise<string> {
  const id = randomUUID()
  await reportServer(api.db, { id, troubleAgeMs: null, lockedOut: [], ...report })
  if (report.stopped) await reportStop(api.db, id)
  await api.pool.query(
    `UPDATE hierarchy_servers SET seen_at = seen_at - make_interval(secs => $2), troubled_at = troubled_at - make_interval(secs => $2),
       stopped_at = stopped_at - make_interval(secs => $2) WHERE id = $1`,
    [id, secondsAgo],
  )
  return id
}

/** Number of supervisors that a sweep fails: 1 if it fails a supervisor that was silent for this time. */
async function failedAfter(seconds: number): Promise<number> {
  const id = await givenTree(api.pool, 'a')
  await silence([id('a')], seconds)
  return (await runSweep())?.failed ?? NaN
}

describe('a supervisor that was silent for three intervals', () => {
  test.each<[what: string, secondsAgo: number, report: Parameters<typeof givenServer>[1], fails: boolean]>([
    ['no server was in trouble', 0, {}, true],
    ['a server is in trouble', 1, { troubleAgeMs: 0 }, false],
    ['a server was in trouble 25 s ago', 1, { troubleAgeMs: 24_000 }, false],
    ['a server was in trouble one interval ago', 1, { troubleAgeMs: 29_100 }, true],
    ['a server has not reported for 14 s', 14, {}, true],
    ['a server has not reported for 16 s', 16, {}, false],
    ['a server has not reported for two minutes', 120, {}, false],
    ['a server has not reported for two minutes and one interval', 150.1, {}, true],
    ['a server shut down 16 s ago', 16, { stopped: true }, true],
    ['a server shut down 5 s after its trouble', 5, { stopped: true, troubleAgeMs: 5_000 }, false],
  ])('if %s', async (_what, secondsAgo, report, fails) => {
    await givenServer(secondsAgo, report)
    expect(await failedAfter(95)).toBe(fails ? 1 : 0)
  })

  test('fails ten minutes later at the latest, however long the trouble lasts', async () => {
    await givenServer(0, { troubleAgeMs: 0 })
    expect(await failedAfter(690.1)).toBe(1)
  })

  test('does not fail if a server reports again after it was lost', async () => {
    const id = await givenServer(3_000)
    await reportServer(api.db, { id, troubleAgeMs: null, lockedOut: [] })
    expect(await failedAfter(95)).toBe(0)
  })

  test('does not fail if its heartbeats were refused because its row was locked, and others fail', async () => {
    const id = await givenTree(api.pool, 'a, b')
    await silence([id('a'), id('b')], 95)
    await givenServer(1, { lockedOut: [id('a')] })
    expect(await runSweep()).toMatchObject({ failed: 1 })
    const { rows } = await api.pool.query(`SELECT name FROM supervisors WHERE status = 'FAILED'`)
    expect(rows).toEqual([{ name: 'b' }])
  })
})

test('a sweep forgets servers that have not reported for an hour', async () => {
  const [old, recent] = [await givenServer(3_601), await givenServer(3_599)]
  await runSweep()
  const { rows } = await api.pool.query<{ id: string }>('SELECT id FROM hierarchy_servers')
  expect(rows).toEqual([{ id: recent }])
  expect(rows).not.toContainEqual({ id: old })
})

describe('a server', () => {
  const beat = (supervisorId: string) => ({
    heartbeat: { supervisorId, incarnation: null, sequence: null, metrics: null },
    within: null,
  })

  test('is in trouble while heartbeats wait, and after they were refused, but not because of invalid values', async () => {
    const id = await givenTree(api.pool, 'a')
    const trouble = createHeartbeatTrouble()
    const { record } = createHeartbeatRecorder(api.db, trouble)
    const invalid = { ...beat(id('a')), within: 'no id' }
    await expect(record([invalid])).rejects.toMatchObject({ code: '22P02' })
    expect(trouble.ageMs).toBe(null)

    const holder = await api.session()
    await holder.query('BEGIN; LOCK TABLE supervisors IN SHARE MODE')
    const refused = record([beat(id('a'))])
    await untilWaiting(api.pool)
    await expect.poll(() => trouble.ageMs, { timeout: 3_000 }).toBe(0)
    expect(await refused).toMatchObject([{ code: 'UNAVAILABLE' }])
    await holder.query('COMMIT')
    expect(trouble.ageMs).toBeLessThan(5_000)
    expect(trouble.ageMs).not.toBe(null)
  })

  test('knows the supervisors whose heartbeats were refused because of locked rows, and is not in trouble because of them', async () => {
    const id = await givenTree(api.pool, 'a, b')
    const trouble = createHeartbeatTrouble()
    const { record } = createHeartbeatRecorder(api.db, trouble)
    const holder = await api.session()
    await holder.query(`BEGIN; UPDATE supervisors SET description = 'held' WHERE name = 'a'`)
    expect(await record([beat(id('a')), beat(id('b'))])).toMatchObject([{ code: 'UNAVAILABLE' }, { accepted: true }])
    await holder.query('COMMIT')
    expect([trouble.ageMs, trouble.lockedOut]).toEqual([null, [id('a')]])
  })

  test('reports that it runs, its trouble, and its shutdown', async () => {
    const fetchRows = async () => {
      const { rows } = await api.pool.query<{ troubled: boolean; stopped: boolean }>(
        `SELECT troubled_at IS NOT NULL AS troubled, stopped_at IS NOT NULL AS stopped FROM hierarchy_servers`,
      )
      return rows
    }
    const trouble = createHeartbeatTrouble()
    const errors: unknown[] = []
    let [told, reports] = [0, 0]
    const reporter = createServerReporter({
      db: api.db,
      trouble,
      onTrouble: () => told++,
      onTroubleReport: () => reports++,
      onError: (error) => errors.push(error),
    })
    await reporter.start()
    expect(await fetchRows()).toEqual([{ troubled: false, stopped: false }])
    trouble.note()
    await expect.poll(fetchRows, { timeout: 5_000 }).toEqual([{ troubled: true, stopped: false }])
    await reporter.stop()
    expect(await fetchRows()).toEqual([{ troubled: true, stopped: true }])
    expect([told, errors]).toEqual([1, []])
    expect(reports).toBeGreaterThan(0)
  })
})

test('one heartbeat that PostgreSQL refuses does not fail the heartbeats of other clients in its batch', async () => {
  const id = await givenTree(api.pool, 'a, b, c')
  const { record } = createHeartbeatRecorder(api.db, createHeartbeatTrouble())
  const sent = (name: string, metrics: string | null) => ({
    heartbeat: { supervisorId: id(name), incarnation: null, sequence: null, metrics },
    within: null,
  })
  const [bad, ...good] = await Promise.allSettled([
    record([sent('a', '{')]),
    record([sent('b', '{"load":1}')]),
    record([sent('c', null)]),
  ])
  expect(bad).toMatchObject({ status: 'rejected', reason: { code: '22P02' } })
  expect(good).toMatchObject(good.map(() => ({ status: 'fulfilled', value: [{ accepted: true }] })))
})
