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

/** The number of the current session: what an earlier one has begun ends. */
let current = 0

/**
 * Reads the position in the event log, and follows the events after it. The reads of the pages come later, and are tried again
 * until they succeed. @throws {RequestFailed}
 */
export async function startSession(): Promise<void> {
  fleet.clear()
  tree.clear()
  names.clear()
  counts.clear()
  const { eventCursor } = await askServer(EventCursorDocument, {})
  void feed.start(eventCursor)
  void openTop(++current)
}

/** Reads the roots, and opens the root if there is only one. */
async function openTop(started: number): Promise<void> {
  await fleet.load(roots)
  if (started !== current) return
  const [first, ...others] = fleet.levels.get(roots)?.ids ?? []
  if (first !== undefined && others.length === 0) tree.toggle(first, true)
  await problems.readAgain()
  if (started === current) await fleetMap.readAgain()
}

/** Ends what runs for a caller. */
export function stopSession(): void {
  current++
  feed.stop()
  problems.stop()
  results.show(null)
  fleetMap.clear()
}
