import sql, { raw, type Sql } from 'sql-template-tag'
import type { SupervisorId } from '../../../domain/glossary.ts'
import { reservedId } from '../../../domain/input.ts'

/** The upper bound of the range of paths that begin with a given path: no supervisor has this id. */
const aboveAllIds = sql`${raw(`'${reservedId}'`)}::uuid`

/** Condition: supervisor `s` is in the subtree at `path`, its root included. It is a range of the index on paths. */
export function subtreeOf(path: Sql): Sql {
  return sql`s.path >= ${path} AND s.path < ${path} || ${aboveAllIds}`
}

/** Condition: supervisor `s`, of a row that is found by its id, is in the subtree that the caller can see (null: everything). */
export function isWithin(within: SupervisorId | null): Sql {
  return within === null ? sql`true` : sql`${within}::uuid = ANY (s.path)`
}

/** Condition: supervisor `s` is a descendant of the supervisor at `path`. */
export function belowPath(path: Sql): Sql {
  return sql`s.path > ${path} AND s.path < ${path} || ${aboveAllIds}`
}
