/** The upper bound of the range of paths that begin with a path: no supervisor has this id. */
const aboveAllIds = `'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid`

/** The range of paths at and below `path`. */
export function subtreeOf(path: string): string {
  return `s.path >= ${path} AND s.path < ${path} || ${aboveAllIds}`
}

/** The range of paths below `path`. */
export function belowPath(path: string): string {
  return `s.path > ${path} AND s.path < ${path} || ${aboveAllIds}`
}
