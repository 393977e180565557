import { need, pathOf, type Hierarchy } from './hierarchyModel.ts'

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
      changed: (was, is) =>
        was.status !== is.status
          ? 'SUPERVISOR_STATUS_CHANGED'
          : String(pathOf(before, was)) !== String(pathOf(after, is))
            ? 'SUPERVISOR_MOVED'
            : 'SUPERVISOR_UPDATED',
      gone: () => 'SUPERVISOR_DELETED',
    }),
    ...compareRows(before.teams, after.teams, {
      created: 'TEAM_CREATED',
      changed: () => 'TEAM_UPDATED',
      gone: () => 'TEAM_DELETED',
    }),
    ...compareRows(before.memberships, after.memberships, {
      created: 'MEMBER_JOINED',
      changed: (was, is) => (was.active && !is.active ? 'MEMBER_LEFT' : 'MEMBER_UPDATED'),
      // deleted with its team: an ended membership has no event
      gone: (was) => (was.active ? 'MEMBER_LEFT' : null),
    }),
    ...after.reports.slice(before.reports.length).map(({ type, supervisorId, facts }) => {
      return { type, row: supervisorId, version: need(after.supervisors, supervisorId).version, facts }
    }),
  ]
}

interface Types<Row> {
  readonly created: string
  readonly changed: (was: Row, is: Row) => string
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
    if (type !== null) events.push({ type, row: was.id, version: was.version + 1 })
  }
  for (const is of after.values())
    if (!before.has(is.id)) events.push({ type: types.created, row: is.id, version: is.version })
  return events
}
