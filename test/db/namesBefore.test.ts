import { expect, test } from 'vitest'
import { migrateDeploy, pendingMigrations } from '../../src/db/migrate.ts'
import { rollback } from '../../src/db/rollback.ts'
import { withMigrationSupport } from '../support/database/migrationProject.ts'

/** Rows with names that were stored before names had one form. */

const { givenEmptyDatabase, query } = withMigrationSupport()
const MIGRATION = '20261129000001_raw_writers'

test('the migration converts names to their normal form, with events, and db:verify reports names whose form is taken', async () => {
  const url = await givenEmptyDatabase()
  await migrateDeploy(url)
  while (!(await pendingMigrations(url)).includes(MIGRATION)) await rollback(url)
  await query(
    url,
    `INSERT INTO supervisors (name, status) VALUES
       ('plain', 'ACTIVE'), (E'cafe\\u0301', 'ACTIVE'), (E' blank\\u00a0', 'TERMINATED'), -- changed
       (E'\\ufb2c', 'ACTIVE'), -- longer in its normal form
       ('taken', 'ACTIVE'), ('taken ', 'ACTIVE'), (' taken', 'TERMINATED'), -- the second stays, a TERMINATED one changes
       (E'a\\u200bb', 'ACTIVE'), (E'tab\\tbed', 'ACTIVE'), -- not visible
       (repeat(E'\\ufb2c', 255), 'ACTIVE'); -- too long in its normal form
     INSERT INTO supervisor_teams (supervisor_id, name)
       SELECT s.id, t.name FROM supervisors s, unnest(ARRAY['t', 't ', E'u\\u0308']) AS t (name) WHERE s.name = 'plain'`,
  )
  const counted = async (): Promise<unknown> => query(url, 'SELECT count(*)::int AS events FROM supervisor_events')
  expect(await counted()).toEqual([{ events: 13 }])

  await migrateDeploy(url)
  const names = await query<{ name: string; version: number }>(
    url,
    `SELECT name, version FROM supervisors WHERE length(name) < 255 UNION ALL SELECT 'team ' || name, version FROM supervisor_teams`,
  )
  expect(new Set(names.map(({ name, version }) => `${name} ${version}`))).toEqual(
    new Set([
      'plain 1',
      'caf\u00e9 2',
      'blank 2',
      '\u05e9\u05bc\u05c1 2',
      'taken 1',
      'taken 2',
      'taken  1',
      'a\u200bb 1',
      'tab\tbed 1',
      'team t 1',
      'team t  1',
      'team \u00fc 2',
    ]),
  )
  expect(await query(url, `SELECT type, reason FROM supervisor_events WHERE sequence > 13`)).toEqual(
    [...Array<string>(4).fill('SUPERVISOR_UPDATED'), 'TEAM_UPDATED'].map((type) => ({
      type,
      reason: 'names are stored in their normal form',
    })),
  )
  const violations = await query(url, 'SELECT invariant, count(*)::int AS rows FROM verify_hierarchy() GROUP BY 1')
  expect(violations).toEqual([{ invariant: 'name is in its normal form', rows: 5 }])

  // the repair by an operator
  await query(
    url,
    `UPDATE supervisors SET name = 'renamed ' || substr(id::text, 1, 8) WHERE NOT is_normal_name(name);
     UPDATE supervisor_teams SET name = 'renamed' WHERE NOT is_normal_name(name)`,
  )
  expect(await query(url, 'SELECT * FROM verify_hierarchy()')).toEqual([])
})
