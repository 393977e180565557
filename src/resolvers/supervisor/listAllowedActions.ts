import type { Context } from '../../context.ts'
import type { SupervisorRow } from '../../db/queries/rows.ts'
import type { SupervisorAction } from '../../domain/glossary.ts'
import { acceptsAdditions, allowedSupervisorActions } from '../../domain/lifecycle.ts'
import { hasRole } from '../../domain/viewer.ts'

/**
 * Lists the mutations that the supervisor accepts from the caller, with its present status, incarnation and level. The caller
 * cannot move the top of its subtree, because it can see no other position for it.
 */
export async function listAllowedActions(supervisor: SupervisorRow, ctx: Context): Promise<SupervisorAction[]> {
  if (!hasRole(ctx.viewer, 'OPERATE')) return []
  const { status, hierarchyLevel } = supervisor
  // The maximum level is read only if the status accepts children.
  const atMaxLevel = acceptsAdditions(status) && hierarchyLevel >= (await ctx.loaders.maxLevel.load())
  return allowedSupervisorActions(supervisor, atMaxLevel, supervisor.id === ctx.viewer.within)
}
