import type { NewMembership } from '../../db/queries/staffing.ts'
import type { InputPath } from '../../domain/errors.ts'
import { parseId, parseJsonObject, parseName } from '../../domain/input.ts'

export interface TeamMemberInput {
  readonly agentId: string
  readonly role?: string | null | undefined
  readonly metadata?: unknown
}

const maxRoleLength = 100

/** @throws {ValidationError} with the place below `path` */
export function parseMember(input: TeamMemberInput, path: InputPath): NewMembership {
  return {
    agentId: parseId(input.agentId, [...path, 'agentId']),
    role: parseName(input.role ?? 'MEMBER', [...path, 'role'], maxRoleLength),
    metadata: input.metadata == null ? {} : parseJsonObject(input.metadata, [...path, 'metadata']),
  }
}
