import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test } from 'vitest'
import { findDrift } from '../../src/db/drift.ts'
import { startEmbedded, type EmbeddedPostgres } from '../../src/db/embedded.ts'
import { migrateDeploy } from '../../src/db/migrate.ts'
import { rollback } from '../../src/db/rollback.ts'
import { findViolations } from '../../src/db/verify.ts'
import { graphql } from '../generated/index.ts'
import { ask, newDir, removeDirectories } from '../support/process/embeddedProject.ts'
import { withServers } from '../support/process/serverProcess.ts'

const servers = withServers()
let server: EmbeddedPostgres | undefined

const start = async (dataDir: string): Promise<EmbeddedPostgres> =>
  (server = await startEmbedded({ dataDir, settings: { fsync: 'off' } }))
afterEach(() => server?.stop())
afterAll(removeDirectories)

const roleFacts = `SELECT current_user AS name, rolsuper OR rolcreaterole OR rolreplication OR rolbypassrls AS powerful,
  pg_get_userbyid(datdba) = current_user AS owns FROM pg_roles, pg_database
  WHERE rolname = current_user AND datname = current_database()`
const ordinary = { name: 'supervisor_hierarchy', powerful: false, owns: true }

const countAsOwner = graphql(`
  query CountAsOwner {
    stats {
      supervisors
    }
  }
`)

test('the application role owns the database, is not a superuser, and can migrate, compare, verify and roll back', async () => {
  const { url } = await start(newDir())
  expect(await ask(url(), roleFacts)).toEqual(ordinary)
  expect(await migrateDeploy(url())).not.toEqual([])
  expect(await findDrift(url())).toEqual([])
  expect(await findViolations(url())).toEqual([])
  await rollback(url())
  await expect(ask(url(), `COPY supervisors FROM PROGRAM 'true'`)).rejects.toThrow('permission denied')
})

test('a directory whose application was the superuser is upgraded at the next start, with its data', async () => {
  const dataDir = newDir()
  const before = await start(dataDir)
  // the state that the previous version leaves
  await ask(before.superuserUrl('postgres'), 'DROP DATABASE supervisors')
  await ask(before.superuserUrl('postgres'), 'DROP ROLE supervisor_hierarchy')
  await ask(before.superuserUrl('postgres'), 'CREATE DATABASE supervisors')
  await migrateDeploy(before.superuserUrl())
  await ask(before.superuserUrl(), `INSERT INTO supervisors (name) VALUES ('kept')`)
  await before.stop()
  rmSync(join(dataDir, 'cluster/application-password'))

  const { url, stop } = await start(dataDir)
  expect(await ask(url(), roleFacts)).toEqual(ordinary)
  expect(await ask(url(), `UPDATE supervisors SET description = 'changed' RETURNING name`)).toEqual({ name: 'kept' })
  const ofOthers = `SELECT string_agg(what, ', ') AS objects FROM (
    SELECT o.oid::regclass::text AS what, o.relowner AS owner FROM pg_class o WHERE o.relnamespace = 'public'::regnamespace
    UNION ALL SELECT o.oid::regprocedure::text, o.proowner FROM pg_proc o WHERE o.pronamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = o.oid AND d.deptype = 'e')
    ) objects WHERE owner <> current_user::regrole`
  expect(await ask(url(), ofOthers)).toEqual({ objects: null })
  expect(await findDrift(url())).toEqual([])
  await stop()

  const running = await servers.start({ DATA_DIR: dataDir, DEMO: 'off' })
  expect(await running.data(countAsOwner)).toEqual({ stats: { supervisors: 1 } })
  expect((await running.stop()).code).toBe(0)
})

test('the role becomes the owner of objects that the previous version added to an upgraded directory', async () => {
  const dataDir = newDir()
  const before = await start(dataDir)
  await migrateDeploy(before.url())
  await ask(before.superuserUrl(), 'CREATE TABLE later (id serial)')
  await before.stop()
  const { url } = await start(dataDir)
  expect(await ask(url(), 'INSERT INTO later DEFAULT VALUES RETURNING id')).toEqual({ id: 1 })
})

test('variables of libpq affect neither the embedded database nor its sessions', async () => {
  const other = {
    PGHOST: 'db.invalid',
    PGPORT: '1',
    PGUSER: 'nobody',
    PGPASSWORD: 'guessed',
    PGDATABASE: 'other',
    PGSSLMODE: 'require',
    PGSSLROOTCERT: '/absent.pem',
    PGSERVICE: 'absent',
    PGOPTIONS: '-c default_transaction_read_only=on -c search_path=absent',
    PGCLIENT_ENCODING: 'LATIN1',
    PGAPPNAME: 'other',
    PGDATESTYLE: 'German',
  }
  const running = await servers.start({ DATA_DIR: newDir(), ...other })
  expect((await running.data(countAsOwner)).stats.supervisors).toBeGreaterThan(40)
  expect((await running.stop()).code).toBe(0)
})
