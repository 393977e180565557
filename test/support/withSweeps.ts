import { sweep, type Sweep } from '../../src/supervision/sweep.ts'
import { givenTree, type IdOf } from './givenTree.ts'
import type { TestApi } from './withApi.ts'

export const intervalMs = 5_000

export interface Sweeps {
  /** One round, as if an interval had gone by since the last. */
  sweep(options?: { readonly spawnTimeoutSeconds?: number; readonly again?: boolean }): Promise<Sweep | null>
  /** Makes these look as if nothing had been heard of them for so long, of their status too. */
  silence(ids: readonly string[], seconds: number): Promise<void>
  /** Inserts the tree, in the order of its drawing, each a second after the one before. */
  spawnInOrder(drawing: string, configs?: Readonly<Record<string, object>>): Promise<IdOf>
}

export function withSweeps(api: TestApi): Sweeps {
  return {
    async sweep({ spawnTimeoutSeconds = 300, again = false } = {}) {
      await api.pool.query(`UPDATE sweeper SET last_round_at = last_round_at - make_interval(secs => $1 / 1000.0)`, [
        intervalMs,
      ])
      return sweep({ db: api.db, spawnTimeoutSeconds, intervalMs, again })
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
  }
}
