import type { Context } from '../../context.ts'
import type { FleetOwner } from '../../db/queries/fleets.ts'
import { scopeOf } from '../../domain/fleet/matchFleet.ts'
import type { SupervisorId, TeamId } from '../../domain/glossary.ts'

/** The fleet that owns a supervisor. Keys can contain names outside of a subtree: its callers see only fleets of their own. */
export async function findOwner(id: SupervisorId, ctx: Context): Promise<FleetOwner | null> {
  return visible(await ctx.loaders.fleetOf.load(id), ctx)
}

/** The key of a team in the fleet that owns its supervisor. */
export async function findTeamKey(id: TeamId, ctx: Context): Promise<string | null> {
  return visible(await ctx.loaders.fleetOfTeam.load(id), ctx)?.key ?? null
}

function visible<Owner extends { readonly scope: SupervisorId }>(
  owner: Owner | null,
  { viewer }: Context,
): Owner | null {
  return owner !== null && (viewer.within === null || owner.scope === scopeOf(viewer)) ? owner : null
}
