import type { Context } from '../../context.ts'
import { fetchMaxLevel } from '../../db/queries/settings.ts'
import { fetchSubtreeExtent } from '../../db/queries/subtrees.ts'
import { updateParent } from '../../db/queries/supervisors.ts'
import { inTreeTransaction } from '../../db/treeTransaction.ts'
import type { SupervisorId } from '../../domain/glossary.ts'
import { parseId, parseOptionalId } from '../../domain/input.ts'
import { assertNotFinal } from '../../domain/lifecycle.ts'
import { assertChangeSize } from '../../domain/limit.ts'
import { assertMovable } from '../../domain/tree.ts'
import { hiddenLevels, visibleParentId } from '../../domain/visibility.ts'
import { assertVersion, changedConcurrently } from '../../domain/version.ts'
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
 * Moves a supervisor with its subtree below another parent supervisor; null makes it a root. `changed` is false if it
 * is there already; then no version is compared. With `dryRun` it changes nothing, and gives the same counts and
 * errors.
 * @throws {ValidationError} if an id is not a UUID
 * @throws {NotFoundError} if a supervisor does not exist or the caller cannot see it, or if the caller cannot see roots
 * @throws {InvalidTransitionError} if the supervisor is TERMINATED
 * @throws {ConflictError} if the version differs from `expectedVersion`, or the supervisor changed at the same time
 * @throws {CycleError} if the new parent supervisor is in the subtree
 * @throws {ParentUnavailableError} if the new parent supervisor is FAILED or TERMINATED
 * @throws {LevelLimitError} if a supervisor of the subtree would exceed the maximum level
 * @throws {NameTakenError} if a live sibling in the new position has the name
 * @throws {LimitExceededError} if the subtree has more supervisors than one mutation may change
 */
export async function moveSupervisor(input: MoveSupervisorInput, ctx: Context): Promise<Move> {
  const id = parseId(input.id, ['input', 'id'])
  const parentId = parseOptionalId(input.parentId, ['input', 'parentId'])
  const dryRun = input.dryRun ?? false

  // The shared lock of a dry run excludes moves and transitions, and does not block additions or other dry runs.
  const lock = dryRun ? 'shared' : 'exclusive'
  return inTreeTransaction(ctx, { lock, target: id }, async (tx) => {
    const target = await requireSupervisor(tx, id, ctx.viewer)
    assertNotFinal(id, target.status)
    if (parentId === visibleParentId(ctx.viewer, target)) return { supervisorId: id, changed: false, movedCount: 0 }
    assertVersion({ type: 'Supervisor', id }, target.version, input.expectedVersion)

    const parent = await requireParent(tx, parentId, ctx.viewer)
    const { supervisors, live, deepestLevel } = await fetchSubtreeExtent(tx, target.path)
    assertMovable(target, deepestLevel, parent, await fetchMaxLevel(tx), hiddenLevels(ctx.viewer, target.path))
    await assertNamesFree(tx, parentId, [target.name])
    assertChangeSize(supervisors, ctx.settings.maxChangeSize)
    if (dryRun) return { supervisorId: id, changed: false, movedCount: live }

    if (!(await updateParent(tx, id, parentId, input.expectedVersion ?? null))) throw changedConcurrently(id)
    return { supervisorId: id, changed: true, movedCount: live }
  })
}
