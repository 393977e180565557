import type { PresentSupervisor, PresentTeam, WantedHierarchy } from '../../domain/hierarchyPlan.ts'
import type { Tx } from '../treeTransaction.ts'
import type { NewMembership, NewTeam } from './staffing.ts'
import type { NewSupervisor } from './treeNodes.ts'

const supervisorColumns = `s.id, s.parent_id AS "parentId", s.name, s.status, s.path, s.spawn_hash AS "idempotencyHash"`

/** The supervisors that have one of the ids, the parent, and the live ones that have one of the names in its place. */
export function fetchPresentSupervisors(
  tx: Tx,
  { parentId, supervisors }: WantedHierarchy,
): Promise<PresentSupervisor[]> {
  return tx.query<PresentSupervisor>(
    `SELECT ${supervisorColumns} FROM supervisors s WHERE s.id = $1 OR s.id = ANY ($2::uuid[])
     UNION
     SELECT ${supervisorColumns} FROM unnest($3::uuid[], $4::text[]) AS wanted (parent_id, name)
     JOIN supervisors s ON s.parent_id = wanted.parent_id AND s.name = wanted.name AND s.status <> 'TERMINATED'
     UNION
     SELECT ${supervisorColumns} FROM unnest($3::uuid[], $4::text[]) AS wanted (parent_id, name)
     JOIN supervisors s ON wanted.parent_id IS NULL AND s.parent_id IS NULL AND s.name = wanted.name AND s.status <> 'TERMINATED'`,
    [
      parentId,
      supervisors.map(({ id }) => id),
      supervisors.map((each) => each.parentId),
      supervisors.map(({ name }) => name),
    ],
  )
}

const teamColumns = `t.id, t.supervisor_id AS "supervisorId", s.path AS "supervisorPath", t.name, t.spawn_hash AS "idempotencyHash"`

/** The teams that have one of the ids, or one of the names in its supervisor. */
export function fetchPresentTeams(tx: Tx, { teams }: WantedHierarchy): Promise<PresentTeam[]> {
  return tx.query<PresentTeam>(
    `SELECT ${teamColumns} FROM supervisor_teams t JOIN supervisors s ON s.id = t.supervisor_id WHERE t.id = ANY ($1::uuid[])
     UNION
     SELECT ${teamColumns} FROM unnest($2::uuid[], $3::text[]) AS wanted (supervisor_id, name)
     JOIN supervisor_teams t ON t.supervisor_id = wanted.supervisor_id AND t.name = wanted.name
     JOIN supervisors s ON s.id = t.supervisor_id`,
    [teams.map(({ id }) => id), teams.map(({ supervisorId }) => supervisorId), teams.map(({ name }) => name)],
  )
}

/**
 * Inserts rows from arrays, one for each column, in the order given; conflicts are left out, and the ids of the others
 * come back. Those of one owner are a millisecond apart, the last one of now, or lists and restarts, which go by their age,
 * would go by their ids.
 */
function insertInOrder(table: string, owner: string, columns: Readonly<Record<string, string>>): string {
  const names = Object.keys(columns).join(', ')
  const arrays = Object.values(columns).map((type, i) => `$${i + 1}::${type}[]`)
  return `
    INSERT INTO ${table} (${names}, created_at)
    SELECT ${names}, timezone('utc', now()) - followers * interval '1 millisecond'
    FROM (
      SELECT *, row_number() OVER (PARTITION BY ${owner} ORDER BY n DESC) - 1 AS followers
      FROM unnest(${arrays.join(', ')}) WITH ORDINALITY AS given (${names}, n)
    ) given ORDER BY n
    ON CONFLICT DO NOTHING RETURNING id`
}

const supervisorInsert = insertInOrder('supervisors', 'parent_id', {
  id: 'uuid',
  parent_id: 'uuid',
  name: 'text',
  description: 'text',
  config: 'jsonb',
  policy_version_id: 'uuid',
  spawn_hash: 'bytea',
})
const teamInsert = insertInOrder('supervisor_teams', 'supervisor_id', {
  id: 'uuid',
  supervisor_id: 'uuid',
  name: 'text',
  description: 'text',
  objective: 'text',
  config: 'jsonb',
  spawn_hash: 'bytea',
})

/** Inserts those whose id, and whose name under the parent, are free, in the order given; the ids of these come back. */
export async function insertSupervisors(tx: Tx, rows: readonly NewSupervisor[]): Promise<string[]> {
  if (rows.length === 0) return []
  const inserted = await tx.query<{ id: string }>(supervisorInsert, [
    rows.map((row) => row.id),
    rows.map((row) => row.parentId),
    rows.map((row) => row.name),
    rows.map((row) => row.description),
    rows.map((row) => JSON.stringify(row.config)),
    rows.map((row) => row.policyVersionId),
    rows.map((row) => row.idempotencyHash),
  ])
  return inserted.map(({ id }) => id)
}

/** Inserts those whose id, and whose name in the supervisor, are free; the ids of these come back. */
export async function insertTeams(tx: Tx, rows: readonly NewTeam[]): Promise<string[]> {
  if (rows.length === 0) return []
  const inserted = await tx.query<{ id: string }>(teamInsert, [
    rows.map((row) => row.id),
    rows.map((row) => row.supervisorId),
    rows.map((row) => row.name),
    rows.map((row) => row.description),
    rows.map((row) => row.objective),
    rows.map((row) => JSON.stringify(row.config)),
    rows.map((row) => row.idempotencyHash),
  ])
  return inserted.map(({ id }) => id)
}

/** Staffs teams that this transaction has made, and nobody else can see. */
export async function insertFirstMembers(
  tx: Tx,
  teams: readonly { readonly id: string; readonly members: readonly NewMembership[] }[],
): Promise<void> {
  const rows = teams.flatMap(({ id, members }) => members.map((member) => ({ teamId: id, ...member })))
  if (rows.length === 0) return
  await tx.query(
    `INSERT INTO supervisor_team_members (team_id, agent_id, role, metadata)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::jsonb[])`,
    [
      rows.map((row) => row.teamId),
      rows.map((row) => row.agentId),
      rows.map((row) => row.role),
      rows.map((row) => JSON.stringify(row.metadata)),
    ],
  )
}
