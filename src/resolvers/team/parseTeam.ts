import type { NewMembership } from '../../db/queries/memberships.ts'
import type { NewTeam } from '../../db/queries/teams.ts'
import type { InputPath } from '../../domain/errors.ts'
import type { SupervisorId } from '../../domain/glossary.ts'
import { parseJsonObject, parseName, parseText } from '../../domain/input.ts'
import { idempotencyHash } from '../../domain/idempotencyHash.ts'
import { parseMembers, type TeamMemberInput } from './parseMember.ts'

/** Input fields of a new team, without its id and its supervisor. */
export interface TeamInput {
  readonly name: string
  readonly description?: string | null | undefined
  readonly objective?: string | null | undefined
  readonly config?: unknown
  readonly members?: readonly TeamMemberInput[] | null | undefined
}

/** A new team with its first members. */
export interface StaffedTeam extends NewTeam {
  readonly members: readonly NewMembership[]
}

/**
 * Parses a new team. The idempotency hash covers every field returned here, so it is the same for `createTeam` and
 * `spawnHierarchy`.
 * @param path input path of the team
 * @throws {ValidationError} if a field is malformed
 * @throws {LimitExceededError} if there are more than 1,000 members
 * @throws {AlreadyMemberError} if an agent occurs twice
 */
export function parseTeam(input: TeamInput, supervisorId: SupervisorId, path: InputPath): Omit<StaffedTeam, 'id'> {
  const fields = {
    supervisorId,
    name: parseName(input.name, [...path, 'name']),
    description: parseText(input.description, [...path, 'description']),
    objective: parseText(input.objective, [...path, 'objective']),
    config: input.config == null ? {} : parseJsonObject(input.config, [...path, 'config']),
    members: parseMembers(input.members ?? [], [...path, 'members']),
  }
  return { ...fields, idempotencyHash: idempotencyHash(fields) }
}
