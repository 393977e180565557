import { randomUUID } from 'node:crypto'
import type { Context } from '../../context.ts'
import {
  findTeamByName,
  findTeamNode,
  insertMemberships,
  insertTeam,
  type NewTeam,
  type TeamNode,
} from '../../db/queries/staffing.ts'
import { findTreeNode } from '../../db/queries/treeNodes.ts'
import { inTreeTransaction } from '../../db/treeTransaction.ts'
import {
  AlreadyMemberError,
  NameTakenError,
  NotFoundError,
  ParentUnavailableError,
  ValidationError,
} from '../../domain/errors.ts'
import type { TeamId } from '../../domain/glossary.ts'
import { parseId, parseJsonObject, parseName, parseOptionalId, parseText } from '../../domain/input.ts'
import { acceptsAdditions } from '../../domain/lifecycle.ts'
import { assertSameSpawn, spawnHash } from '../../domain/spawnHash.ts'
import { assertRole, canSee, type Viewer } from '../../domain/viewer.ts'
import { parseMember, type TeamMemberInput } from './parseMember.ts'

export interface CreateTeamInput {
  readonly id?: string | null | undefined
  readonly supervisorId: string
  readonly name: string
  readonly description?: string | null | undefined
  readonly objective?: string | null | undefined
  readonly config?: unknown
  readonly members?: readonly TeamMemberInput[] | null | undefined
}

export interface CreatedTeam {
  readonly teamId: TeamId
  readonly created: boolean
}

const maxMembers = 1_000

/**
 * Adds a team, with its first members, to a supervisor that takes additions. Idempotent by a chosen id, as
 * `spawnSupervisor` is.
 * @throws {ValidationError} {NotFoundError} {ParentUnavailableError} {NameTakenError} {AlreadyMemberError} {ConflictError}
 */
export async function createTeam(input: CreateTeamInput, ctx: Context): Promise<CreatedTeam> {
  assertRole(ctx.viewer, 'OPERATE')
  const chosenId = parseOptionalId(input.id, ['input', 'id'])
  const given = input.members ?? []
  if (given.length > maxMembers)
    throw new ValidationError(['input', 'members'], `expected at most ${maxMembers} members, was given ${given.length}`)
  const meaning = {
    supervisorId: parseId(input.supervisorId, ['input', 'supervisorId']),
    name: parseName(input.name, ['input', 'name']),
    description: parseText(input.description, ['input', 'description']),
    objective: parseText(input.objective, ['input', 'objective']),
    config: input.config == null ? {} : parseJsonObject(input.config, ['input', 'config']),
    members: given.map((member, i) => parseMember(member, ['input', 'members', String(i)])),
  }
  const agents = meaning.members.map((member) => member.agentId)
  const twice = agents.find((agentId, i) => agents.indexOf(agentId) !== i)
  if (twice !== undefined)
    throw new AlreadyMemberError(`Agent ${twice} is named twice: it can be an active member of a team once.`, [])
  const team: NewTeam = { ...meaning, id: chosenId ?? randomUUID(), spawnHash: spawnHash(meaning) }

  return inTreeTransaction(ctx, { lock: 'shared' }, async (tx) => {
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
    if (meaning.members.length > 0) await insertMemberships(tx, team.id, meaning.members)
    return { teamId: team.id, created: true }
  })
}

function answerExisting(existing: TeamNode, wanted: NewTeam, viewer: Viewer): CreatedTeam {
  const visible = canSee(viewer, existing.supervisorPath)
  assertSameSpawn({ type: 'SupervisorTeam', id: existing.id }, existing.spawnHash, wanted.spawnHash, visible)
  return { teamId: existing.id, created: false }
}
