import type pg from 'pg'
import { buildFleet, type FleetSize } from '../cascade/fleet.ts'

export interface HostileFleetSize extends FleetSize {
  readonly events: number
  /** Supervisors that are to send heartbeats. All others have an interval of 300 s, so that no sweep finds them failed. */
  readonly reporting: number
}

export interface HostileFleet {
  /** A supervisor with a large `config`, a parent, siblings with large configs, and 100 children. */
  readonly id: string
  readonly reporting: readonly string[]
}

/** Shapes of a `config` of about 60 kB: one text, many numbers, and many keys. */
const largeConfigs = [
  `jsonb_build_object('text', repeat('x', 60000))`,
  `jsonb_build_object('items', (SELECT jsonb_agg(n % 10) FROM generate_series(1, 20000) n))`,
  `(SELECT jsonb_object_agg('k' || n, n) FROM generate_series(1, 4000) n)`,
]

/**
 * Replaces the contents of the database with a tree on which the hostile requests are expensive. The root and its children
 * have large configs, and most events belong to them.
 */
export async function buildHostileFleet(session: pg.Client, size: HostileFleetSize): Promise<HostileFleet> {
  await buildFleet(session, size)
  await session.query('SET session_replication_role = replica')
  // the root and its children are the first page of every list
  await session.query(
    `UPDATE supervisors SET config = '{"heartbeat_interval": 300}', created_at = created_at + hierarchy_level * interval '1 s'`,
  )
  for (const [i, config] of largeConfigs.entries())
    await session.query(
      `UPDATE supervisors s SET config = ${config} || '{"heartbeat_interval": 300}'
        FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM supervisors WHERE hierarchy_level < 2) large
       WHERE large.id = s.id AND n % 3 = $1`,
      [i],
    )
  await session.query(
    `INSERT INTO supervisor_events (type, at, actor, supervisor_id, version, path, before, after)
     SELECT 'SUPERVISOR_UPDATED', timezone('utc', now()), 'bench', id, 1, path,
       jsonb_build_object('description', repeat('b', 1000)), jsonb_build_object('description', repeat('a', 1000))
     FROM (SELECT id, path, row_number() OVER (ORDER BY hierarchy_level, id) AS n FROM supervisors) s,
       generate_series(0, $1::int - 1) e WHERE n = 1 + e % 101`,
    [size.events],
  )
  const { rows: reporting } = await session.query<{ id: string }>(
    `UPDATE supervisors SET config = '{"heartbeat_interval": 10}', last_heartbeat = timezone('utc', now())
      WHERE id IN (SELECT id FROM supervisors WHERE hierarchy_level > 1 ORDER BY id LIMIT $1) RETURNING id`,
    [size.reporting],
  )
  const { rows } = await session.query<{ id: string }>(
    `SELECT s.id FROM supervisors s WHERE hierarchy_level = 1
      ORDER BY (SELECT count(*) FROM supervisors c WHERE c.parent_id = s.id) DESC, config ? 'items' DESC LIMIT 1`,
  )
  await session.query('RESET session_replication_role')
  await session.query('VACUUM (ANALYZE) supervisors, supervisor_events')
  await session.query('CHECKPOINT')
  return { id: rows[0]?.id ?? '', reporting: reporting.map((each) => each.id) }
}
