import { afterEach, expect } from 'vitest'
import { sweep, type Sweep } from '../../../src/supervision/sweep.ts'
import { givenTree, type IdOf, type Queryable } from '../database/givenTree.ts'
import { fetchEvents, type EventRecord } from '../events/replayEvents.ts'
import type { TestApi } from '../api/withApi.ts'

export const intervalMs = 5_000

export interface Sweeps {
  /** Makes a sweep due, and ends the grace period after an outage. */
  makeSweepDue(): Promise<void>
  /** Like the function `setLastSweep`. */
  setLastSweep(secondsAgo: number | null): Promise<void>
  /** Runs a sweep if it is due. Returns null otherwise. */
  sweepIfDue(again?: boolean): Promise<Sweep | null>
  /** Makes a sweep due and runs it. */
  runSweep(options?: { readonly spawnTimeoutSeconds?: number }): Promise<Sweep | null>
  /** Moves the last heartbeat and the last status change of these supervisors into the past. */
  silence(ids: readonly string[], seconds: number): Promise<void>
  /** Like `givenTree`, with a later creation time for each next supervisor, and configs by name. */
  spawnInOrder(drawing: string, configs?: Readonly<Record<string, object>>): Promise<IdOf>
  /** Moves scheduled restarts and events into the past, as if this time had passed. */
  letTimePass(seconds: number): Promise<void>
  /** Scheduled restarts in order, with the whole seconds from the decision until the restart is due. */
  dueTimes(): Promise<[name: string, seconds: number][]>
  /** Status of each supervisor by name, with the incarnation if it was restarted (`SPAWNING 2`), in spawn order. */
  statuses(): Promise<Record<string, string>>
  /** Events that the sweeper recorded, in order. */
  sweeperEvents(): Promise<EventRecord[]>
}

/** Sets the time of the last sweep. Null means that no sweep has run yet. */
export async function setLastSweep(db: Queryable, secondsAgo: number | null): Promise<void> {
  await db.query(`UPDATE sweeper SET last_round_at = timezone('utc', clock_timestamp()) - make_interval(secs => $1)`, [
    secondsAgo,
  ])
}

/** Runs sweeps in tests. Verifies the database after each test and empties it. */
export function withSweeps(api: TestApi): Sweeps {
  afterEach(async () => {
    expect(await api.violations()).toEqual([])
    await api.pool.query('TRUNCATE supervisors, supervisor_events, supervisor_restarts CASCADE')
    await api.pool.query('UPDATE sweeper SET last_round_at = NULL, grace_from = NULL')
  })
  const makeSweepDue = async (): Promise<void> => {
    await api.pool.query(
      `UPDATE sweeper SET last_round_at = timezone('utc', clock_timestamp()) - make_interval(secs => $1 / 1000.0), grace_from = NULL`,
      [intervalMs],
    )
  }
  return {
    makeSweepDue,
    setLastSweep: (secondsAgo) => setLastSweep(api.pool, secondsAgo),
    sweepIfDue: (again = false) => sweep({ db: api.db, spawnTimeoutSeconds: 300, intervalMs, again }),
    async runSweep({ spawnTimeoutSeconds = 300 } = {}) {
      await makeSweepDue()
      return sweep({ db: api.db, spawnTimeoutSeconds, intervalMs, again: false })
    },
    async silence(ids, seconds) {
      await api.pool.query(
        `UPDATE supervisors SET status_changed_at = now - make_interval(secs => $2),
           last_heartbeat = CASE WHEN last_heartbeat IS NOT NULL THEN now - make_interval(secs => $2) END
         FROM (SELECT timezone('utc', clock_timestamp()) AS now) t WHERE id = ANY ($1::uuid[])`,
        [ids, seconds],
      )
    },
    async spawnInOrder(drawing, configs = {}) {
      const id = await givenTree(api.pool, drawing)
      const names = (drawing.match(/[\w-]+(:\w+)?/g) ?? []).map((name) => name.split(':')[0] ?? '')
      await api.pool.query(
        `UPDATE supervisors s SET created_at = s.created_at + make_interval(secs => g.n), config = coalesce(g.config, s.config)
         FROM unnest($1::uuid[], $2::jsonb[]) WITH ORDINALITY AS g (id, config, n) WHERE s.id = g.id`,
        [names.map(id), names.map((name) => (configs[name] ? JSON.stringify(configs[name]) : null))],
      )
      return id
    },
    async letTimePass(seconds) {
      await api.pool.query('UPDATE supervisor_restarts SET due_at = due_at - make_interval(secs => $1)', [seconds])
      await api.pool.query('UPDATE supervisor_events SET at = at - make_interval(secs => $1)', [seconds])
    },
    async dueTimes() {
      const { rows } = await api.pool.query<{ name: string; seconds: number }>(
        `SELECT s.name, extract(epoch FROM r.due_at - e.at)::float8 AS seconds FROM supervisor_restarts r
         JOIN supervisors s ON s.id = r.supervisor_id JOIN supervisor_events e ON e.sequence = r.caused_by
         ORDER BY floor(extract(epoch FROM r.due_at - e.at)), s.created_at`,
      )
      return rows.map(({ name, seconds }) => [name, Math.floor(seconds)])
    },
    async statuses() {
      const { rows } = await api.pool.query<{ name: string; status: string; incarnation: number }>(
        'SELECT name, status, incarnation FROM supervisors ORDER BY created_at, id',
      )
      return Object.fromEntries(
        rows.map(({ name, status, incarnation }) => [name, incarnation > 1 ? `${status} ${incarnation}` : status]),
      )
    },
    async sweeperEvents() {
      return (await fetchEvents(api.pool)).filter(({ actor }) => actor === 'sweeper')
    },
  }
}
