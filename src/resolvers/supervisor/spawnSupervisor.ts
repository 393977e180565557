import { randomUUID } from 'node:crypto'
import type { Context } from '../../context.ts'
import {
  fetchLiveNamesakes,
  findTreeNode,
  insertSupervisor,
  type NewSupervisor,
  type TreeNodeRow,
} from '../../db/queries/treeNodes.ts'
import { fetchMaxLevel } from '../../db/queries/fetchMaxLevel.ts'
import { inTreeTransaction, type Tx } from '../../db/treeTransaction.ts'
import { LevelLimitError, NameTakenError, NotFoundError, ParentUnavailableError } from '../../domain/errors.ts'
import type { SupervisorId } from '../../domain/glossary.ts'
import { parseOptionalId } from '../../domain/input.ts'
import { acceptsAdditions } from '../../domain/lifecycle.ts'
import { assertSameSpawn } from '../../domain/spawnHash.ts'
import { canSee, type Viewer } from '../../domain/viewer.ts'
import { parseSupervisor, type SupervisorInput } from './parseSupervisor.ts'

export interface SpawnSupervisorInput extends SupervisorInput {
  readonly id?: string | null | undefined
  readonly parentId?: string | null | undefined
}

export interface Spawned {
  readonly supervisorId: SupervisorId
  readonly created: boolean
}

/**
 * Adds a supervisor, SPAWNING, under a parent that takes additions. A client that chooses the id may ask again for the
 * same: the answer is the supervisor as it is now, `created: false`.
 * @throws {ValidationError} {NotFoundError} {ParentUnavailableError} {LevelLimitError} {NameTakenError} {ConflictError}
 */
export async function spawnSupervisor(input: SpawnSupervisorInput, ctx: Context): Promise<Spawned> {
  const chosenId = parseOptionalId(input.id, ['input', 'id'])
  const parentId = parseOptionalId(input.parentId, ['input', 'parentId'])
  const supervisor = { id: chosenId ?? randomUUID(), ...parseSupervisor(input, parentId, ['input']) }

  return inTreeTransaction(ctx, { lock: 'shared' }, async (tx) => {
    if (chosenId !== null) {
      const existing = await findTreeNode(tx, chosenId)
      if (existing) return answerExisting(existing, supervisor, ctx.viewer)
    }
    await assertParentTakes(tx, supervisor.parentId, ctx.viewer)
    if (await insertSupervisor(tx, supervisor)) return { supervisorId: supervisor.id, created: true }

    // somebody else was first, just now: with the same id, or with the same name
    const existing = await findTreeNode(tx, supervisor.id)
    if (existing) return answerExisting(existing, supervisor, ctx.viewer)
    const [namesake] = await fetchLiveNamesakes(tx, supervisor.parentId, [supervisor.name])
    throw new NameTakenError(
      supervisor.name,
      supervisor.parentId === null ? 'by a live root' : `by a live child of ${supervisor.parentId}`,
      namesake ? { type: 'Supervisor', id: namesake.id } : null,
    )
  })
}

function answerExisting(existing: TreeNodeRow, wanted: NewSupervisor, viewer: Viewer): Spawned {
  const visible = canSee(viewer, existing.path)
  assertSameSpawn({ type: 'Supervisor', id: existing.id }, existing.spawnHash, wanted.spawnHash, visible)
  return { supervisorId: existing.id, created: false }
}

async function assertParentTakes(tx: Tx, parentId: SupervisorId | null, viewer: Viewer): Promise<void> {
  const path = ['input', 'parentId']
  if (parentId === null) {
    // a root lies in nobody's subtree
    if (viewer.within !== null) throw new NotFoundError('supervisor', 'null', path)
    return
  }
  const parent = await findTreeNode(tx, parentId)
  if (!parent || !canSee(viewer, parent.path)) throw new NotFoundError('supervisor', parentId, path)
  if (!acceptsAdditions(parent.status)) throw new ParentUnavailableError(parent.id, parent.status)
  const level = parent.hierarchyLevel + 1
  const maxLevel = await fetchMaxLevel(tx)
  if (level > maxLevel) throw new LevelLimitError(maxLevel, level)
}
