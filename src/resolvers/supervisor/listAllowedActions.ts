import type { Context } from '../../context.ts'
import type { SupervisorRow } from '../../db/queries/rows.ts'
import type { SupervisorAction } from '../../domain/glossary.ts'
import { acceptsAdditions, allowedSupervisorActions } from '../../domain/lifecycle.ts'

/** The mutations that the supervisor takes where it is now. */
export async function listAllowedActions(supervisor: SupervisorRow, ctx: Context): Promise<SupervisorAction[]> {
  const { status, hierarchyLevel } = supervisor
  // asked only of what would take a child
  const atMaxLevel = acceptsAdditions(status) && hierarchyLevel >= (await ctx.loaders.maxLevel.load(supervisor.id))
  return allowedSupervisorActions(status, atMaxLevel)
}
