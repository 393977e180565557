import { randomUUID } from 'node:crypto'
import type { Queryable } from './givenTree.ts'

/**
 * Inserts a tree of `count` ACTIVE supervisors, up to 100 children each, with one team for each supervisor.
 * @param parentId parent of the root of the tree; null: it is a root
 * @param members members of each team
 * @returns the id of the root of the tree
 */
export async function givenFleet(
  db: Queryable,
  count: number,
  { parentId = null, members = 5 }: { readonly parentId?: string | null; readonly members?: number } = {},
): Promise<string> {
  const rootId = randomUUID()
  await db.query(
    `WITH ids AS (
       SELECT i, CASE i WHEN 0 THEN $1::uuid ELSE gen_random_uuid() END AS id FROM generate_series(0, $2::int - 1) AS i
     ), spawned AS (
       INSERT INTO supervisors (id, name, parent_id, status)
       SELECT ids.id, ids.id::text, coalesce(above.id, $3), 'ACTIVE'
       FROM ids LEFT JOIN ids above ON ids.i > 0 AND above.i = (ids.i - 1) / 100 ORDER BY ids.i
     ), teams AS (
       INSERT INTO supervisor_teams (supervisor_id, name) SELECT id, 'team' FROM ids RETURNING id
     )
     INSERT INTO supervisor_team_members (team_id, agent_id)
     SELECT id, gen_random_uuid() FROM teams, generate_series(1, $4::int)`,
    [rootId, count, parentId, members],
  )
  return rootId
}
