import type { Context } from '../../context.ts'
import { fetchLiveNamesakes, fetchSubtreeExtent, findTreeNode, updateParent } from '../../db/queries/treeNodes.ts'
import { fetchMaxLevel } from '../../db/queries/fetchMaxLevel.ts'
import { inTreeTransaction } from '../../db/treeTransaction.ts'
import { ConflictError, NameTakenError, NotFoundError } from '../../domain/errors.ts'
import type { SupervisorId } from '../../domain/glossary.ts'
import { parseId, parseOptionalId } from '../../domain/input.ts'
import { assertNotFinal } from '../../domain/lifecycle.ts'
import { assertMovable } from '../../domain/tree.ts'
import { assertVersion } from '../../domain/version.ts'
import { canSee } from '../../domain/viewer.ts'

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
    const target = await findTreeNode(tx, id)
    if (!target || !canSee(ctx.viewer, target.path)) throw new NotFoundError('supervisor', id, ['input', 'id'])
    assertNotFinal(id, target.status)
    if (parentId === target.parentId) return { supervisorId: id, changed: false, movedCount: 0 }
    assertVersion({ type: 'Supervisor', id }, target.version, input.expectedVersion)

    const parent = parentId === null ? null : await findTreeNode(tx, parentId)
    // a root lies in nobody's subtree
    if (parent ? !canSee(ctx.viewer, parent.path) : parentId !== null || ctx.viewer.within !== null)
      throw new NotFoundError('supervisor', String(parentId), ['input', 'parentId'])
    const { live, deepestLevel } = await fetchSubtreeExtent(tx, target.path)
    assertMovable(target, deepestLevel, parent, await fetchMaxLevel(tx))
    const [namesake] = await fetchLiveNamesakes(tx, parentId, [target.name])
    if (namesake) {
      throw new NameTakenError(target.name, parentId === null ? 'by a live root' : `by a live child of ${parentId}`, {
        type: 'Supervisor',
        id: namesake.id,
      })
    }
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
