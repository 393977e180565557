import { askServer } from '../api/askServer.ts'
import { EventCursorDocument } from '../generated/graphql.ts'
import { Feed } from './Feed.ts'
import { Fleet, roots } from './Fleet.ts'
import { SubtreeCounts } from './SubtreeCounts.ts'
import { TreeView } from './TreeView.ts'

export const fleet = new Fleet()
export const view = new TreeView(fleet)
export const counts = new SubtreeCounts()
export const feed = new Feed([fleet])

/** Reads the roots, and follows the events after them. */
export async function startSession(): Promise<void> {
  fleet.clear()
  const { eventCursor } = await askServer(EventCursorDocument, {})
  void feed.start(eventCursor)
  await fleet.load(roots)
}
