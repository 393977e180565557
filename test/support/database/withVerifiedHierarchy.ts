import { beforeAll } from 'vitest'
import { givenTree, type IdOf } from './givenTree.ts'
import type { TestDatabase } from './withDatabase.ts'

/** A hierarchy without violations, and what `verify_hierarchy()` finds once it is broken. */
export interface VerifiedHierarchy {
  readonly id: IdOf
  /** The team of supervisor `a` that has the only member. */
  readonly team: () => string
  readonly member: () => string
  /** Runs the statements without triggers, constraints and unique indexes, verifies the result, and rolls back. */
  readonly findAfter: (...statements: string[]) => Promise<unknown[]>
}

export function withVerifiedHierarchy(db: TestDatabase): VerifiedHierarchy {
  let id: IdOf
  let team = ''
  let member = ''

  beforeAll(async () => {
    id = await givenTree(db.pool, 'root > [a > b, c], dead:TERMINATED > gone:TERMINATED')
    const { rows } = await db.pool.query<{ team: string; member: string }>(
      `WITH team AS (INSERT INTO supervisor_teams (supervisor_id, name) VALUES ($1, 'team'), ($1, 'other') RETURNING id, name),
         member AS (
           INSERT INTO supervisor_team_members (team_id, agent_id, joined_at)
           SELECT id, gen_random_uuid(), '2020-01-01' FROM team WHERE name = 'team' RETURNING id)
       SELECT team.id AS team, member.id AS member FROM team, member WHERE name = 'team'`,
      [id('a')],
    )
    team = rows[0]?.team ?? ''
    member = rows[0]?.member ?? ''
  })

  async function findAfter(...statements: string[]): Promise<unknown[]> {
    const session = await db.session()
    await session.query(`BEGIN; SET LOCAL session_replication_role = replica`)
    try {
      await session.query(`
      DO $$ DECLARE c record; BEGIN
        FOR c IN SELECT conrelid::regclass AS t, conname FROM pg_constraint
          WHERE connamespace = 'public'::regnamespace AND conrelid <> 0 AND contype NOT IN ('n', 't') ORDER BY contype = 'p'
        LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.t, c.conname); END LOOP;
        FOR c IN SELECT indexrelid::regclass AS i FROM pg_index WHERE indisunique AND indrelid::regclass::text IN ('supervisors', 'supervisor_teams', 'supervisor_team_members')
        LOOP EXECUTE format('DROP INDEX %s', c.i); END LOOP;
      END $$`)
      for (const sql of statements) await session.query(sql)
      const { rows } = await session.query<{ table_name: string; row_id: string | null; invariant: string }>(
        'SELECT table_name, row_id, invariant FROM verify_hierarchy() ORDER BY table_name COLLATE "C", invariant COLLATE "C", row_id',
      )
      return rows.map((row) => [row.table_name, row.row_id, row.invariant])
    } finally {
      await session.query('ROLLBACK')
    }
  }

  return { id: (name) => id(name), team: () => team, member: () => member, findAfter }
}
