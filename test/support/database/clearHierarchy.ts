import type { Queryable } from './givenTree.ts'

/** Deletes everything, and the record of it: what `verify_hierarchy()` reads would grow with each round of a race. */
export async function clearHierarchy(db: Queryable): Promise<void> {
  await db.query('DELETE FROM supervisors')
  await db.query('DELETE FROM supervisor_events')
}
