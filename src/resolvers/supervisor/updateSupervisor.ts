import type { Context } from '../../context.ts'
import { updateSupervisorFields } from '../../db/queries/supervisors.ts'
import { inTreeTransaction } from '../../db/treeTransaction.ts'
import {
  applyChanges,
  applyConfigChange,
  parseChange,
  parseConfigChange,
  parseRequiredChange,
  type ConfigChange,
} from '../../domain/change.ts'
import type { SupervisorId } from '../../domain/glossary.ts'
import { parseId, parseName, parseText, type JsonObject } from '../../domain/input.ts'
import { assertNotFinal } from '../../domain/lifecycle.ts'
import { assertSupervisorConfig } from '../../domain/supervisorConfig.ts'
import { assertVersion } from '../../domain/version.ts'
import { assertNameFreeBeside } from './assertNamesFree.ts'
import { requireSupervisorForUpdate } from './requireSupervisor.ts'

export interface UpdateSupervisorInput {
  readonly id: string
  readonly expectedVersion?: number | null | undefined
  readonly name?: string | null | undefined
  readonly description?: string | null | undefined
  readonly config?: unknown
  readonly mergeConfig?: unknown
  readonly policyVersionId?: string | null | undefined
}

/**
 * Updates the fields of a supervisor. Omitted fields are unchanged. `changed` is false if every value equals the
 * present one; then nothing is written and no version is compared.
 * @throws {ValidationError} if a field is malformed, or the new config is invalid
 * @throws {NotFoundError} if the supervisor does not exist or the caller cannot see it
 * @throws {InvalidTransitionError} if the supervisor is TERMINATED
 * @throws {ConflictError} if the version differs from `expectedVersion`
 * @throws {NameTakenError} if a live sibling has the new name
 */
export async function updateSupervisor(
  input: UpdateSupervisorInput,
  ctx: Context,
): Promise<{ supervisorId: SupervisorId; changed: boolean }> {
  const id = parseId(input.id, ['input', 'id'])
  const changes = {
    name: parseRequiredChange(input.name, ['input', 'name'], parseName),
    description: parseChange(input.description, ['input', 'description'], parseText),
    policyVersionId: parseChange(input.policyVersionId, ['input', 'policyVersionId'], parseId),
  }
  const configChange = parseConfigChange(input.config, input.mergeConfig)

  return inTreeTransaction(ctx, { lock: 'none', target: id }, async (tx) => {
    const row = await requireSupervisorForUpdate(tx, id, ctx.viewer)
    assertNotFinal(id, row.status)
    const config = applyConfigChange(row.fields.config, configChange)
    assertValidChange(config, configChange)
    const changed = applyChanges(row.fields, { ...changes, config })
    if (changed === null) return { supervisorId: id, changed: false }
    assertVersion({ type: 'Supervisor', id }, row.version, input.expectedVersion)

    if (changed.name !== row.fields.name) await assertNameFreeBeside(tx, row, changed.name, ctx.viewer)
    await updateSupervisorFields(tx, id, row.fields, changed, configChange)
    return { supervisorId: id, changed: true }
  })
}

/** @param config the config that results from the change */
function assertValidChange(config: JsonObject, change: ConfigChange): void {
  if (change === undefined) return
  const [field, given] = 'replace' in change ? ['config', change.replace] : ['mergeConfig', change.merge]
  assertSupervisorConfig(given, config, ['input', field])
}
