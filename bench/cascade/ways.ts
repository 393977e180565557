import type pg from 'pg'
import { raw, type Sql } from 'sql-template-tag'
import { subtreeOf } from '../../src/db/queries/fragments/subtree.ts'
import type { ServedApi } from '../support/serveApi.ts'

export interface Measurement {
  readonly milliseconds: number
  /** The part of the commit, which includes writing the events. */
  readonly commitMilliseconds: number
  /** Number of messages that were sent to PostgreSQL. */
  readonly statements: number
}

/** A way to terminate a subtree. */
export interface Way {
  readonly name: string
  /** Whether the triggers run, so that the invariants hold afterwards. */
  readonly guarded: boolean
  terminate(rootId: string): Promise<Measurement>
}

const reason = 'benchmark'

const preview = `mutation Preview($id: ID!) {
  terminateSupervisor(input: { id: $id, childPolicy: CASCADE, dryRun: true }) {
    ... on TerminateSupervisorPayload { impact { token } }
  }
}`
const terminate = `mutation Terminate($id: ID!, $impactToken: String, $reason: String) {
  terminateSupervisor(input: { id: $id, childPolicy: CASCADE, impactToken: $impactToken, reason: $reason }) {
    __typename
    ... on TerminateSupervisorPayload { changed impact { supervisors activeMemberships } }
    ... on Error { message }
  }
}`

/** The API's mutation, with the impact token of a preceding dry run. */
export const byTheApi = (api: ServedApi): Way => ({
  name: 'the API: `terminateSupervisor`',
  guarded: true,
  async terminate(id) {
    const dryRun = (await api.request(preview, { id })) as { terminateSupervisor: { impact: { token: string } } } // the selection of the document
    const { token } = dryRun.terminateSupervisor.impact
    api.statements.length = 0
    const began = performance.now()
    const answer = await api.request(terminate, { id, impactToken: token, reason })
    const milliseconds = performance.now() - began
    const statements = [...api.statements]
    const { terminateSupervisor: result } = answer as { terminateSupervisor: { changed?: boolean } } // the selection of the document
    if (result.changed !== true) throw new Error(`the API returned ${JSON.stringify(result)}`)
    const commit = statements.find(({ text }) => text.endsWith('COMMIT'))
    if (!commit) throw new Error(`expected a COMMIT in ${JSON.stringify(statements.map(({ text }) => text))}`)
    return { milliseconds, commitMilliseconds: commit.milliseconds, statements: statements.length }
  },
})

/** A writer that bypasses the API; a trigger ends the memberships. */
export const bySql = (session: pg.Client): Way => ({
  name: 'SQL, one UPDATE',
  guarded: true,
  terminate: (rootId) =>
    measure(session, [
      `UPDATE supervisors s SET status = 'TERMINATED', status_reason = '${reason}' WHERE ${subtreeOf(pathOf(rootId)).text} AND s.status <> 'TERMINATED'`,
    ]),
})

/** The limit: the minimum of writes, in a session without triggers. */
export const bareUpdates = (session: pg.Client): Way => ({
  name: 'bare: two UPDATEs, no triggers',
  guarded: false,
  terminate: (rootId) => measure(session, updates(rootId)),
})

/** The limit, plus one statement that writes the events that the triggers would write. */
export const bareUpdatesAndEvents = (session: pg.Client): Way => ({
  name: 'bare, and one INSERT of events',
  guarded: false,
  terminate: (rootId) => measure(session, [...updates(rootId), insertEvents]),
})

const pathOf = (id: string): Sql => raw(`(SELECT path FROM supervisors WHERE id = '${id}')`)
const now = `timezone('utc', statement_timestamp())`

const updates = (rootId: string): readonly string[] => [
  `UPDATE supervisors s SET status = 'TERMINATED', status_reason = '${reason}', status_changed_at = ${now}, updated_at = ${now}, version = s.version + 1
   WHERE ${subtreeOf(pathOf(rootId)).text} AND s.status <> 'TERMINATED'`,
  `UPDATE supervisor_team_members m SET left_at = greatest(m.joined_at, ${now}), version = m.version + 1
   FROM supervisor_teams t JOIN supervisors s ON s.id = t.supervisor_id
   WHERE m.team_id = t.id AND m.left_at IS NULL AND ${subtreeOf(pathOf(rootId)).text}`,
]

/** The statement has no condition, because the database contains only the fleet. */
const insertEvents = `
  INSERT INTO supervisor_events (type, at, actor, reason, supervisor_id, team_id, membership_id, agent_id, version, path, before, after)
  SELECT 'SUPERVISOR_STATUS_CHANGED', ${now}, 'bench', '${reason}', s.id, NULL::uuid, NULL::uuid, NULL::uuid, s.version, s.path,
    jsonb_build_object('status', 'ACTIVE', 'statusReason', NULL, 'statusChangedAt', rfc3339(s.created_at)),
    jsonb_build_object('status', s.status, 'statusReason', s.status_reason, 'statusChangedAt', rfc3339(s.status_changed_at))
  FROM supervisors s
  UNION ALL
  SELECT 'MEMBER_LEFT', ${now}, 'bench', '${reason}', s.id, t.id, m.id, m.agent_id, m.version, s.path,
    jsonb_build_object('leftAt', NULL), jsonb_build_object('leftAt', rfc3339(m.left_at))
  FROM supervisor_team_members m JOIN supervisor_teams t ON t.id = m.team_id JOIN supervisors s ON s.id = t.supervisor_id`

async function measure(session: pg.Client, statements: readonly string[]): Promise<Measurement> {
  const began = performance.now()
  await session.query('BEGIN')
  for (const statement of statements) await session.query(statement)
  const commitBegan = performance.now()
  await session.query('SET CONSTRAINTS ALL IMMEDIATE; COMMIT')
  const ended = performance.now()
  return { milliseconds: ended - began, commitMilliseconds: ended - commitBegan, statements: statements.length + 2 }
}
