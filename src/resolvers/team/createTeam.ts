import { randomUUID } from 'node:crypto'
import type { Context } from '../../context.ts'
import { insertMemberships } from '../../db/queries/memberships.ts'
import type { TeamNode } from '../../db/queries/rows.ts'
import { findTeamNode, insertTeam } from '../../db/queries/teams.ts'
import { inTreeTransaction, type Tx } from '../../db/treeTransaction.ts'
import type { TeamId } from '../../domain/glossary.ts'
import { parseId, parseOptionalId } from '../../domain/input.ts'
import { assertSameInput } from '../../domain/idempotencyHash.ts'
import { assertAcceptsAdditions } from '../../domain/tree.ts'
import { canSee, type Viewer } from '../../domain/viewer.ts'
import { requireSupervisor, seesParent } from '../supervisor/requireSupervisor.ts'
import { explainTeamNameTaken } from './assertTeamNameFree.ts'
import { parseTeam, type StaffedTeam, type TeamInput } from './parseTeam.ts'

export interface CreateTeamInput extends TeamInput {
  readonly id?: string | null | undefined
  readonly supervisorId: string
}

export interface CreatedTeam {
  readonly teamId: TeamId
  readonly created: boolean
}

/**
 * Creates a team with its first members. With an id that the client chooses the request is idempotent: a repetition
 * changes nothing and returns `created: false`.
 * @throws {ValidationError} if a field is malformed
 * @throws {LimitExceededError} if there are more than 1,000 members
 * @throws {AlreadyMemberError} if an agent occurs twice in the input
 * @throws {ConflictError} if the id is taken by a team that another input created
 * @throws {NotFoundError} if the supervisor does not exist or the caller cannot see it
 * @throws {ParentUnavailableError} if the supervisor is FAILED or TERMINATED
 * @throws {NameTakenError} if another team of the supervisor has the name
 */
export async function createTeam(input: CreateTeamInput, ctx: Context): Promise<CreatedTeam> {
  const chosenId = parseOptionalId(input.id, ['input', 'id'])
  const supervisorId = parseId(input.supervisorId, ['input', 'supervisorId'])
  const team = { id: chosenId ?? randomUUID(), ...parseTeam(input, supervisorId, ['input']) }

  return inTreeTransaction(ctx, { lock: 'shared', target: team.id }, async (tx) => {
    if (chosenId !== null) {
      const existing = await findTeamNode(tx, chosenId)
      if (existing) return answerExisting(tx, existing, team, ctx.viewer)
    }
    assertAcceptsAdditions(await requireSupervisor(tx, supervisorId, ctx.viewer, ['input', 'supervisorId']))
    if (!(await insertTeam(tx, team))) {
      const existing = await findTeamNode(tx, team.id)
      if (existing) return answerExisting(tx, existing, team, ctx.viewer)
      throw await explainTeamNameTaken(tx, supervisorId, team.name)
    }
    if (team.members.length > 0) await insertMemberships(tx, team.id, team.members)
    return { teamId: team.id, created: true }
  })
}

async function answerExisting(tx: Tx, existing: TeamNode, wanted: StaffedTeam, viewer: Viewer): Promise<CreatedTeam> {
  const isVisible = canSee(viewer, existing.supervisorPath)
  const hash = (await seesParent(tx, wanted.supervisorId, viewer)) ? wanted.idempotencyHash : null
  assertSameInput({ type: 'SupervisorTeam', id: existing.id }, existing.idempotencyHash, hash, isVisible)
  return { teamId: existing.id, created: false }
}
