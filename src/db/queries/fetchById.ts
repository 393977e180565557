import type { MembershipId, SupervisorId, TeamId } from '../../domain/glossary.ts'
import type { Queryable } from '../database.ts'
import {
  membershipColumns,
  supervisorColumns,
  teamColumns,
  type MembershipRow,
  type SupervisorRow,
  type TeamRow,
} from './rows.ts'

/** Rows come in no particular order, and unknown ids have none. */
export function fetchSupervisors(db: Queryable, ids: readonly SupervisorId[]): Promise<SupervisorRow[]> {
  return db.query<SupervisorRow>(`SELECT ${supervisorColumns} FROM supervisors s WHERE s.id = ANY ($1::uuid[])`, [ids])
}

export function fetchTeams(db: Queryable, ids: readonly TeamId[]): Promise<TeamRow[]> {
  return db.query<TeamRow>(`SELECT ${teamColumns} FROM supervisor_teams t WHERE t.id = ANY ($1::uuid[])`, [ids])
}

export function fetchMemberships(db: Queryable, ids: readonly MembershipId[]): Promise<MembershipRow[]> {
  return db.query<MembershipRow>(
    `SELECT ${membershipColumns} FROM supervisor_team_members m WHERE m.id = ANY ($1::uuid[])`,
    [ids],
  )
}
