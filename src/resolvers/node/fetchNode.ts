import type { Context } from '../../context.ts'
import type { ColumnSet } from '../../domain/columns.ts'
import type { HealthRow, MembershipRow, SupervisorRow, TeamRow, TokenRow } from '../../db/queries/rows.ts'
import { NotFoundError } from '../../domain/errors.ts'
import type { MembershipId, SupervisorId, TeamId } from '../../domain/glossary.ts'
import { findMembership, findSupervisor, findTeam } from './findNode.ts'

// Loads objects that a use case has just returned or an error refers to. NotFoundError is possible only if
// `deleteTeam`, or a DELETE in SQL, removed the object in between, or if a supervisor has just left the caller's subtree.

export async function fetchSupervisor(id: SupervisorId, ctx: Context, columns?: ColumnSet): Promise<SupervisorRow> {
  return requireRow(await findSupervisor(id, ctx, columns), 'supervisor', id)
}

export async function fetchTeam(id: TeamId, ctx: Context, columns?: ColumnSet): Promise<TeamRow> {
  return requireRow(await findTeam(id, ctx, columns), 'team', id)
}

export async function fetchMembership(id: MembershipId, ctx: Context, columns?: ColumnSet): Promise<MembershipRow> {
  return requireRow(await findMembership(id, ctx, columns), 'membership', id)
}

export async function fetchHealth(id: SupervisorId, ctx: Context): Promise<HealthRow> {
  return requireRow(await ctx.loaders.healthOf.load(id), 'supervisor', id)
}

export async function fetchToken(id: string, ctx: Context): Promise<TokenRow> {
  return requireRow(await ctx.loaders.tokenById.load(id), 'token', id)
}

function requireRow<Row>(row: Row | null, noun: string, id: string): Row {
  if (row === null) throw new NotFoundError(noun, id, ['id'])
  return row
}
