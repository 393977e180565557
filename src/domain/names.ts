import { NameTakenError } from './errors.ts'
import type { SupervisorId, TeamId } from './glossary.ts'

// Names are unique among the live children of a supervisor, among the live roots, and among the teams of a supervisor.

/** @param existingId the supervisor that has the name; null if it is not known */
export function supervisorNameTaken(
  name: string,
  parentId: SupervisorId | null,
  existingId: SupervisorId | null,
): NameTakenError {
  return new NameTakenError(
    name,
    parentId === null ? 'by a live root' : `by a live child of supervisor ${parentId}`,
    existingId === null ? null : { type: 'Supervisor', id: existingId },
  )
}

/** @param existingId the team that has the name; null if it is not known */
export function teamNameTaken(name: string, supervisorId: SupervisorId, existingId: TeamId | null): NameTakenError {
  return new NameTakenError(
    name,
    `by another team of supervisor ${supervisorId}`,
    existingId === null ? null : { type: 'SupervisorTeam', id: existingId },
  )
}
