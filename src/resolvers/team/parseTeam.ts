import type { NewMembership } from '../../db/queries/memberships.ts'
import type { NewTeam } from '../../db/queries/teams.ts'
import type { InputPath } from '../../domain/errors.ts'
import type { SupervisorId } from '../../domain/glossary.ts'
import { parseJsonObject, parseName, parseText } from '../../domain/input.ts'
import { idempotencyHash } from '../../domain/idempotencyHash.ts'
import { parseMembers, type TeamMemberInput } from './parseMember.ts'

/** What is said of a team when it is created, its id and its supervisor aside. */
export interface TeamInput {
  readonly name: string
  readonly description?: string | null | undefined
  readonly objective?: string | null | undefined
  readonly config?: unknown
  readonly members?: readonly TeamMemberInput[] | null | undefined
}

/** A team that is to be, with its first members. */
export interface StaffedTeam extends NewTeam {
  readonly members: readonly NewMembership[]
}

/**
 * The hash is of all that is answered here: alone or in a hierarchy, the same team has the same.
 * @throws {ValidationError} {LimitExceededError} {AlreadyMemberError} with the place below `path`
 */
export function parseTeam(input: TeamInput, supervisorId: SupervisorId, path: InputPath): Omit<StaffedTeam, 'id'> {
  const meaning = {
    supervisorId,
    name: parseName(input.name, [...path, 'name']),
    description: parseText(input.description, [...path, 'description']),
    objective: parseText(input.objective, [...path, 'objective']),
    config: input.config == null ? {} : parseJsonObject(input.config, [...path, 'config']),
    members: parseMembers(input.members ?? [], [...path, 'members']),
  }
  return { ...meaning, idempotencyHash: idempotencyHash(meaning) }
}
