import pg from 'pg'
import { buildFleet } from '../cascade/fleet.ts'
import { bareUpdates, bySql } from '../cascade/ways.ts'
import { drive } from '../support/load.ts'
import type { Schema, SchemaDatabase } from './schemas.ts'

/** Something to measure in a database. */
export interface Task {
  readonly name: string
  /** What the result is: milliseconds, a rate, or a size. */
  readonly unit: 'ms' | '/s' | 'B'
  /** The databases in which it can be measured. @default all */
  readonly schemas?: readonly Schema[]
  measure(database: SchemaDatabase): Promise<number>
}

export const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now()
  await work()
  return performance.now() - began
}

/** Opens a session for one measurement. */
export async function withSession<T>(database: SchemaDatabase, work: (session: pg.Client) => Promise<T>): Promise<T> {
  const session = await database.newSession()
  try {
    return await work(session)
  } finally {
    await session.end()
  }
}

/** One UPDATE that terminates a tree. Without the log, two bare UPDATEs of the same rows. */
export const cascade = (supervisors: number): Task => ({
  name: `cascade over ${supervisors.toLocaleString('en')} supervisors with ${(5 * supervisors).toLocaleString('en')} members`,
  unit: 'ms',
  measure: (database) =>
    withSession(database, async (session) => {
      const root = await buildFleet(session, { supervisors, members: 5 * supervisors })
      if (database.schema !== 'no log') return (await bySql(session).terminate(root)).milliseconds
      await session.query('SET session_replication_role = replica')
      return (await bareUpdates(session).terminate(root)).milliseconds
    }),
})

const idsOf = async (session: pg.Client): Promise<string[]> =>
  (await session.query<{ id: string }>('SELECT id FROM supervisors ORDER BY id LIMIT 1024')).rows.map(({ id }) => id)

/** Each connection changes the description of supervisors, one in each transaction. */
export const singleUpdates = (connections: number, seconds: number): Task => ({
  name: `single-row updates, ${connections} ${connections === 1 ? 'connection' : 'connections'}`,
  unit: '/s',
  async measure(database) {
    const sessions = await Promise.all(Array.from({ length: connections }, () => database.newSession()))
    try {
      const [first] = sessions
      if (!first) throw new Error('expected at least one connection')
      await buildFleet(first, { supervisors: 1_024, members: 0 })
      const ids = await idsOf(first)
      let next = 0
      const send = async (session: pg.Client): Promise<number> => {
        const values = [ids[next++ % ids.length], String(next)]
        await session.query({ name: 'update', text: 'UPDATE supervisors SET description = $2 WHERE id = $1', values })
        return 1
      }
      return (await drive(sessions, seconds, send)).perSecond
    } finally {
      await Promise.all(sessions.map((session) => session.end()))
    }
  },
})

/** Heartbeats write no event, but their statement has the triggers. */
export const heartbeats: Task = {
  name: 'heartbeats, batches of 1,000',
  unit: '/s',
  measure: (database) =>
    withSession(database, async (session) => {
      await buildFleet(session, { supervisors: 1_000, members: 0 })
      const values = [await idsOf(session)]
      const text = `UPDATE supervisors SET last_heartbeat = timezone('utc', clock_timestamp()) WHERE id = ANY ($1::uuid[])`
      const send = async (): Promise<number> =>
        (await session.query({ name: 'heartbeats', text, values })).rowCount ?? 0
      await send()
      return (await drive([session], 2, send)).perSecond
    }),
}

/** Size of the log with its indexes, divided by its events: those of a cascade and of single-row updates. */
export const bytesPerEvent: Task = {
  name: 'size of the log, for each event',
  unit: 'B',
  schemas: ['now', 'before'],
  measure: (database) =>
    withSession(database, async (session) => {
      const root = await buildFleet(session, { supervisors: 1_000, members: 5_000 })
      for (const id of await idsOf(session))
        for (let i = 0; i < 5; i++)
          await session.query('UPDATE supervisors SET description = $2 WHERE id = $1', [id, String(i)])
      await bySql(session).terminate(root)
      const { rows } = await session.query<{ bytes: number }>(
        `SELECT (pg_total_relation_size('supervisor_events') / count(*))::int AS bytes FROM supervisor_events`,
      )
      return rows[0]?.bytes ?? 0
    }),
}
