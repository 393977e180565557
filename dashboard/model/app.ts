import { askServer } from '../api/askServer.ts'
import { EventCursorDocument } from '../generated/graphql.ts'
import { Feed } from './Feed.ts'
import { Fleet, roots } from './Fleet.ts'
import { Names } from './Names.ts'
import { Problems } from './Problems.ts'
import { SubtreeCounts } from './SubtreeCounts.ts'
import { TreeView } from './TreeView.ts'

export const fleet = new Fleet()
export const view = new TreeView(fleet)
export const counts = new SubtreeCounts()
export const names = new Names(fleet)
export const problems = new Problems()
export const feed = new Feed([fleet, names, problems])

/** Reads the roots, and follows the events after them. */
export async function startSession(): Promise<void> {
  fleet.clear()
  const { eventCursor } = await askServer(EventCursorDocument, {})
  void feed.start(eventCursor)
  await Promise.all([fleet.load(roots), problems.readAgain()])
}

/** Ends what runs for a caller. */
export function stopSession(): void {
  feed.stop()
  problems.stop()
}
