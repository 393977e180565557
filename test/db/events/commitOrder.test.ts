import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { expect, test } from 'vitest'
import type { Queryable } from '../../../src/db/database.ts'
import { fetchHorizon, fetchNewestSequence } from '../../../src/db/queries/events.ts'
import { countOutOfOrder, type CommitTimes } from '../../support/events/realTimeOrder.ts'
import { fetchEvents, fetchReplayed, replayEvents, type EventRecord } from '../../support/events/replayEvents.ts'
import { untilBlocked } from '../../support/database/untilBlocked.ts'
import { withDatabase } from '../../support/database/withDatabase.ts'

const db = withDatabase()
const TARGET = Number(process.env.EVENTS_TARGET ?? 1_500)
const WRITERS = 16
/** A small number, so that the writers change the same rows. */
const SUPERVISORS = 24
const DEADLOCK = '40P01'

interface Committed extends CommitTimes {
  readonly changed: number
}

interface Tally {
  written: number
  rolledBack: Set<string>
  committed: Map<string, Committed>
  deadlocks: number
}

const chance = (of: number): boolean => Math.random() < of
const anyOf = <T>(list: readonly T[]): T => {
  const one = list[Math.floor(Math.random() * list.length)]
  if (one === undefined) throw new Error('an empty list')
  return one
}

/** Statements of one transaction. They take locks in a fixed order, so that a deadlock would be a fault of the triggers. */
function anyChange(ids: readonly string[]): [sql: string, values: unknown[]][] {
  switch (anyOf(['update', 'update', 'updates', 'updates', 'status', 'move', 'spawn', 'leave'])) {
    case 'update':
      return [['UPDATE supervisors SET config = $2 WHERE id = $1', [anyOf(ids), { at: Math.random() }]]]
    case 'updates':
      return [anyOf(ids), anyOf(ids), anyOf(ids)]
        .toSorted()
        .map((id) => ['UPDATE supervisors SET config = $2 WHERE id = $1', [id, { at: Math.random() }]])
    case 'status':
      return [
        [
          `UPDATE supervisors SET status = CASE status WHEN 'ACTIVE' THEN 'PAUSED' ELSE 'ACTIVE' END WHERE id = $1`,
          [anyOf(ids)],
        ],
      ]
    case 'move':
      // moves a supervisor without descendants, so that only one row is locked
      return [
        [
          `UPDATE supervisors SET parent_id = $1 WHERE id = (SELECT id FROM supervisors WHERE name LIKE 'spawned%' AND hierarchy_level = 1 ORDER BY random() LIMIT 1) AND parent_id <> $1`,
          [anyOf(ids)],
        ],
      ]
    case 'spawn': {
      const [id, team] = [randomUUID(), randomUUID()]
      return [
        ['INSERT INTO supervisors (id, name, parent_id) VALUES ($1, $2, $3)', [id, `spawned ${id}`, anyOf(ids)]],
        ['INSERT INTO supervisor_teams (id, supervisor_id, name) VALUES ($1, $2, $3)', [team, id, 'team']],
        ['INSERT INTO supervisor_team_members (team_id, agent_id) VALUES ($1, $2)', [team, randomUUID()]],
      ]
    }
    default:
      return [
        [
          `UPDATE supervisor_team_members SET left_at = joined_at WHERE id = (
             SELECT id FROM supervisor_team_members WHERE left_at IS NULL ORDER BY random() LIMIT 1 FOR UPDATE SKIP LOCKED)`,
          [],
        ],
      ]
  }
}

/** Makes changes until there are enough. Some transactions stay open for a while, and some are rolled back. */
async function write(session: pg.Client, ids: readonly string[], tally: Tally): Promise<void> {
  while (tally.written < TARGET) {
    const name = randomUUID()
    let changed = 0
    try {
      await session.query('BEGIN')
      await session.query(`SELECT set_config('app.reason', $1, true)`, [name])
      for (const [sql, values] of anyChange(ids)) changed += (await session.query(sql, values)).rowCount ?? 0
      const roundTrips = chance(0.3) ? 10 : 0
      for (let i = 0; i < roundTrips; i++) await session.query('SELECT')
      if (chance(0.1)) {
        if (chance(0.5)) await session.query('SET CONSTRAINTS ALL IMMEDIATE')
        tally.rolledBack.add(name)
        await session.query('ROLLBACK')
        continue
      }
      // events get their sequences before the COMMIT as in the server, by the COMMIT, or some time before it
      if (chance(0.1)) await session.query('SET CONSTRAINTS ALL IMMEDIATE')
      const sentAt = performance.now()
      await session.query(chance(0.5) ? 'SET CONSTRAINTS ALL IMMEDIATE; COMMIT' : 'COMMIT')
      tally.committed.set(name, { changed, sentAt, returnedAt: performance.now() })
      tally.written += changed
    } catch (error) {
      await session.query('ROLLBACK')
      if (!(error instanceof pg.DatabaseError) || error.code !== DEADLOCK) throw error
      tally.deadlocks++
    }
  }
}

interface Tail {
  readonly seen: EventRecord[]
  /** Number of reads that found events before the writers had ended. */
  readonly readsMeanwhile: number
}

const statementsOf = (session: pg.Client): Queryable => ({
  query: async <Row extends pg.QueryResultRow>(statement: Parameters<Queryable['query']>[0]) =>
    (await session.query<Row>(statement)).rows,
})

/** Reads new events repeatedly up to the horizon, until the writers have ended and no event is left. */
async function tail(session: pg.Client, from: string, writing: { done: boolean }): Promise<Tail> {
  const seen: EventRecord[] = []
  let readsMeanwhile = 0
  for (;;) {
    const { done } = writing
    const horizon = BigInt(await fetchHorizon(statementsOf(session)))
    const events = (await fetchEvents(session, seen.at(-1)?.sequence ?? from)).filter(
      ({ sequence }) => BigInt(sequence) <= horizon,
    )
    seen.push(...events)
    if (events.length > 0 && !writing.done) readsMeanwhile++
    if (done && events.length === 0) return { seen, readsMeanwhile }
  }
}

test(
  'a reader of the event log by sequence, up to its horizon, misses no event of 16 writers, and reads them in commit order',
  async () => {
    const ids = Array.from({ length: SUPERVISORS }, () => randomUUID())
    await db.pool.query(
      `INSERT INTO supervisors (id, name, status) SELECT id, id::text, 'ACTIVE' FROM unnest($1::uuid[]) id`,
      [ids],
    )
    const given = await fetchEvents(db.pool)
    const sessions = await Promise.all(Array.from({ length: WRITERS }, () => db.session()))
    const tally: Tally = { written: 0, rolledBack: new Set(), committed: new Map(), deadlocks: 0 }
    const writing = { done: false }

    const began = performance.now()
    const tailing = tail(await db.session(), given.at(-1)?.sequence ?? '0', writing)
    await Promise.all(sessions.map((session) => write(session, ids, tally))).finally(() => (writing.done = true))
    const { seen, readsMeanwhile } = await tailing
    const seconds = (performance.now() - began) / 1_000

    const all = await fetchEvents(db.pool, given.at(-1)?.sequence)
    const known = new Set(seen.map(({ sequence }) => sequence))
    const missed = all.filter(({ sequence }) => !known.has(sequence)).length
    const outOfOrder = countOutOfOrder(all, tally.committed)
    console.info(
      `feed: ${WRITERS} writers, ${seen.length} events in ${seconds.toFixed(1)} s (${Math.round(seen.length / seconds)}/s), ` +
        `${tally.committed.size} transactions, ${tally.rolledBack.size} rolled back, missed ${missed}, out of order ${outOfOrder}, deadlocks ${tally.deadlocks}, reads meanwhile ${readsMeanwhile}`,
    )
    expect(seen).toEqual(all)
    expect(readsMeanwhile).toBeGreaterThan(50)
    expect({ missed, outOfOrder, deadlocks: tally.deadlocks }).toEqual({ missed: 0, outOfOrder: 0, deadlocks: 0 })
    expect(seen.length).toBeGreaterThanOrEqual(TARGET)

    // One event per committed change, and none of rolled back ones. Events of a transaction are adjacent and have one time.
    const transactions = new Map<string, EventRecord[]>()
    for (const [i, event] of seen.entries()) {
      const name = event.reason ?? ''
      const events = transactions.get(name) ?? []
      if (events.length > 0) expect(seen[i - 1]?.reason).toBe(name)
      transactions.set(name, [...events, event])
    }
    const counts = new Map([...transactions].map(([name, events]) => [name, events.length]))
    expect(counts).toEqual(
      new Map(
        [...tally.committed]
          .map(([name, { changed }]) => [name, changed] as const)
          .filter(([, changed]) => changed > 0),
      ),
    )
    for (const [name, events] of transactions) {
      expect(tally.rolledBack.has(name)).toBe(false)
      expect(new Set(events.map(({ at }) => at)).size).toBe(1)
    }
    expect(seen.map(({ at }) => at)).toEqual(seen.map(({ at }) => at).toSorted())
    // the versions of each object are consecutive, and lead from its creation to its current row
    expect(replayEvents([...given, ...seen])).toEqual(await fetchReplayed(db.pool))
    expect(await db.violations()).toEqual([])
  },
  60_000 + TARGET * 10,
)

/** A row of a test's own table, whose trigger waits for an advisory lock at the commit, after the events have their sequences. */
const waitAtCommit = `
  CREATE TABLE IF NOT EXISTS waits (n int);
  CREATE OR REPLACE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(42); RETURN NULL; END $$;
  DROP TRIGGER IF EXISTS wait ON waits;
  CREATE CONSTRAINT TRIGGER wait AFTER INSERT ON waits DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION wait()`
const insertion = (id: string): string => `INSERT INTO supervisors (id, name) VALUES ('${id}', '${id}')`

interface Meeting {
  readonly second: string
  /** The events of both that a reader has found while the first was committing, and after both have committed. */
  readonly between: string[]
  readonly after: string[]
}

/** A second writer commits while the first has recorded its events but has not committed. A reader reads in between. */
async function meet(readHorizon: (db: Queryable) => Promise<string>): Promise<Meeting> {
  const [one, two] = [randomUUID(), randomUUID()]
  const last = (await fetchEvents(db.pool)).at(-1)?.sequence
  const [holder, first, second] = [await db.session(), await db.session(), await db.session()]
  const read = async (): Promise<string[]> => {
    const horizon = BigInt(await readHorizon(statementsOf(holder)))
    const events = await fetchEvents(db.pool, last)
    return events
      .filter(({ sequence }) => BigInt(sequence) <= horizon)
      .map(({ supervisorId }) => (supervisorId === one ? 'one' : 'two'))
  }
  await db.pool.query(waitAtCommit)
  await holder.query('SELECT pg_advisory_lock(42)')
  await first.query(`BEGIN; ${insertion(one)}; INSERT INTO waits VALUES (1)`)
  const committing = first.query('COMMIT')
  await untilBlocked(db.pool, holder)
  await second.query('SET lock_timeout = 1000')
  const outcome = await second.query(insertion(two)).then(
    () => 'committed',
    (error: unknown) => (error instanceof pg.DatabaseError ? String(error.code) : 'failed'),
  )
  const between = await read()
  await holder.query('SELECT pg_advisory_unlock(42)')
  await committing
  return { second: outcome, between, after: await read() }
}

test('a writer that commits makes no other writer wait, and a reader sees neither until the first has committed', async () => {
  expect(await meet(fetchHorizon)).toEqual({ second: 'committed', between: [], after: ['one', 'two'] })
})

test('without the horizon, a reader would see the later event first and miss the earlier one', async () => {
  expect(await meet(fetchNewestSequence)).toEqual({ second: 'committed', between: ['two'], after: ['one', 'two'] })
})

test('a writer that may record further events blocks the next writer until its commit', async () => {
  const [first, second] = [await db.session(), await db.session()]
  await first.query(`BEGIN; ${insertion(randomUUID())}; SET CONSTRAINTS ALL IMMEDIATE`)
  await second.query('SET lock_timeout = 100')
  await expect(second.query(insertion(randomUUID()))).rejects.toMatchObject({ code: '55P03' })
  await first.query('COMMIT')
  await second.query(insertion(randomUUID()))
})
