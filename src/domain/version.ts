import { ConflictError } from './errors.ts'
import type { NodeRef } from './glossary.ts'

const nouns = { Supervisor: 'Supervisor', SupervisorTeam: 'Team', SupervisorTeamMember: 'Membership' } as const

/** @throws {ConflictError} where a version was expected, and the object is at another one */
export function assertVersion(object: NodeRef, version: number, expected: number | null | undefined): void {
  if (expected == null || expected === version) return
  throw new ConflictError(
    `${nouns[object.type]} ${object.id} is at version ${version}, and ${expected} was expected. Look at it as it is now, and decide again.`,
    object,
  )
}
