import { randomUUID } from 'node:crypto'
import type { Context } from '../../context.ts'
import type { SupervisorNode } from '../../db/queries/rows.ts'
import { fetchMaxLevel } from '../../db/queries/settings.ts'
import { findSupervisorNode, insertSupervisor, type NewSupervisor } from '../../db/queries/supervisors.ts'
import { inTreeTransaction, type Tx } from '../../db/treeTransaction.ts'
import type { SupervisorId } from '../../domain/glossary.ts'
import { notNil, parseOptionalId } from '../../domain/input.ts'
import { assertSameInput } from '../../domain/idempotencyHash.ts'
import { assertParentAccepts } from '../../domain/tree.ts'
import { canSee, type Viewer } from '../../domain/viewer.ts'
import { hiddenLevels } from '../../domain/visibility.ts'
import { explainNameTaken } from './assertNamesFree.ts'
import { requireParent, seesParent } from './requireSupervisor.ts'
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
 * Creates a SPAWNING supervisor: a root, or a child of a parent supervisor that accepts additions. With an id that the
 * client chooses the request is idempotent: a repetition changes nothing and returns `created: false`.
 * @throws {ValidationError} if a field is malformed
 * @throws {ConflictError} if the id is taken by a supervisor that another input created
 * @throws {NotFoundError} if the parent supervisor does not exist or the caller cannot see it, or if the caller cannot
 * see roots
 * @throws {ParentUnavailableError} if the parent supervisor is FAILED or TERMINATED
 * @throws {LevelLimitError} if the supervisor would exceed the maximum level
 * @throws {NameTakenError} if a live sibling has the name
 */
export async function spawnSupervisor(input: SpawnSupervisorInput, ctx: Context): Promise<Spawned> {
  const chosenId = notNil(parseOptionalId(input.id, ['input', 'id']), ['input', 'id'])
  const parentId = parseOptionalId(input.parentId, ['input', 'parentId'])
  const supervisor = { id: chosenId ?? randomUUID(), ...parseSupervisor(input, parentId, ['input']) }

  return inTreeTransaction(ctx, { lock: 'shared' }, async (tx) => {
    if (chosenId !== null) {
      const existing = await findSupervisorNode(tx, chosenId)
      if (existing) return answerExisting(tx, existing, supervisor, ctx.viewer)
    }
    const parent = await requireParent(tx, parentId, ctx.viewer)
    if (parent) {
      const hidden = hiddenLevels(ctx.viewer, parent.path)
      assertParentAccepts(parent, parent.hierarchyLevel + 1, await fetchMaxLevel(tx), hidden)
    }
    if (await insertSupervisor(tx, supervisor)) return { supervisorId: supervisor.id, created: true }

    // Another transaction has taken the id or the name since both were read.
    const existing = await findSupervisorNode(tx, supervisor.id)
    if (existing) return answerExisting(tx, existing, supervisor, ctx.viewer)
    throw await explainNameTaken(tx, parentId, supervisor.name)
  })
}

async function answerExisting(
  tx: Tx,
  existing: SupervisorNode,
  wanted: NewSupervisor,
  viewer: Viewer,
): Promise<Spawned> {
  const isVisible = canSee(viewer, existing.path)
  const hash = (await seesParent(tx, wanted.parentId, viewer)) ? wanted.idempotencyHash : null
  assertSameInput({ type: 'Supervisor', id: existing.id }, existing.idempotencyHash, hash, isVisible)
  return { supervisorId: existing.id, created: false }
}
