import { expect, test } from 'vitest'
import { migrateDeploy, pendingMigrations } from '../../src/db/migrate.ts'
import { withMigrationSupport } from '../support/database/migrationProject.ts'

const { givenEmptyDatabase, givenProject, query } = withMigrationSupport()

const servers = '20260101000000_servers'
const later = '20260202000000_later_incompatible'

test('an incompatible migration waits until no server runs, and a compatible one does not', async () => {
  const url = await givenEmptyDatabase()
  const project = await givenProject({
    [servers]: { up: 'CREATE TABLE hierarchy_servers (id int, seen_at timestamp(3), stopped_at timestamp(3))' },
  })
  await migrateDeploy(url, project.migrationsDir)
  await query(url, `INSERT INTO hierarchy_servers VALUES (1, timezone('utc', now()), NULL)`)
  await project.write('20260102000000_compatible', { up: 'CREATE TABLE compatible ()' })
  expect(await migrateDeploy(url, project.migrationsDir)).toEqual(['20260102000000_compatible'])

  await project.write(later, { up: 'CREATE TABLE later ()' })
  await expect(migrateDeploy(url, project.migrationsDir)).rejects.toThrow(
    `1 server uses this database, and cannot run with ${later}. Stop all servers and retry.`,
  )
  expect(await pendingMigrations(url, project.migrationsDir)).toEqual([later])

  await query(url, `UPDATE hierarchy_servers SET stopped_at = timezone('utc', now())`)
  expect(await migrateDeploy(url, project.migrationsDir)).toEqual([later])
})
