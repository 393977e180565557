import type { Context } from '../../context.ts'
import type { MembershipFilter } from '../../db/queries/lists/membershipLists.ts'
import type { MembershipRow, TeamRow } from '../../db/queries/rows.ts'
import type { ColumnSet } from '../../domain/columns.ts'
import type { PageArgs } from '../../domain/page.ts'
import type { Connection } from '../../loaders/connectionLoader.ts'

export interface MembershipArgs extends PageArgs {
  readonly active?: boolean | null | undefined
  readonly asOf?: Date | null | undefined
}

/** @throws {ValidationError} if a paging argument is malformed */
export function listMembers(
  team: TeamRow,
  args: MembershipArgs,
  ctx: Context,
  columns?: ColumnSet,
): Promise<Connection<MembershipRow>> {
  return ctx.loaders.members.load(team.id, parseFilter(args), args, columns)
}

/**
 * Lists the memberships of an agent that the caller can see.
 * @throws {ValidationError} if a paging argument is malformed
 */
export function listMemberships(
  agentId: string,
  args: MembershipArgs,
  ctx: Context,
  columns?: ColumnSet,
): Promise<Connection<MembershipRow>> {
  return ctx.loaders.memberships.load(agentId, { ...parseFilter(args), boundary: ctx.viewer.within }, args, columns)
}

/** `asOf` takes precedence over `active`, which is true by default. */
function parseFilter({ active = true, asOf }: MembershipArgs): MembershipFilter {
  return asOf ? { active: null, asOf: asOf.toISOString() } : { active, asOf: null }
}
