import type { Context } from '../../context.ts'
import type { TeamRow } from '../../db/queries/rows.ts'
import type { TeamAction } from '../../domain/glossary.ts'
import { allowedTeamActions } from '../../domain/lifecycle.ts'
import { hasRole } from '../../domain/viewer.ts'
import { fetchSupervisor } from '../node/fetchNode.ts'

/** Lists the mutations that the team accepts from the caller, with the present status of its supervisor. */
export async function listAllowedTeamActions(team: TeamRow, ctx: Context): Promise<TeamAction[]> {
  if (!hasRole(ctx.viewer, 'OPERATE')) return []
  return allowedTeamActions((await fetchSupervisor(team.supervisorId, ctx, 0)).status)
}
