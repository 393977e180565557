import { randomUUID } from 'node:crypto'
import type { Queryable } from './givenTree.ts'

/** Inserts a team, and returns its id. */
export async function givenTeam(db: Queryable, supervisorId: string, name: string): Promise<string> {
  const id = randomUUID()
  await db.query('INSERT INTO supervisor_teams (id, supervisor_id, name) VALUES ($1, $2, $3)', [id, supervisorId, name])
  return id
}
