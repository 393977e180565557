import type { Context } from '../../context.ts'
import { fetchMemberCount } from '../../db/queries/memberships.ts'
import { deleteTeamRow } from '../../db/queries/teams.ts'
import { inTreeTransaction, rowLockFor } from '../../db/treeTransaction.ts'
import { HasActiveMembersError } from '../../domain/errors.ts'
import type { SupervisorId, TeamId } from '../../domain/glossary.ts'
import { parseId } from '../../domain/input.ts'
import { assertVersion } from '../../domain/version.ts'
import { requireTeamForUpdate } from './requireTeam.ts'

export interface DeleteTeamInput {
  readonly id: string
  readonly expectedVersion?: number | null | undefined
  readonly endMemberships?: boolean | null | undefined
}

/**
 * Deletes a team with all its memberships, active and ended. Only the event log keeps them.
 * @throws {ValidationError} if the id is not a UUID
 * @throws {NotFoundError} if the team does not exist or the caller cannot see it
 * @throws {ConflictError} if the version differs from `expectedVersion`
 * @throws {HasActiveMembersError} if the team has active members and `endMemberships` is not set
 */
export async function deleteTeam(
  input: DeleteTeamInput,
  ctx: Context,
): Promise<{ deletedId: TeamId; supervisorId: SupervisorId }> {
  const id = parseId(input.id, ['input', 'id'])

  return inTreeTransaction(ctx, { lock: rowLockFor(ctx.viewer), target: id }, async (tx) => {
    const team = await requireTeamForUpdate(tx, id, ctx.viewer)
    assertVersion({ type: 'SupervisorTeam', id }, team.version, input.expectedVersion)
    if (!input.endMemberships) {
      const active = await fetchMemberCount(tx, id)
      if (active > 0) throw new HasActiveMembersError(active)
    }
    await deleteTeamRow(tx, id)
    return { deletedId: id, supervisorId: team.supervisorId }
  })
}
