import type { Context } from '../../context.ts'
import { findTeamForChange, updateTeamFields } from '../../db/queries/changeTeam.ts'
import { findTeamByName } from '../../db/queries/staffing.ts'
import { inTreeTransaction } from '../../db/treeTransaction.ts'
import {
  applyChanges,
  applyConfigChange,
  parseChange,
  parseConfigChange,
  parseRequiredChange,
} from '../../domain/change.ts'
import { NameTakenError, NotFoundError } from '../../domain/errors.ts'
import type { TeamId } from '../../domain/glossary.ts'
import { parseId, parseName, parseText } from '../../domain/input.ts'
import { assertVersion } from '../../domain/version.ts'
import { canSee } from '../../domain/viewer.ts'

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
 * Changes what is given of a team, and keeps what is left out. Where nothing differs from what is there, nothing is
 * written, `changed: false`.
 * @throws {ValidationError} {NotFoundError} {ConflictError} {NameTakenError}
 */
export async function updateTeam(input: UpdateTeamInput, ctx: Context): Promise<{ teamId: TeamId; changed: boolean }> {
  const id = parseId(input.id, ['input', 'id'])
  const changes = {
    name: parseRequiredChange(input.name, ['input', 'name'], parseName),
    description: parseChange(input.description, ['input', 'description'], parseText),
    objective: parseChange(input.objective, ['input', 'objective'], parseText),
  }
  const configChange = parseConfigChange(input.config, input.mergeConfig)

  return inTreeTransaction(ctx, { lock: 'none', target: id }, async (tx) => {
    const team = await findTeamForChange(tx, id)
    if (!team || !canSee(ctx.viewer, team.supervisorPath)) throw new NotFoundError('team', id, ['input', 'id'])
    const { fields } = team
    const changed = applyChanges(fields, { ...changes, config: applyConfigChange(fields.config, configChange) })
    if (changed === null) return { teamId: id, changed: false }
    assertVersion({ type: 'SupervisorTeam', id }, team.version, input.expectedVersion)

    const namesake = changed.name === fields.name ? null : await findTeamByName(tx, team.supervisorId, changed.name)
    if (namesake) {
      throw new NameTakenError(changed.name, `by another team of supervisor ${team.supervisorId}`, {
        type: 'SupervisorTeam',
        id: namesake.id,
      })
    }
    await updateTeamFields(tx, id, fields, changed)
    return { teamId: id, changed: true }
  })
}
