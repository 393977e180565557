import { liveChildren, need, pathOf, type Hierarchy, type Supervisor } from './hierarchyModel.ts'

/** The predictable fields of an event. */
export interface PredictedEvent {
  readonly type: string
  readonly row: string
  readonly version: number
  /** Facts of a report about a failure. */
  readonly facts?: unknown
}

/** Predicts the events between two states: one for each changed row, and one for each report of a failure. */
export function predictEvents(before: Hierarchy, after: Hierarchy): PredictedEvent[] {
  return [
    ...compareRows(before.supervisors, after.supervisors, {
      created: 'SUPERVISOR_SPAWNED',
      field: 'SUPERVISOR_UPDATED',
      changed: (was, is) =>
        was.status !== is.status
          ? 'SUPERVISOR_STATUS_CHANGED'
          : String(pathOf(before, was)) !== String(pathOf(after, is))
            ? 'SUPERVISOR_MOVED'
            : 'SUPERVISOR_UPDATED',
      sequence: (was, is) => {
        const isMoved = String(pathOf(before, was)) !== String(pathOf(after, is))
        const moves = isMoved ? ['SUPERVISOR_MOVED'] : []
        if (was.status === is.status) return isMoved ? moves : ['SUPERVISOR_UPDATED']
        const ends = ['SUPERVISOR_STATUS_CHANGED']
        return endsFirst(before, after, was) ? [...ends, ...moves] : [...moves, ...ends]
      },
      gone: () => 'SUPERVISOR_DELETED',
    }),
    ...compareRows(before.teams, after.teams, {
      created: 'TEAM_CREATED',
      field: 'TEAM_UPDATED',
      changed: () => 'TEAM_UPDATED',
      gone: () => 'TEAM_DELETED',
    }),
    ...compareRows(before.memberships, after.memberships, {
      created: 'MEMBER_JOINED',
      field: 'MEMBER_UPDATED',
      changed: (was, is) => (was.active && !is.active ? 'MEMBER_LEFT' : 'MEMBER_UPDATED'),
      // deleted with its team: an ended membership has no event
      gone: (was) => (was.active ? 'MEMBER_LEFT' : null),
    }),
    ...after.reports.slice(before.reports.length).map(({ type, supervisorId, facts }) => {
      return { type, row: supervisorId, version: need(after.supervisors, supervisorId).version, facts }
    }),
  ]
}

/** Whether a supervisor ends before others move: then all of its live children end, at every level. */
function endsFirst(before: Hierarchy, after: Hierarchy, { id }: Supervisor): boolean {
  return liveChildren(before, id).every(
    (child) => after.supervisors.get(child.id)?.status === 'TERMINATED' && endsFirst(before, after, child),
  )
}

interface Types<Row> {
  readonly created: string
  /** A change of a field alone. */
  readonly field: string
  readonly changed: (was: Row, is: Row) => string
  /** The last types of a row that was written several times. */
  readonly sequence?: (was: Row, is: Row) => string[]
  readonly gone: (was: Row) => string | null
}

function compareRows<Row extends { id: string; version: number }>(
  before: ReadonlyMap<string, Row>,
  after: ReadonlyMap<string, Row>,
  types: Types<Row>,
): PredictedEvent[] {
  const events: PredictedEvent[] = []
  for (const was of before.values()) {
    const is = after.get(was.id)
    const type = is ? (is.version === was.version ? null : types.changed(was, is)) : types.gone(was)
    if (type === null) continue
    // one mutation can write a row several times: `applyFleet` first changes fields, and then moves or ends it
    const count = is ? is.version - was.version : 1
    const last = is && types.sequence ? types.sequence(was, is) : [type]
    const all = [...Array<string>(Math.max(count - last.length, 0)).fill(types.field), ...last.slice(-count)]
    for (const [i, each] of all.entries()) events.push({ type: each, row: was.id, version: was.version + 1 + i })
  }
  for (const is of after.values())
    if (!before.has(is.id)) events.push({ type: types.created, row: is.id, version: is.version })
  return events
}
