import type { Queryable } from '../database/givenTree.ts'

/** The fields of an event that a replay needs, as the API or {@link fetchEvents} returns them. */
export interface ReplayableEvent {
  readonly type: string
  readonly version: number
  readonly supervisorId: string
  readonly teamId?: string | null
  readonly membershipId?: string | null
  readonly before?: unknown
  readonly after?: unknown
}

/** A row with the field names of the API: its id and version, and the fields that events contain. */
export type ReplayedRow = Readonly<Record<string, unknown>> & { readonly id: string; readonly version: number }

export interface Replayed {
  readonly supervisors: Map<string, ReplayedRow>
  readonly teams: Map<string, ReplayedRow>
  readonly memberships: Map<string, ReplayedRow>
}

type Fields = Readonly<Record<string, unknown>>

/**
 * Builds the hierarchy from all its events in order. Compare the result with {@link fetchReplayed}.
 * @throws {Error} if an event does not follow from the earlier ones: an unknown row, a missing version, another `before`
 */
export function replayEvents(events: Iterable<ReplayableEvent>): Replayed {
  const supervisors = new Map<string, ReplayedRow>()
  const teams = new Map<string, ReplayedRow>()
  const memberships = new Map<string, ReplayedRow>()
  for (const event of events) {
    const { type, supervisorId, teamId, membershipId } = event
    if (type === 'CHILD_FAILED' || type === 'FAILURE_ESCALATED') continue // these events change no row
    if (membershipId != null) {
      const withItsTeam = type === 'MEMBER_LEFT' && event.after == null && !memberships.has(membershipId)
      if (!withItsTeam) apply(memberships, membershipId, event, 'MEMBER_JOINED')
    } else if (teamId != null) {
      apply(teams, teamId, event, 'TEAM_CREATED')
      // deleting a team deletes its memberships, and ended memberships have no event for that
      if (event.after == null)
        for (const row of memberships.values()) if (row.teamId === teamId) memberships.delete(row.id)
    } else {
      apply(supervisors, supervisorId, event, 'SUPERVISOR_SPAWNED')
    }
  }
  return { supervisors, teams, memberships }
}

function apply(rows: Map<string, ReplayedRow>, id: string, event: ReplayableEvent, created: string): void {
  const refuse = (why: string): never => {
    throw new Error(`${why}: ${JSON.stringify(event)}`)
  }
  const row = rows.get(id)
  const before = event.before as Fields | null | undefined
  const after = event.after as Fields | null | undefined
  if (!row) {
    if (event.type !== created || before != null || after == null) return refuse('its row is unknown')
    rows.set(id, { ...after, id, version: event.version })
    return
  }
  if (event.version !== row.version + 1) refuse(`the last version was ${row.version}`)
  if (before == null) return refuse('its row exists already')
  for (const [field, value] of Object.entries(before)) {
    if (canonical(row[field]) !== canonical(value)) refuse(`${field} was ${JSON.stringify(row[field])}`)
  }
  if (after == null) rows.delete(id)
  else rows.set(id, { ...row, ...after, id, version: event.version })
}

/** JSON with sorted keys, since PostgreSQL orders keys differently. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}

/** The row of an event, with the field names of the API. */
export interface EventRecord extends ReplayableEvent {
  readonly sequence: string
  readonly at: string
  readonly actor: string
  readonly onBehalfOf: string | null
  readonly traceId: string | null
  readonly reason: string | null
  readonly agentId: string | null
  readonly path: string[]
  readonly previousPath: string[] | null
  readonly before: Fields | null
  readonly after: Fields | null
  readonly causedBy: string | null
}

/** Reads the events after a sequence, in order: also before the migration that adds `trace_id`. */
export async function fetchEvents(db: Queryable, after = '0'): Promise<EventRecord[]> {
  const { rows } = await db.query<EventRecord>(
    `SELECT sequence::text, type, to_char(at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, actor, on_behalf_of AS "onBehalfOf", to_jsonb(e) ->> 'trace_id' AS "traceId", reason,
       supervisor_id AS "supervisorId", team_id AS "teamId", membership_id AS "membershipId", agent_id AS "agentId", version, path, previous_path AS "previousPath",
       before, after, caused_by::text AS "causedBy"
     FROM supervisor_events e WHERE e.sequence > $1 ORDER BY e.sequence`,
    [after],
  )
  return rows
}

const tables = {
  supervisors: `SELECT to_jsonb(s) - '{path,updated_at,last_heartbeat,health_metrics,heartbeat_sequence,spawn_hash}'::text[] AS row FROM supervisors s`,
  teams: `SELECT to_jsonb(t) - '{updated_at,spawn_hash}'::text[] AS row FROM supervisor_teams t`,
  memberships: 'SELECT to_jsonb(m) AS row FROM supervisor_team_members m',
}

/** Reads the current rows in the form of {@link replayEvents}. */
export async function fetchReplayed(db: Queryable): Promise<Replayed> {
  const read = async (sql: string): Promise<Map<string, ReplayedRow>> => {
    const { rows } = await db.query<{ row: Record<string, unknown> }>(sql)
    return new Map(rows.map(({ row }) => [String(row.id), toApiFields(row) as ReplayedRow]))
  }
  return {
    supervisors: await read(tables.supervisors),
    teams: await read(tables.teams),
    memberships: await read(tables.memberships),
  }
}

function toApiFields(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      column.endsWith('_at') && typeof value === 'string' ? new Date(`${value}Z`).toISOString() : value,
    ]),
  )
}
