import { randomUUID } from 'node:crypto'
import type { Queryable } from './givenTree.ts'

type Table = 'supervisors' | 'supervisor_teams' | 'supervisor_team_members'

/** Inserts one row with these columns, bypassing the API, and returns its id. Times are RFC 3339 without a zone. */
export async function givenRow(db: Queryable, table: Table, columns: Record<string, unknown>): Promise<string> {
  const row: Record<string, unknown> = { id: randomUUID(), ...columns }
  const names = Object.keys(row)
  await db.query(
    `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((_, i) => `$${i + 1}`).join(', ')})`,
    Object.values(row),
  )
  return String(row.id)
}

export function givenTeam(
  db: Queryable,
  supervisorId: string,
  name: string,
  columns: Record<string, unknown> = {},
): Promise<string> {
  return givenRow(db, 'supervisor_teams', { supervisor_id: supervisorId, name, ...columns })
}

export function givenMember(
  db: Queryable,
  teamId: string,
  agentId: string,
  columns: Record<string, unknown> = {},
): Promise<string> {
  return givenRow(db, 'supervisor_team_members', { team_id: teamId, agent_id: agentId, ...columns })
}
