import { randomUUID } from 'node:crypto'
import type { Context } from '../../context.ts'
import {
  findTeamByName,
  findTeamNode,
  insertMemberships,
  insertTeam,
  type TeamNode,
} from '../../db/queries/staffing.ts'
import { findTreeNode } from '../../db/queries/treeNodes.ts'
import { inTreeTransaction } from '../../db/treeTransaction.ts'
import { NameTakenError, NotFoundError, ParentUnavailableError, ValidationError } from '../../domain/errors.ts'
import type { TeamId } from '../../domain/glossary.ts'
import { parseId, parseOptionalId } from '../../domain/input.ts'
import { acceptsAdditions } from '../../domain/lifecycle.ts'
import { assertSameSpawn } from '../../domain/spawnHash.ts'
import { canSee, type Viewer } from '../../domain/viewer.ts'
import { maxMembers, parseTeam, type StaffedTeam, type TeamInput } from './parseTeam.ts'

export interface CreateTeamInput extends TeamInput {
  readonly id?: string | null | undefined
  readonly supervisorId: string
}

export interface CreatedTeam {
  readonly teamId: TeamId
  readonly created: boolean
}

/**
 * Adds a team, with its first members, to a supervisor that takes additions. Idempotent by a chosen id, as
 * `spawnSupervisor` is.
 * @throws {ValidationError} {NotFoundError} {ParentUnavailableError} {NameTakenError} {AlreadyMemberError} {ConflictError}
 */
export async function createTeam(input: CreateTeamInput, ctx: Context): Promise<CreatedTeam> {
  const chosenId = parseOptionalId(input.id, ['input', 'id'])
  const given = input.members?.length ?? 0
  if (given > maxMembers)
    throw new ValidationError(['input', 'members'], `expected at most ${maxMembers} members, was given ${given}`)
  const supervisorId = parseId(input.supervisorId, ['input', 'supervisorId'])
  const team = { id: chosenId ?? randomUUID(), ...parseTeam(input, supervisorId, ['input']) }

  return inTreeTransaction(ctx, { lock: 'shared', target: team.id }, async (tx) => {
    if (chosenId !== null) {
      const existing = await findTeamNode(tx, chosenId)
      if (existing) return answerExisting(existing, team, ctx.viewer)
    }
    const supervisor = await findTreeNode(tx, team.supervisorId)
    if (!supervisor || !canSee(ctx.viewer, supervisor.path))
      throw new NotFoundError('supervisor', team.supervisorId, ['input', 'supervisorId'])
    if (!acceptsAdditions(supervisor.status)) throw new ParentUnavailableError(supervisor.id, supervisor.status)
    if (!(await insertTeam(tx, team))) {
      const existing = await findTeamNode(tx, team.id)
      if (existing) return answerExisting(existing, team, ctx.viewer)
      const namesake = await findTeamByName(tx, team.supervisorId, team.name)
      throw new NameTakenError(
        team.name,
        `by another team of supervisor ${team.supervisorId}`,
        namesake ? { type: 'SupervisorTeam', id: namesake.id } : null,
      )
    }
    if (team.members.length > 0) await insertMemberships(tx, team.id, team.members)
    return { teamId: team.id, created: true }
  })
}

function answerExisting(existing: TeamNode, wanted: StaffedTeam, viewer: Viewer): CreatedTeam {
  const visible = canSee(viewer, existing.supervisorPath)
  assertSameSpawn({ type: 'SupervisorTeam', id: existing.id }, existing.spawnHash, wanted.spawnHash, visible)
  return { teamId: existing.id, created: false }
}
