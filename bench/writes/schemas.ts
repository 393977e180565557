import type pg from 'pg'
import { rollback } from '../../src/db/rollback.ts'
import type { TemporaryDatabase } from '../support/temporaryDatabase.ts'

/** The same tables, with three ways to write the event log. */
export const schemas = ['now', 'before', 'no log'] as const
export type Schema = (typeof schemas)[number]

export interface SchemaDatabase {
  readonly schema: Schema
  readonly url: string
  newSession(): Promise<pg.Client>
}

const firstWithSets = '20261130010000_event_sets'

/**
 * Creates three databases: with all migrations, with those before events were written in sets, and without the triggers that
 * write events. Without them, memberships do not end with their supervisor.
 */
export async function createSchemas(database: TemporaryDatabase): Promise<readonly SchemaDatabase[]> {
  const created: SchemaDatabase[] = []
  for (const schema of schemas) {
    const name = `bench_${schema.replace(' ', '_')}`
    const url = await database.createSibling(name)
    const newSession = (): Promise<pg.Client> => database.newSession(name)
    if (schema === 'before') while ((await rollback(url)) !== firstWithSets);
    if (schema === 'no log') await dropEventTriggers(await newSession())
    created.push({ schema, url, newSession })
  }
  return created
}

async function dropEventTriggers(session: pg.Client): Promise<void> {
  const { rows } = await session.query<{ name: string; of: string }>(
    `SELECT tgname AS name, tgrelid::regclass::text AS "of" FROM pg_trigger
     WHERE NOT tgisinternal AND tgname ~ '^(A_)?supervisor(s|_teams|_team_members)_(inserted|updated|deleted)$'`,
  )
  for (const { name, of } of rows) await session.query(`DROP TRIGGER "${name}" ON ${of}`)
}
