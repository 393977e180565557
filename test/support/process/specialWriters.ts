import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import type { CommitTimes } from '../events/realTimeOrder.ts'

export interface SpecialWritersOptions {
  readonly url: string
  /** Ends the backends of writers. */
  readonly pool: pg.Pool
  /** All changes are made below this supervisor. */
  readonly rootId: string
  readonly writers: number
  /** How long some transactions stay open before they commit. */
  readonly heldMs: number
  readonly isDone: () => boolean
}

export interface CommittedTransaction extends CommitTimes {
  /** Number of rows that it changed; null if triggers changed others. */
  readonly changed: number | null
}

export interface SpecialTally {
  /** The transactions by their reason, which their events have. */
  readonly committed: Map<string, CommittedTransaction>
  /** Reasons of transactions that were rolled back, or whose backend was killed before they committed. */
  readonly aborted: Set<string>
  readonly kinds: Record<string, number>
}

/** Description of changes that are rolled back to a savepoint. */
export const rolledBackDescription = 'rolled back to a savepoint'

interface Writer {
  readonly session: pg.Client
  /** Supervisors that only this writer changes, so that held transactions do not block other writers by row locks. */
  readonly own: readonly string[]
}

type Kind = (writer: Writer, name: string) => Promise<CommittedTransaction | null>

/** Writers of raw SQL whose transactions are unusual: held open, rolled back to savepoints, killed, cascades. */
export async function keepWritingSpecially(options: SpecialWritersOptions): Promise<SpecialTally> {
  const { url, pool, rootId, heldMs, isDone } = options
  const tally: SpecialTally = { committed: new Map(), aborted: new Set(), kinds: {} }

  const begin = async ({ session }: Writer, name: string): Promise<void> => {
    await session.query('BEGIN')
    await session.query(`SELECT set_config('app.reason', $1, true)`, [name])
  }
  const describe = async ({ session, own }: Writer, description: string): Promise<void> => {
    const id = own[Math.floor(Math.random() * own.length)]
    await session.query('UPDATE supervisors SET description = $2 WHERE id = $1', [id, description])
  }
  const commit = async (
    { session }: Writer,
    changed: number | null,
    heldAfterEventsMs = 0,
  ): Promise<CommittedTransaction> => {
    const sentAt = performance.now()
    if (heldAfterEventsMs > 0) {
      await session.query('SET CONSTRAINTS ALL IMMEDIATE')
      await delay(heldAfterEventsMs)
    }
    await session.query('COMMIT')
    return { changed, sentAt, returnedAt: performance.now() }
  }

  const kinds: Readonly<Record<string, Kind>> = {
    single: async (writer, name) => {
      await begin(writer, name)
      await describe(writer, name)
      return commit(writer, 1)
    },
    held: async (writer, name) => {
      await begin(writer, name)
      await describe(writer, name)
      await delay(heldMs)
      return commit(writer, 1)
    },
    // no other transaction with events can commit in the meantime
    heldWithEvents: async (writer, name) => {
      await begin(writer, name)
      await describe(writer, name)
      return commit(writer, 1, heldMs / 5)
    },
    savepoints: async (writer, name) => {
      await begin(writer, name)
      await describe(writer, `${name} 1`)
      await writer.session.query('SAVEPOINT before')
      await describe(writer, rolledBackDescription)
      await writer.session.query('ROLLBACK TO before')
      await describe(writer, `${name} 2`)
      return commit(writer, 2)
    },
    rolledBack: async (writer, name) => {
      await begin(writer, name)
      await describe(writer, name)
      if (Math.random() < 0.5) await writer.session.query('SET CONSTRAINTS ALL IMMEDIATE')
      await writer.session.query('ROLLBACK')
      tally.aborted.add(name)
      return null
    },
    cascade: async (writer, name) => {
      const top = randomUUID()
      await begin(writer, `${name}, spawn`)
      await writer.session.query(
        `WITH top AS (INSERT INTO supervisors (id, name, parent_id, status) VALUES ($1, $1::uuid::text, $2, 'ACTIVE')),
           below AS (INSERT INTO supervisors (name, parent_id, status) SELECT 'child ' || i, $1, 'ACTIVE' FROM generate_series(1, 20) i),
           team AS (INSERT INTO supervisor_teams (supervisor_id, name) VALUES ($1, 'team') RETURNING id)
         INSERT INTO supervisor_team_members (team_id, agent_id) SELECT id, gen_random_uuid() FROM team, generate_series(1, 20)`,
        [top, rootId],
      )
      await writer.session.query('COMMIT')
      await begin(writer, name)
      await writer.session.query(`UPDATE supervisors SET status = 'TERMINATED' WHERE id = $1 OR parent_id = $1`, [top])
      return commit(writer, null)
    },
    killed: async (writer, name) => {
      await begin(writer, name)
      const { rows } = await writer.session.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
      await describe(writer, name)
      const kill = pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid])
      if (Math.random() < 0.5) {
        await kill
        tally.aborted.add(name)
      }
      await Promise.all([kill, writer.session.query('COMMIT')]) // it may be committed or not
      return null
    },
  }
  const frequencies: readonly (readonly [kind: string, weight: number])[] = [
    ['single', 60],
    ['savepoints', 14],
    ['rolledBack', 8],
    ['cascade', 8],
    ['killed', 6],
    ['held', 3],
    ['heldWithEvents', 1],
  ]
  const choices = frequencies.flatMap(([kind, weight]) => Array<string>(weight).fill(kind))

  const write = async (): Promise<void> => {
    const own = Array.from({ length: 5 }, () => randomUUID())
    await pool.query(
      `INSERT INTO supervisors (id, name, parent_id, status) SELECT id, id::text, $2, 'ACTIVE' FROM unnest($1::uuid[]) id`,
      [own, rootId],
    )
    let session = await connect(url)
    while (!isDone()) {
      await delay(Math.random() * 20) // without a pause, these writers would use the processors alone
      const kind = choices[Math.floor(Math.random() * choices.length)] ?? 'single'
      const name = `${kind} ${randomUUID()}`
      try {
        const result = await kinds[kind]?.({ session, own }, name)
        if (result) tally.committed.set(name, result)
        tally.kinds[kind] = (tally.kinds[kind] ?? 0) + 1
      } catch (error) {
        if (!isExpected(error)) throw error
        tally.kinds[`${kind}, failed`] = (tally.kinds[`${kind}, failed`] ?? 0) + 1
        await session.end().catch(() => undefined)
        session = await connect(url)
      }
    }
    await session.end()
  }
  await Promise.all(Array.from({ length: options.writers }, write))
  return tally
}

async function connect(url: string): Promise<pg.Client> {
  const session = new pg.Client({ connectionString: url })
  session.on('error', () => undefined) // the rejected query reports that the backend was killed
  await session.connect()
  return session
}

/** A deadlock, or a connection whose backend was killed. */
function isExpected(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof pg.DatabaseError) return error.code === '40P01' || error.code === '57P01'
  return /terminated|closed|ECONNRESET|EPIPE|not queryable/.test(error.message)
}
