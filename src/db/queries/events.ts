import sql, { raw } from 'sql-template-tag'
import type { Report } from '../../domain/supervision.ts'
import type { Queryable } from '../database.ts'
import type { Tx } from '../treeTransaction.ts'
import { feedEvent, type FeedEvent } from './rows.ts'

export interface FeedPageLimits {
  /** The last sequence that a page can have: the horizon of the event log. */
  readonly upTo: string
  /** Largest number of events. */
  readonly events: number
  /** The page ends with the event that reaches this size of `before` and `after`. A page has at least one event. */
  readonly bytes: number
}

export interface FeedPage {
  /** In order. */
  readonly events: readonly FeedEvent[]
  /** False: events between `after` and the first of these were deleted. */
  readonly isGapless: boolean
  /** False: a limit was reached, and there can be more events. */
  readonly isLast: boolean
}

/**
 * The next events after a sequence; '0' is before all events. Events are deleted oldest first: while the event at `after`
 * exists, all events after it exist too. A reader begins at an event that it has seen, or at '0' while the log was empty.
 */
export async function fetchFeedPage(db: Queryable, after: string, limits: FeedPageLimits): Promise<FeedPage> {
  const events = await db.query<FeedEvent & { isGapless: boolean }>(
    sql`SELECT ${feedEvent.columns},
        (EXISTS (SELECT FROM supervisor_events k WHERE k.sequence = ${after}::bigint)
          OR ${after}::bigint = 0 AND (SELECT min(m.sequence) FROM supervisor_events m) = 1) AS "isGapless"
      FROM (
        SELECT e.*, sum(e.bytes) OVER (ORDER BY e.sequence) - e.bytes AS bytes_before
        FROM (
          SELECT e.* FROM ${feedEvent.from} WHERE e.sequence > ${after}::bigint AND e.sequence <= ${limits.upTo}::bigint
          ORDER BY e.sequence LIMIT ${limits.events}::int
        ) e
      ) e WHERE e.bytes_before < ${limits.bytes}::int ORDER BY e.sequence`,
  )
  const bytes = events.reduce((sum, event) => sum + event.bytes, 0)
  return {
    events,
    isGapless: events[0]?.isGapless ?? true,
    isLast: events.length < limits.events && bytes < limits.bytes,
  }
}

/**
 * The horizon of the event log: the sequence of the newest event before which no event can appear any more. If the log is empty,
 * it is '0', which is before all events. Later statements see all events up to it. It must therefore be read in a statement
 * of its own.
 *
 * A transaction takes a shared lock, whose key contains the last sequence that was drawn, before it draws sequences, and holds
 * it until it ends. The statement reads the events of its snapshot first, and the locks afterwards. An event of the snapshot
 * that is below all of these locks has no open transaction before it. A lock that was released in between does no harm: its
 * transaction has ended. No lock makes a writer wait for a reader, or a reader for a writer.
 */
export async function fetchHorizon(db: Queryable): Promise<string> {
  const [row] = await db.query<{ sequence: string }>(
    sql`SELECT e.sequence FROM supervisor_events e
      WHERE e.sequence <= coalesce((
        SELECT min((l.classid::bigint << 32 | l.objid::bigint) - ${openSequences}) FROM pg_locks l
        WHERE l.locktype = 'advisory' AND l.objsubid = 1 AND l.classid >= 1048576000::oid AND l.classid < 1048641536::oid
          AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
      ), 9223372036854775807)
      ORDER BY e.sequence DESC LIMIT 1`,
  )
  return row?.sequence ?? '0'
}

/** The keys of the locks of open_event_log() begin here: 16,000 × 2^48. The remaining 48 bits are a sequence. */
const openSequences = raw('4503599627370496000')

/** The sequence of the newest event that has been committed, which can be beyond the horizon; '0' if the log is empty. */
export async function fetchNewestSequence(db: Queryable): Promise<string> {
  const [row] = await db.query<{ sequence: string }>(
    sql`SELECT e.sequence FROM supervisor_events e ORDER BY e.sequence DESC LIMIT 1`,
  )
  return row?.sequence ?? '0'
}

export type EventPlace = Pick<FeedEvent, 'path' | 'previousPath'>

/** The paths of events, by sequence. An event that was deleted has no entry. */
export async function fetchEventPlaces(
  db: Queryable,
  sequences: readonly string[],
): Promise<ReadonlyMap<string, EventPlace>> {
  const rows = await db.query<EventPlace & { sequence: string }>(
    sql`SELECT e.sequence, e.path, e.previous_path AS "previousPath"
      FROM supervisor_events e WHERE e.sequence = ANY (${sequences}::bigint[])`,
  )
  return new Map(rows.map(({ sequence, ...place }) => [sequence, place]))
}

/** Appends reports to the event log, after the events of earlier writes in the transaction. @returns their sequences, in order */
export async function insertReports(tx: Tx, reports: readonly Report[]): Promise<readonly string[]> {
  await tx.query(sql`SET CONSTRAINTS ALL IMMEDIATE`)
  const rows = await tx.query<{ sequence: string }>(
    sql`SELECT record_supervision(r.type, r.told, r.facts, r.cause_type, r.cause_of)::text AS sequence
      FROM unnest(
        ${reports.map(({ type }) => type)}::text[],
        ${reports.map(({ supervisorId }) => supervisorId)}::uuid[],
        ${reports.map(({ facts }) => JSON.stringify(facts))}::jsonb[],
        ${reports.map(({ causeType }) => causeType)}::text[],
        ${reports.map(({ causeOf }) => causeOf)}::uuid[]
      ) WITH ORDINALITY AS r (type, told, facts, cause_type, cause_of, n)
      ORDER BY r.n`,
  )
  return rows.map(({ sequence }) => sequence)
}

export interface DeletedBatch {
  readonly count: number
  /** The sequence of the last deleted event; null if none was deleted. */
  readonly lastSequence: string | null
}

/**
 * Deletes the oldest events that are older than `days`. Deletes nothing while another server runs the same statement.
 *
 * Times never decrease along the sequence, so only the first `limit` events after `after` have to be looked at. The newest
 * event is never deleted: its sequence is the newest position, and later events get no earlier time.
 * @param limit largest number of deleted events
 * @param after the last sequence of the batch before: its dead index entries need not be read again; null: from the beginning
 */
export async function deleteExpiredEvents(
  db: Queryable,
  days: number,
  limit: number,
  after: string | null,
): Promise<DeletedBatch> {
  const [row] = await db.query<DeletedBatch>(
    sql`WITH turn AS MATERIALIZED (
        SELECT pg_try_advisory_xact_lock(6014125521) AS ours
      ), oldest AS MATERIALIZED (
        SELECT e.sequence, e.at FROM supervisor_events e
        WHERE (SELECT ours FROM turn) AND e.sequence > coalesce(${after}::bigint, 0)
        ORDER BY e.sequence LIMIT ${limit}::int
      ), pruned AS (
        DELETE FROM supervisor_events e
        WHERE e.sequence = ANY (ARRAY( -- no join: for a join the planner can choose to read the whole table
          SELECT o.sequence FROM oldest o
          WHERE o.at < timezone('utc', now()) - make_interval(days => ${days}::int)
            AND o.sequence < (SELECT max(f.sequence) FROM supervisor_events f)))
        RETURNING e.sequence
      )
      SELECT count(*)::int AS count, max(sequence) AS "lastSequence" FROM pruned`,
  )
  return row ?? { count: 0, lastSequence: null }
}
