import { CycleError, DomainError, LevelLimitError, NameTakenError } from '../domain/errors.ts'

/**
 * What a violated constraint means to a client. Use cases look first, under the lock, and so explain more; what is left
 * are names, which others may take without the lock.
 */
export function explainConstraint(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof DomainError || !('constraint' in error)) return error
  const detail = 'detail' in error && typeof error.detail === 'string' ? error.detail : ''
  switch (error.constraint) {
    case 'supervisors_live_name_key':
      return new NameTakenError(nameIn(detail), 'by a live supervisor under that parent', null)
    case 'supervisor_teams_supervisor_id_name_key':
      return new NameTakenError(nameIn(detail), 'by another team of the supervisor', null)
    case 'supervisors_no_cycle':
      return new CycleError(/[0-9a-f-]{36}/.exec(error.message)?.[0] ?? '')
    case 'supervisors_max_level': {
      const [actual = 0, limit = 0] = [...error.message.matchAll(/\d+/g)].map(Number)
      return new LevelLimitError(limit, actual)
    }
    default:
      return error
  }
}

/** From `Key (parent_id, name)=(null, the name) already exists.` */
function nameIn(detail: string): string {
  return /\)=\([^,]*, (.*)\)/s.exec(detail)?.[1] ?? ''
}
