import {
  CycleError,
  DomainError,
  LevelLimitError,
  NameTakenError,
  NotFoundError,
  UnavailableError,
} from '../domain/errors.ts'
import { nameTakenOutside, supervisorNameTaken, teamNameTaken } from '../domain/names.ts'
import type { Viewer } from '../domain/viewer.ts'

/**
 * Converts the error of a violated constraint into a domain error; returns any other error unchanged. Use cases check the rules
 * before they write, and explain more. A constraint is violated if another transaction takes a name without the hierarchy lock.
 *
 * The errors of PostgreSQL name the parent supervisor and count the levels from the root. The error for a caller that
 * is limited to a subtree contains neither.
 */
export function explainConstraint(error: unknown, { within }: Pick<Viewer, 'within'>): unknown {
  if (!(error instanceof Error) || error instanceof DomainError || !('constraint' in error)) return error
  const detail = 'detail' in error && typeof error.detail === 'string' ? error.detail : ''
  switch (error.constraint) {
    case 'supervisors_live_name_key':
      return explainNameTaken(detail, 'by a live supervisor with the same parent', (name, owner) =>
        within === null ? supervisorNameTaken(name, owner, null) : nameTakenOutside(name),
      )
    case 'supervisor_teams_supervisor_id_name_key':
      return explainNameTaken(detail, 'by another team of the supervisor', (name, owner) =>
        owner === null ? null : teamNameTaken(name, owner, null),
      )
    case 'supervisors_no_cycle':
      return new CycleError(idIn(error.message))
    case 'supervisors_max_level': {
      const [actual = 0, limit = 0] = [...error.message.matchAll(/\d+/g)].map(Number)
      if (within === null) return new LevelLimitError(limit, actual)
      return new UnavailableError('The maximum level of the hierarchy was lowered while this request ran.', 1_000)
    }
    // a writer that bypasses the API deleted the row after the use case had read it
    case 'supervisors_parent_id_fkey':
      return new NotFoundError('supervisor', idIn(detail), ['input', 'parentId'])
    case 'supervisor_teams_supervisor_id_fkey':
      return new NotFoundError('supervisor', idIn(detail), ['input', 'supervisorId'])
    case 'supervisor_team_members_team_id_fkey':
      return new NotFoundError('team', idIn(detail), ['input', 'teamId'])
    default:
      return error
  }
}

function idIn(text: string): string {
  return /[0-9a-f-]{36}/.exec(text)?.[0] ?? ''
}

/**
 * Reads the name and its owner from the detail `Key (parent_id, name)=(null, the name) already exists.` The owner is a
 * supervisor, or null for a root. PostgreSQL leaves the values out if the role of the server must not see them. In this
 * case, `where` describes the owner.
 */
function explainNameTaken(
  detail: string,
  where: string,
  explain: (name: string, owner: string | null) => NameTakenError | null,
): NameTakenError {
  const [, owner = '', name = ''] = /^[^=]*\)=\(([0-9a-f-]{36}|null), (.*)\)/s.exec(detail) ?? []
  const explained = owner === '' ? null : explain(name, owner === 'null' ? null : owner)
  return explained ?? new NameTakenError(name, where, null)
}
