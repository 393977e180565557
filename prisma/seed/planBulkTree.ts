/** The number of supervisors, of teams per supervisor, and of members per team. */
export interface BulkSize {
  supervisors: number
  teams: number
  members: number
}

/**
 * The shape of a bulk tree. Supervisors are numbered from 0, level by level. The parent of number `i` is number
 * `(i - 1) / branching`, rounded down.
 */
export interface BulkTree extends BulkSize {
  /** Children per supervisor. */
  branching: number
  /** The level of the deepest supervisor. */
  depth: number
  /** Number of supervisors per transaction, together with their teams and members. */
  batch: number
}

const USUAL_BRANCHING = 10
/** Rows per transaction; limits how long a batch holds the hierarchy lock. */
const ROWS_PER_BATCH = 20_000

/** Ten children per supervisor, or more if the tree would otherwise exceed the maximum level. */
export function planBulkTree(size: BulkSize, maxLevel: number): BulkTree {
  const { supervisors, teams, members } = size
  if (maxLevel < 1 && supervisors > 1) {
    throw new Error(
      `${supervisors} supervisors need at least two levels, but hierarchy_settings.max_level is ${maxLevel}: raise it to 1 or more`,
    )
  }
  let branching = USUAL_BRANCHING
  while (depthOf(supervisors, branching) > maxLevel) branching++
  const rowsEach = 1 + teams * (1 + members)
  const batch = Math.max(1, Math.floor(ROWS_PER_BATCH / rowsEach))
  return { ...size, branching, depth: depthOf(supervisors, branching), batch }
}

function depthOf(supervisors: number, branching: number): number {
  let depth = 0
  let room = 1
  for (let width = branching; room < supervisors; width *= branching) {
    room += width
    depth++
  }
  return depth
}
