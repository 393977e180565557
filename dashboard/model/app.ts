import { askServer } from '../api/askServer.ts'
import { EventCursorDocument } from '../generated/graphql.ts'
import { Feed } from './Feed.ts'
import { Fleet } from './Fleet.ts'
import { roots } from './readLevel.ts'
import { FleetMap } from './FleetMap.ts'
import { Names } from './Names.ts'
import { Problems } from './Problems.ts'
import { ResultList } from './ResultList.ts'
import { SubtreeCounts } from './SubtreeCounts.ts'
import { TreeView } from './TreeView.ts'

export const fleet = new Fleet()
export const tree = new TreeView(fleet)
export const results = new ResultList(fleet)
export const fleetMap = new FleetMap()
export const counts = new SubtreeCounts()
export const names = new Names(fleet)
export const problems = new Problems()
export const feed = new Feed([fleet, results, fleetMap, names, problems])

/** Reads the roots, and follows the events after them. The rest is read when the page shows something. */
export async function startSession(): Promise<void> {
  fleet.clear()
  tree.clear()
  const { eventCursor } = await askServer(EventCursorDocument, {})
  void feed.start(eventCursor)
  await fleet.load(roots)
  const top = fleet.levels.get(roots)?.ids ?? []
  if (top.length === 1 && top[0] !== undefined) tree.toggle(top[0], true)
  await problems.readAgain()
  fleetMap.readAgain().catch(() => undefined) // the map stays incomplete until the page is opened again
}

/** Ends what runs for a caller. */
export function stopSession(): void {
  feed.stop()
  problems.stop()
  results.show(null)
  fleetMap.clear()
}
