import sql, { type Sql } from 'sql-template-tag'

/** The upper bound of the range of paths that begin with a given path: no supervisor has this id. */
const aboveAllIds = sql`'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid`

/** Condition: supervisor `s` is in the subtree at `path`, its root included. It is a range of the index on paths. */
export function subtreeOf(path: Sql): Sql {
  return sql`s.path >= ${path} AND s.path < ${path} || ${aboveAllIds}`
}

/** Condition: supervisor `s` is a descendant of the supervisor at `path`. */
export function belowPath(path: Sql): Sql {
  return sql`s.path > ${path} AND s.path < ${path} || ${aboveAllIds}`
}
