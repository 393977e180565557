import type { SupervisorId } from '../../domain/glossary.ts'
import type { PagedList } from './keysetPage.ts'
import { membershipColumns } from './rows.ts'
import { subtreeOf } from './subtree.ts'

/** Which memberships of a team or an agent: `active` true, false, or null for both; or those that were active at `asOf`. */
export interface MembershipFilter {
  readonly active: boolean | null
  /** RFC 3339 in UTC. */
  readonly asOf: string | null
}

export function membersOfTeam(filter: MembershipFilter): PagedList {
  return {
    ...joined,
    from: 'supervisor_team_members m',
    where: ['m.team_id = k.owner', ...conditions(filter)],
    values: valuesOf(filter),
  }
}

/** Where a viewer is bounded to a subtree, memberships elsewhere do not exist for it. */
export function membershipsOfAgent(filter: MembershipFilter, boundary: SupervisorId | null): PagedList {
  const list = {
    ...joined,
    from: 'supervisor_team_members m',
    where: ['m.agent_id = k.owner', ...conditions(filter)],
    values: valuesOf(filter),
  }
  if (boundary === null) return list
  const place = `$${list.values.length + 6}::uuid`
  return {
    ...list,
    from: `${list.from} JOIN supervisor_teams t ON t.id = m.team_id JOIN supervisors s ON s.id = t.supervisor_id
      JOIN supervisors b ON b.id = ${place} AND ${subtreeOf('b.path')}`,
    values: [...list.values, boundary],
  }
}

const joined = {
  columns: membershipColumns,
  sort: { column: 'm.joined_at', type: 'timestamp(3)' },
  idColumn: 'm.id',
  descending: false,
} as const

function conditions({ active, asOf }: MembershipFilter): string[] {
  if (asOf !== null) return ['m.joined_at <= $6::timestamp(3)', '(m.left_at IS NULL OR m.left_at > $6::timestamp(3))']
  if (active === null) return []
  return [active ? 'm.left_at IS NULL' : 'm.left_at IS NOT NULL']
}

function valuesOf({ asOf }: MembershipFilter): unknown[] {
  return asOf === null ? [] : [asOf.replace('Z', '')]
}
