import type { TeamNode } from '../../db/queries/rows.ts'
import { findTeamNodeForKeyShare, findTeamForUpdate, type TeamForUpdate } from '../../db/queries/teams.ts'
import type { Tx } from '../../db/treeTransaction.ts'
import type { InputPath } from '../../domain/errors.ts'
import type { TeamId } from '../../domain/glossary.ts'
import { assertAcceptsAdditions } from '../../domain/tree.ts'
import { requireVisible, type Viewer } from '../../domain/viewer.ts'

/**
 * Finds a team and locks its row until the transaction ends.
 * @throws {NotFoundError} if the team does not exist or the caller cannot see it
 */
export async function requireTeamForUpdate(tx: Tx, id: TeamId, viewer: Viewer): Promise<TeamForUpdate> {
  return requireVisible(await findTeamForUpdate(tx, id, viewer.within), viewer, 'team', id, ['input', 'id'])
}

/**
 * Finds a team that accepts members. Its row lock prevents a delete of the team until the transaction ends.
 * @throws {NotFoundError} if the team does not exist or the caller cannot see it
 * @throws {ParentUnavailableError} if its supervisor is FAILED or TERMINATED
 */
export async function requireOpenTeam(tx: Tx, id: TeamId, viewer: Viewer, path: InputPath): Promise<TeamNode> {
  const team = requireVisible(await findTeamNodeForKeyShare(tx, id, viewer.within), viewer, 'team', id, path)
  assertAcceptsAdditions({ id: team.supervisorId, status: team.supervisorStatus })
  return team
}
