import type { Queryable } from '../database.ts'
import type { SentHeartbeat } from './recordHeartbeats.ts'

/** Of each heartbeat, whether its sender sees the supervisor that it is for, be its row held by whomever. */
export async function findReportable(db: Queryable, sent: readonly SentHeartbeat[]): Promise<boolean[]> {
  const rows = await db.query<{ n: number }>(
    `SELECT h.n::int FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS h (id, within, n) JOIN supervisors s ON s.id = h.id
     WHERE h.within IS NULL OR h.within = ANY (s.path)`,
    [sent.map(({ heartbeat }) => heartbeat.supervisorId), sent.map(({ within }) => within)],
  )
  const found = new Set(rows.map(({ n }) => n - 1))
  return sent.map((_, i) => found.has(i))
}
