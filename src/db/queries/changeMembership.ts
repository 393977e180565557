import type { MembershipId, SupervisorId, TeamId } from '../../domain/glossary.ts'
import type { JsonObject } from '../../domain/input.ts'
import type { Tx } from '../treeTransaction.ts'
import { changedKeys, withChangedKeys } from './changedKeys.ts'

/** What an update can change of a membership. */
export interface MembershipFields {
  readonly role: string
  readonly metadata: JsonObject
}

export interface MembershipForChange {
  readonly supervisorPath: readonly SupervisorId[]
  readonly leftAt: Date | null
  readonly version: number
  readonly fields: MembershipFields
}

/** Locks the row: it stays as it is until the transaction ends. */
export async function findMembershipForChange(tx: Tx, id: MembershipId): Promise<MembershipForChange | null> {
  const [row] = await tx.query<Omit<MembershipForChange, 'fields'> & MembershipFields>(
    `SELECT s.path AS "supervisorPath", m.left_at AS "leftAt", m.version, m.role, m.metadata
     FROM supervisor_team_members m JOIN supervisor_teams t ON t.id = m.team_id JOIN supervisors s ON s.id = t.supervisor_id
     WHERE m.id = $1 FOR NO KEY UPDATE OF m`,
    [id],
  )
  if (!row) return null
  const { supervisorPath, leftAt, version, ...fields } = row
  return { supervisorPath, leftAt, version, fields }
}

/** @param from the fields of the row, which is locked */
export async function updateMembershipFields(
  tx: Tx,
  id: MembershipId,
  from: MembershipFields,
  to: MembershipFields,
): Promise<void> {
  await tx.query(
    `UPDATE supervisor_team_members SET role = $2, metadata = ${withChangedKeys('metadata', '$3', '$4')} WHERE id = $1`,
    [id, to.role, ...changedKeys(from.metadata, to.metadata)],
  )
}

/**
 * Ends a membership and begins one in another team, at the same moment and in one statement. `ended` is false where it
 * had ended already, `joinedId` null where the agent is an active member there: the other half must then be undone.
 */
export async function transferMembership(
  tx: Tx,
  id: MembershipId,
  toTeamId: TeamId,
  role: string | null,
): Promise<{ ended: boolean; joinedId: MembershipId | null }> {
  const [row] = await tx.query<{ ended: boolean; joinedId: MembershipId | null }>(
    `WITH ended AS (
       UPDATE supervisor_team_members SET left_at = greatest(joined_at, timezone('utc', clock_timestamp()))
       WHERE id = $1 AND left_at IS NULL RETURNING agent_id, role, metadata, left_at
     ), joined AS (
       INSERT INTO supervisor_team_members (team_id, agent_id, role, metadata, joined_at)
       SELECT $2, agent_id, coalesce($3, role), metadata, left_at FROM ended ON CONFLICT DO NOTHING RETURNING id
     )
     SELECT EXISTS (SELECT FROM ended) AS ended, (SELECT id FROM joined) AS "joinedId"`,
    [id, toTeamId, role],
  )
  return row ?? { ended: false, joinedId: null }
}
