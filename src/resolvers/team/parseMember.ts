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

/** What an agent is in a team: 1 to 100 characters, not blank. */
export function parseRole(role: string, path: InputPath): string {
  return parseName(role, path, maxRoleLength)
}

/** @throws {ValidationError} with the place below `path` */
export function parseMember(input: TeamMemberInput, path: InputPath): NewMembership {
  return {
    agentId: parseId(input.agentId, [...path, 'agentId']),
    role: parseRole(input.role ?? 'MEMBER', [...path, 'role']),
    metadata: input.metadata == null ? {} : parseJsonObject(input.metadata, [...path, 'metadata']),
  }
}

/**
 * @throws {ValidationError} {LimitExceededError} with the place below `path`
 * @throws {AlreadyMemberError} if an agent is named twice
 */
export function parseMembers(inputs: readonly TeamMemberInput[], path: InputPath): NewMembership[] {
  assertWithinLimit('members', maxMembers, inputs.length, path)
  const agents = new Set<AgentId>()
  return inputs.map((input, i) => {
    const place = [...path, String(i)]
    const member = parseMember(input, place)
    if (agents.has(member.agentId)) {
      const message = `Agent ${member.agentId} is named twice: it can be an active member of a team once.`
      throw new AlreadyMemberError(message, []).at([...place, 'agentId'])
    }
    agents.add(member.agentId)
    return member
  })
}
