import sql, { type Sql } from 'sql-template-tag'
import type { SupervisorId } from '../../../domain/glossary.ts'
import { subtreeOf } from '../fragments/subtree.ts'
import { addAgent } from '../memberships.ts'
import { membershipRow, type MembershipRow } from '../rows.ts'
import { byTime, type PagedList } from './pagedList.ts'

/** Which memberships: active ones, ended ones, or both (null). `asOf` selects those that were active at a moment instead. */
export interface MembershipFilter {
  readonly active: boolean | null
  /** RFC 3339 in UTC. */
  readonly asOf: string | null
}

/** The memberships of a team, in the order of joining. */
export function membersOfTeam(filter: MembershipFilter): PagedList<MembershipRow> {
  const { from } = membershipRow
  const where = [sql`m.team_id = k.owner`, ...conditions(filter)]
  return { ...listed('SupervisorTeam.members'), from, where, hasStablePlan: true }
}

/** The memberships of an agent, in the order of joining: all of them, or those in the subtree that the caller can see. */
export function membershipsOfAgent({
  boundary,
  ...filter
}: MembershipFilter & { readonly boundary: SupervisorId | null }): PagedList<MembershipRow> {
  const within = sql`JOIN supervisor_teams t ON t.id = m.team_id JOIN supervisors s ON s.id = t.supervisor_id
    JOIN supervisors b ON b.id = ${boundary}::uuid AND ${subtreeOf(sql`b.path`)}`
  return {
    ...listed('Agent.memberships'),
    from: boundary === null ? membershipRow.from : sql`${membershipRow.from} ${within}`,
    where: [sql`m.agent_id = k.owner`, ...conditions(filter)],
  }
}

function conditions({ active, asOf }: MembershipFilter): Sql[] {
  if (asOf !== null) {
    const moment = sql`${asOf.replace('Z', '')}::timestamp(3)`
    return [sql`m.joined_at <= ${moment}`, sql`(m.left_at IS NULL OR m.left_at > ${moment})`]
  }
  if (active === null) return []
  return [active ? sql`m.left_at IS NULL` : sql`m.left_at IS NOT NULL`]
}

const sort = byTime(sql`m.joined_at`, sql`m.id`, (row: MembershipRow) => row.joinedAt)

function listed(connection: string) {
  return {
    columnsIn: membershipRow.columnsIn,
    complete: addAgent,
    sort,
    descending: false,
    cursors: { connection, order: 'JOINED_AT ASC', keyType: sort.type },
  }
}
