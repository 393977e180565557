import type { Context } from '../../context.ts'
import type { HealthRow, MembershipRow, SupervisorRow, TeamRow } from '../../db/queries/rows.ts'
import { NotFoundError } from '../../domain/errors.ts'
import type { MembershipId, SupervisorId, TeamId } from '../../domain/glossary.ts'

/** What is known to be there, read with the client's selection. Only `deleteTeam`, or a raw DELETE, in between takes it away. */

export async function fetchSupervisor(id: SupervisorId, ctx: Context): Promise<SupervisorRow> {
  return present(await ctx.loaders.supervisorById.load(id), 'supervisor', id)
}

export async function fetchTeam(id: TeamId, ctx: Context): Promise<TeamRow> {
  return present(await ctx.loaders.teamById.load(id), 'team', id)
}

export async function fetchMembership(id: MembershipId, ctx: Context): Promise<MembershipRow> {
  return present(await ctx.loaders.membershipById.load(id), 'membership', id)
}

export async function fetchHealth(id: SupervisorId, ctx: Context): Promise<HealthRow> {
  return present(await ctx.loaders.healthOf.load(id), 'supervisor', id)
}

function present<Row>(row: Row | null, what: string, id: string): Row {
  if (row === null) throw new NotFoundError(what, id, ['id'])
  return row
}
