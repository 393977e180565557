import { randomUUID } from 'node:crypto'
import type { Context } from '../../context.ts'
import type { SupervisorNode } from '../../db/queries/rows.ts'
import { fetchMaxLevel } from '../../db/queries/settings.ts'
import { findSupervisorNode, insertSupervisor, type NewSupervisor } from '../../db/queries/supervisors.ts'
import { inTreeTransaction } from '../../db/treeTransaction.ts'
import type { SupervisorId } from '../../domain/glossary.ts'
import { parseOptionalId } from '../../domain/input.ts'
import { assertSameInput } from '../../domain/idempotencyHash.ts'
import { assertParentAccepts } from '../../domain/tree.ts'
import { canSee, type Viewer } from '../../domain/viewer.ts'
import { explainNameTaken } from './assertNamesFree.ts'
import { requireParent } from './requireSupervisor.ts'
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
      const existing = await findSupervisorNode(tx, chosenId)
      if (existing) return answerExisting(existing, supervisor, ctx.viewer)
    }
    const parent = await requireParent(tx, parentId, ctx.viewer)
    if (parent) assertParentAccepts(parent, parent.hierarchyLevel + 1, await fetchMaxLevel(tx))
    if (await insertSupervisor(tx, supervisor)) return { supervisorId: supervisor.id, created: true }

    // somebody else was first, just now: with the same id, or with the same name
    const existing = await findSupervisorNode(tx, supervisor.id)
    if (existing) return answerExisting(existing, supervisor, ctx.viewer)
    throw await explainNameTaken(tx, parentId, supervisor.name)
  })
}

function answerExisting(existing: SupervisorNode, wanted: NewSupervisor, viewer: Viewer): Spawned {
  const visible = canSee(viewer, existing.path)
  assertSameInput({ type: 'Supervisor', id: existing.id }, existing.idempotencyHash, wanted.idempotencyHash, visible)
  return { supervisorId: existing.id, created: false }
}
