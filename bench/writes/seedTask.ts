import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { SchemaDatabase } from './schemas.ts'
import { timed, withSession, type Task } from './tasks.ts'

const command = fileURLToPath(new URL('../../dist/src/cli.js', import.meta.url))
const tables = ['supervisors', 'supervisor_teams', 'supervisor_team_members']
const empty = `TRUNCATE ${tables.join()}, supervisor_events CASCADE`

/**
 * The command `seed` for a large tree. Without the log, one `INSERT … SELECT` for each table, which copies the rows of an
 * earlier seed without triggers.
 */
export function seedTask(supervisors: number): Task {
  let isSaved = false
  const seed = ({ url }: SchemaDatabase) =>
    promisify(execFile)(process.execPath, [command, 'seed', '--supervisors', String(supervisors), '--url', url])
  return {
    name: `seed of ${supervisors.toLocaleString('en')} supervisors with ${(10 * supervisors).toLocaleString('en')} members`,
    unit: 'ms',
    schemas: ['now', 'no log'],
    measure: (database) =>
      withSession(database, async (session) => {
        await session.query(`${empty}; CHECKPOINT`)
        if (database.schema === 'now') return timed(() => seed(database))
        if (!isSaved) {
          await seed(database)
          for (const table of tables) await session.query(`CREATE UNLOGGED TABLE saved_${table} AS TABLE ${table}`)
          isSaved = true
        }
        await session.query(`${empty}; SET session_replication_role = replica; CHECKPOINT`)
        return timed(async () => {
          for (const table of tables) await session.query(`INSERT INTO ${table} SELECT * FROM saved_${table}`)
          await session.query(`ANALYZE ${tables.join()}`)
        })
      }),
  }
}
