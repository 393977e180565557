import type { Context } from '../../context.ts'
import { fetchMaxLevel } from '../../db/queries/settings.ts'
import { fetchSubtreeExtent, updateParent } from '../../db/queries/supervisors.ts'
import { inTreeTransaction } from '../../db/treeTransaction.ts'
import { ConflictError } from '../../domain/errors.ts'
import type { SupervisorId } from '../../domain/glossary.ts'
import { parseId, parseOptionalId } from '../../domain/input.ts'
import { assertNotFinal } from '../../domain/lifecycle.ts'
import { assertMovable } from '../../domain/tree.ts'
import { assertVersion } from '../../domain/version.ts'
import { assertNamesFree } from './assertNamesFree.ts'
import { requireParent, requireSupervisor } from './requireSupervisor.ts'

export interface MoveSupervisorInput {
  readonly id: string
  readonly parentId?: string | null | undefined
  readonly expectedVersion?: number | null | undefined
  readonly dryRun?: boolean | null | undefined
}

export interface Move {
  readonly supervisorId: SupervisorId
  readonly changed: boolean
  readonly movedCount: number
}

/**
 * Puts a supervisor, with its whole subtree, under another parent, or (null) makes it a root. With `dryRun` it only
 * answers what it would do, and refuses what it would refuse.
 * @throws {ValidationError} {NotFoundError} {InvalidTransitionError} {ConflictError} {CycleError}
 * {ParentUnavailableError} {LevelLimitError} {NameTakenError}
 */
export async function moveSupervisor(input: MoveSupervisorInput, ctx: Context): Promise<Move> {
  const id = parseId(input.id, ['input', 'id'])
  const parentId = parseOptionalId(input.parentId, ['input', 'parentId'])
  const dryRun = input.dryRun ?? false

  // looking needs the tree to stand still, and nobody else to wait who looks or adds
  const lock = dryRun ? 'shared' : 'exclusive'
  return inTreeTransaction(ctx, { lock, target: id }, async (tx) => {
    const target = await requireSupervisor(tx, id, ctx.viewer)
    assertNotFinal(id, target.status)
    if (parentId === target.parentId) return { supervisorId: id, changed: false, movedCount: 0 }
    assertVersion({ type: 'Supervisor', id }, target.version, input.expectedVersion)

    const parent = await requireParent(tx, parentId, ctx.viewer)
    const { live, deepestLevel } = await fetchSubtreeExtent(tx, target.path)
    assertMovable(target, deepestLevel, parent, await fetchMaxLevel(tx))
    await assertNamesFree(tx, parentId, [target.name])
    if (dryRun) return { supervisorId: id, changed: false, movedCount: live }

    if (!(await updateParent(tx, id, parentId, input.expectedVersion ?? null))) {
      throw new ConflictError(`Supervisor ${id} was changed meanwhile. Look at it as it is now, and decide again.`, {
        type: 'Supervisor',
        id,
      })
    }
    return { supervisorId: id, changed: true, movedCount: live }
  })
}
