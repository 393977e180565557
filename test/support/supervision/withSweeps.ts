import { afterEach, expect } from 'vitest'
import { sweep, type Sweep } from '../../../src/supervision/sweep.ts'
import { givenTree, type IdOf, type Queryable } from '../database/givenTree.ts'
import { fetchEvents, type EventRecord } from '../events/replayEvents.ts'
import type { TestApi } from '../api/withApi.ts'

export const intervalMs = 5_000

export interface Sweeps {
  /** Makes it so that a round is due, and nobody has grace. */
  intervalGoesBy(): Promise<void>
  /** As `setLastRound`. */
  lastRound(secondsAgo: number | null): Promise<void>
  /** One round, if it is due. */
  sweepNow(again?: boolean): Promise<Sweep | null>
  /** One round, as if an interval had gone by since the last one, and nobody had grace. */
  round(options?: { readonly spawnTimeoutSeconds?: number }): Promise<Sweep | null>
  /** Makes it so that nothing was heard of these for so long, and that their status is as old. */
  silence(ids: readonly string[], seconds: number): Promise<void>
  /** As `givenTree`, each supervisor spawned after those drawn before it, with the config of its name. */
  spawnInOrder(drawing: string, configs?: Readonly<Record<string, object>>): Promise<IdOf>
  /** Brings forward what was decided, as if so much time had gone by since. */
  timeGoesBy(seconds: number): Promise<void>
  /** When restarts are due, in whole seconds since they were decided, in order. */
  dueTimes(): Promise<[name: string, seconds: number][]>
  /** Names of those that have a status, or were restarted (`SPAWNING 2`), in the order of spawning. */
  statuses(): Promise<Record<string, string>>
  /** What the sweeper left on the record, in order. */
  swept(): Promise<EventRecord[]>
}

/** Makes it so that the last round began so long ago; null: there was none yet. */
export async function setLastRound(db: Queryable, secondsAgo: number | null): Promise<void> {
  await db.query(`UPDATE sweeper SET last_round_at = timezone('utc', clock_timestamp()) - make_interval(secs => $1)`, [
    secondsAgo,
  ])
}

/** Each test has the tables to itself. */
export function withSweeps(api: TestApi): Sweeps {
  afterEach(async () => {
    expect(await api.violations()).toEqual([])
    await api.pool.query('TRUNCATE supervisors, supervisor_events, supervisor_restarts CASCADE')
    await api.pool.query('UPDATE sweeper SET last_round_at = NULL, grace_from = NULL')
  })
  const intervalGoesBy = async (): Promise<void> => {
    await api.pool.query(
      `UPDATE sweeper SET last_round_at = timezone('utc', clock_timestamp()) - make_interval(secs => $1 / 1000.0), grace_from = NULL`,
      [intervalMs],
    )
  }
  return {
    intervalGoesBy,
    lastRound: (secondsAgo) => setLastRound(api.pool, secondsAgo),
    sweepNow: (again = false) => sweep({ db: api.db, spawnTimeoutSeconds: 300, intervalMs, again }),
    async round({ spawnTimeoutSeconds = 300 } = {}) {
      await intervalGoesBy()
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
    async timeGoesBy(seconds) {
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
    async swept() {
      return (await fetchEvents(api.pool)).filter(({ actor }) => actor === 'sweeper')
    },
  }
}
