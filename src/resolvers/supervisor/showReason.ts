import type { Context } from '../../context.ts'
import { policyOwnerIn, restartedFromOutside } from '../../domain/supervision.ts'
import { findSupervisor } from '../node/findNode.ts'

/** The reason of a status change. The reason of a restart names a supervisor, and is replaced if the caller cannot see it. */
export function showReason(reason: string | null, ctx: Context): Promise<string | null> | string | null {
  const owner = ctx.viewer.within === null ? null : policyOwnerIn(reason)
  if (owner === null) return reason
  return findSupervisor(owner, ctx, 0).then((visible) => (visible ? reason : restartedFromOutside))
}
