import { ConflictError } from './errors.ts'
import type { NodeRef, SupervisorId } from './glossary.ts'

const nouns = { Supervisor: 'supervisor', SupervisorTeam: 'team', SupervisorTeamMember: 'membership' } as const

/**
 * Optimistic concurrency control: the client sends the version that it read.
 * @param expected null or undefined if the client accepts any version
 * @throws {ConflictError} if the object has another version than the client expects
 */
export function assertVersion(object: NodeRef, version: number, expected: number | null | undefined): void {
  if (expected == null || expected === version) return
  throw new ConflictError(
    `Version mismatch: expected ${expected}, found ${version}. Reload the ${nouns[object.type]} and retry.`,
    object,
  )
}

/**
 * The error for a statement that changed fewer supervisors than planned. The hierarchy lock does not exclude field
 * updates by other requests, nor deletes in SQL.
 */
export function changedConcurrently(id: SupervisorId): ConflictError {
  return new ConflictError(
    `Supervisor ${id}, or one of its descendants, was changed or deleted while this request ran. Reload the supervisor and retry.`,
    { type: 'Supervisor', id },
  )
}
