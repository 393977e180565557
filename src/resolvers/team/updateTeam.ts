import type { Context } from '../../context.ts'
import { updateTeamFields } from '../../db/queries/teams.ts'
import { inTreeTransaction, rowLockFor } from '../../db/treeTransaction.ts'
import {
  applyChanges,
  applyConfigChange,
  parseChange,
  parseConfigChange,
  parseRequiredChange,
} from '../../domain/change.ts'
import type { TeamId } from '../../domain/glossary.ts'
import { parseId, parseName, parseText } from '../../domain/input.ts'
import { assertVersion } from '../../domain/version.ts'
import { assertTeamNameFree } from './assertTeamNameFree.ts'
import { requireTeamForUpdate } from './requireTeam.ts'

export interface UpdateTeamInput {
  readonly id: string
  readonly expectedVersion?: number | null | undefined
  readonly name?: string | null | undefined
  readonly description?: string | null | undefined
  readonly objective?: string | null | undefined
  readonly config?: unknown
  readonly mergeConfig?: unknown
}

/**
 * Updates the fields of a team. Omitted fields are unchanged. `changed` is false if every value equals the present one;
 * then nothing is written and no version is compared.
 * @throws {ValidationError} if a field is malformed, or the new config is invalid
 * @throws {NotFoundError} if the team does not exist or the caller cannot see it
 * @throws {ConflictError} if the version differs from `expectedVersion`
 * @throws {NameTakenError} if another team of the supervisor has the new name
 */
export async function updateTeam(input: UpdateTeamInput, ctx: Context): Promise<{ teamId: TeamId; changed: boolean }> {
  const id = parseId(input.id, ['input', 'id'])
  const changes = {
    name: parseRequiredChange(input.name, ['input', 'name'], parseName),
    description: parseChange(input.description, ['input', 'description'], parseText),
    objective: parseChange(input.objective, ['input', 'objective'], parseText),
  }
  const configChange = parseConfigChange(input.config, input.mergeConfig)

  return inTreeTransaction(ctx, { lock: rowLockFor(ctx.viewer), target: id }, async (tx) => {
    const { fields, supervisorId, version } = await requireTeamForUpdate(tx, id, ctx.viewer)
    const changed = applyChanges(fields, { ...changes, config: applyConfigChange(fields.config, configChange) })
    if (changed === null) return { teamId: id, changed: false }
    assertVersion({ type: 'SupervisorTeam', id }, version, input.expectedVersion)

    if (changed.name !== fields.name) await assertTeamNameFree(tx, supervisorId, changed.name)
    await updateTeamFields(tx, id, fields, changed, configChange)
    return { teamId: id, changed: true }
  })
}
