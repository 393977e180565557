import type { Context } from '../../context.ts'
import type { SupervisorRow } from '../../db/queries/rows.ts'
import type { SupervisorAction } from '../../domain/glossary.ts'
import { acceptsAdditions, allowedSupervisorActions } from '../../domain/lifecycle.ts'

/** Lists the mutations that the supervisor accepts with its present status, incarnation and level. */
export async function listAllowedActions(supervisor: SupervisorRow, ctx: Context): Promise<SupervisorAction[]> {
  const { status, hierarchyLevel } = supervisor
  // The maximum level is read only if the status accepts children.
  const atMaxLevel = acceptsAdditions(status) && hierarchyLevel >= (await ctx.loaders.maxLevel.load())
  return allowedSupervisorActions(supervisor, atMaxLevel)
}
