import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { loadBulk } from '../../prisma/seed/bulkLoad.ts'
import { createSecret, hashSecret } from '../../src/domain/token.ts'

/** Ten children for each supervisor above the fourth level: subtrees have 11,111, 1,111, 111 and 11 supervisors. */
const size = { supervisors: 11_111, teams: 2, members: 5 }

/** The top of a subtree, and the number of supervisors in it. */
export interface Top {
  readonly id: string
  readonly supervisors: number
}

/** Loads the fleet. Its ids are the same in each database. */
export async function givenFleet(session: pg.Client): Promise<void> {
  await loadBulk(session, size)
  await session.query(`UPDATE supervisors SET status = 'ACTIVE' WHERE status = 'SPAWNING'`)
  // otherwise created_at has one value for each batch of the bulk load
  await session.query(`UPDATE supervisors SET created_at = created_at - random() * interval '30 days'`)
  await session.query('VACUUM (ANALYZE)')
}

/** A supervisor of each of the first three levels, each below the one before. */
export async function fetchTops(session: pg.Client): Promise<Top[]> {
  const { rows } = await session.query<Top>(
    `SELECT top.id, (SELECT count(*)::int FROM supervisors s WHERE top.id = ANY (s.path)) AS supervisors
     FROM unnest((SELECT path FROM supervisors WHERE hierarchy_level = 2 ORDER BY path LIMIT 1)) WITH ORDINALITY AS top (id, n)
     ORDER BY top.n`,
  )
  return rows
}

/** Creates a token with the role READ, and returns its secret. @param within null: not limited to a subtree */
export async function givenToken(session: pg.Client, within: string | null): Promise<string> {
  const secret = createSecret()
  await session.query(
    `INSERT INTO api_tokens (id, hash, actor, role, within, created_by)
     VALUES ($1, decode($2, 'hex'), 'bench', 'READ', $3, 'bench')`,
    [randomUUID(), hashSecret(secret), within],
  )
  return secret
}
