import type { NewMembership } from '../../db/queries/memberships.ts'
import { AlreadyMemberError, type InputPath } from '../../domain/errors.ts'
import type { AgentId } from '../../domain/glossary.ts'
import { parseId, parseJsonObject, parseName } from '../../domain/input.ts'
import { assertWithinLimit } from '../../domain/limit.ts'

export interface TeamMemberInput {
  readonly agentId: string
  readonly role?: string | null | undefined
  readonly metadata?: unknown
}

const maxRoleLength = 100
const maxMembers = 1_000

/** @throws {ValidationError} if the role is blank or has more than 100 characters */
export function parseRole(role: string, path: InputPath): string {
  return parseName(role, path, maxRoleLength)
}

/**
 * @param path input path of the member
 * @throws {ValidationError} if a field is malformed
 */
export function parseMember(input: TeamMemberInput, path: InputPath): NewMembership {
  return {
    agentId: parseId(input.agentId, [...path, 'agentId']),
    role: parseRole(input.role ?? 'MEMBER', [...path, 'role']),
    metadata: input.metadata == null ? {} : parseJsonObject(input.metadata, [...path, 'metadata']),
  }
}

/**
 * @param path input path of the list
 * @throws {LimitExceededError} if there are more than 1,000 members
 * @throws {ValidationError} if a field is malformed
 * @throws {AlreadyMemberError} if an agent occurs twice
 */
export function parseMembers(inputs: readonly TeamMemberInput[], path: InputPath): NewMembership[] {
  assertWithinLimit('members', maxMembers, inputs.length, path)
  const agents = new Set<AgentId>()
  return inputs.map((input, i) => {
    const memberPath = [...path, String(i)]
    const member = parseMember(input, memberPath)
    if (agents.has(member.agentId)) {
      const message = `Agent ${member.agentId} occurs twice; a team has at most one active membership per agent. Omit the second one.`
      throw new AlreadyMemberError(message, []).at([...memberPath, 'agentId'])
    }
    agents.add(member.agentId)
    return member
  })
}
