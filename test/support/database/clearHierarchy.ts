import type { Queryable } from './givenTree.ts'

/** Deletes all supervisors and events, since `verify_hierarchy()` would read more events after each round of a race. */
export async function clearHierarchy(db: Queryable): Promise<void> {
  await db.query('DELETE FROM supervisors')
  await db.query('DELETE FROM supervisor_events')
}
