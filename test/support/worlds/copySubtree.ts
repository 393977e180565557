import type pg from 'pg'

type Row = Record<string, unknown>
interface Supervisor extends Row {
  id: string
  parent_id: string | null
  path: string[]
  hierarchy_level: number
  status_reason: string | null
}
interface Event extends Row {
  sequence: number
  path: string[]
  previous_path: string[] | null
  before: Row | null
  after: Row | null
  reason: string | null
  caused_by: number | null
}

/**
 * Makes `to` a database that contains only the subtree of `top`, with the same ids: what a caller that is limited to the subtree
 * has to see. It states the rules of docs/adr/0022-the-top-of-a-subtree-looks-like-a-root.md on its own, without the server.
 */
export async function copySubtree(from: pg.Pool, to: pg.Pool, top: string): Promise<void> {
  const read = async <R extends Row>(table: string, condition: string, values: unknown[]): Promise<R[]> =>
    (await from.query<{ row: R }>(`SELECT to_jsonb(r) AS row FROM ${table} r WHERE ${condition}`, values)).rows.map(
      ({ row }) => row,
    )
  const supervisors = await read<Supervisor>('supervisors', '$1 = ANY (r.path)', [top])
  const ids = supervisors.map(({ id }) => id)
  const teams = await read('supervisor_teams', 'r.supervisor_id = ANY ($1)', [ids])
  const members = await read('supervisor_team_members', 'r.team_id = ANY ($1)', [teams.map(({ id }) => id)])
  const events = await read<Event>('supervisor_events', '$1 = ANY (r.path || r.previous_path)', [top])
  const tokens = await read('api_tokens', 'r.within = ANY ($1)', [ids])
  const sequences = new Set(events.map(({ sequence }) => sequence))

  const cut = (path: string[] | null): string[] => {
    const start = path?.indexOf(top) ?? -1
    return start < 0 ? [] : (path ?? []).slice(start)
  }
  /** The reason of a restart names a supervisor: only one of the subtree may be named. */
  const cutReason = (reason: string | null): string | null => {
    const [, owner] = /^restarted by the policy of ([0-9a-f-]{36}):/.exec(reason ?? '') ?? []
    return owner === undefined || ids.includes(owner)
      ? reason
      : 'restarted by the policy of a supervisor outside the subtree'
  }
  const cutFields = (fields: Row | null, path: string[]): Row | null => {
    if (fields === null || path.length === 0) return null
    const seen = { ...fields }
    if ('hierarchyLevel' in seen) seen.hierarchyLevel = path.length - 1
    if ('parentId' in seen && path.length === 1) seen.parentId = null
    if (typeof seen.statusReason === 'string') seen.statusReason = cutReason(seen.statusReason)
    return seen
  }
  const cutEvent = (event: Event): Event => {
    const path = cut(event.path)
    const was = cut(event.previous_path ?? event.path)
    const crosses = path.length === 0 || was.length === 0
    const before = cutFields(event.before, was)
    const after = cutFields(event.after, path)
    for (const field of ['parentId', 'hierarchyLevel'])
      if (before && after && field in before && before[field] === after[field]) {
        // only what is above the subtree has changed
        Reflect.deleteProperty(before, field)
        Reflect.deleteProperty(after, field)
      }
    return {
      ...event,
      path,
      previous_path: event.previous_path && was,
      before,
      after,
      reason: crosses ? null : cutReason(event.reason),
      caused_by: event.caused_by !== null && sequences.has(event.caused_by) ? event.caused_by : null,
    }
  }
  const level = supervisors.find(({ id }) => id === top)?.hierarchy_level ?? 0
  const rows: [table: string, rows: Row[]][] = [
    [
      'supervisors',
      supervisors.map((row) => ({
        ...row,
        path: cut(row.path),
        hierarchy_level: row.hierarchy_level - level,
        status_reason: cutReason(row.status_reason),
        ...(row.id === top && { parent_id: null, spawn_hash: null }),
      })),
    ],
    ['supervisor_teams', teams],
    ['supervisor_team_members', members],
    ['supervisor_events', events.map(cutEvent)],
    ['api_tokens', tokens],
  ]
  const client = await to.connect()
  try {
    await client.query('BEGIN; SET LOCAL session_replication_role = replica')
    await client.query(`DELETE FROM supervisor_team_members; DELETE FROM supervisor_teams; DELETE FROM supervisors;
      DELETE FROM supervisor_events; DELETE FROM supervisor_restarts; DELETE FROM api_tokens`)
    for (const [table, copied] of rows)
      await client.query(
        `INSERT INTO ${table} OVERRIDING SYSTEM VALUE SELECT * FROM jsonb_populate_recordset(NULL::${table}, $1)`,
        [JSON.stringify(copied)],
      )
    await client.query(`SELECT setval(pg_get_serial_sequence('supervisor_events', 'sequence'), $1)`, [
      Math.max(1, ...sequences),
    ])
    const { rows: settings } = await from.query<{ max_level: number }>('SELECT max_level FROM hierarchy_settings')
    await client.query('UPDATE hierarchy_settings SET max_level = $1', [(settings[0]?.max_level ?? 10) - level])
    await client.query('COMMIT')
  } finally {
    client.release()
  }
}
