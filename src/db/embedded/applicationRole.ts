import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { type Account, giveFile } from './account.ts'
import { withClient } from './client.ts'
import type { Cluster } from './cluster.ts'

/** The role of the server. It owns the database, and can create others, as `npm run db:drift` does. It is not a superuser. */
export const APPLICATION_ROLE = 'supervisor_hierarchy'

/** The URL of a database for a role. */
export type UrlOf = (role: string, password: string, database: string) => string

/**
 * Returns the password of the application role, and makes the role the owner of the database. The superuser logs in only if
 * something is missing. That is the first start, or the first start after an upgrade from a version that used the superuser.
 */
export async function ensureApplicationRole(
  cluster: Cluster,
  account: Account,
  { urlOf, superuser, database }: { urlOf: UrlOf; superuser: string; database: string },
): Promise<string> {
  const password = ensurePassword(cluster, account)
  if (await ownsDatabase(urlOf(APPLICATION_ROLE, password, database))) return password
  const asSuperuser = (name: string, use: (client: pg.Client) => Promise<unknown>): Promise<void> =>
    withClient(urlOf(superuser, cluster.password, name), use)
  await asSuperuser('postgres', async (client) => {
    const role = pg.escapeIdentifier(APPLICATION_ROLE)
    const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [APPLICATION_ROLE])
    if (rowCount === 0) await client.query(`CREATE ROLE ${role}`)
    await client.query(
      `ALTER ROLE ${role} LOGIN NOSUPERUSER NOCREATEROLE CREATEDB PASSWORD ${pg.escapeLiteral(password)}`,
    )
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [database])
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(database)} OWNER ${role}`)
  })
  await asSuperuser(database, (client) => client.query(giveObjects(database)))
  return password
}

function ensurePassword({ dir }: Cluster, account: Account): string {
  const path = join(dir, 'application-password')
  if (!existsSync(path)) {
    const unfinished = `${path}-unfinished`
    writeFileSync(unfinished, randomBytes(24).toString('hex'), { mode: 0o600 })
    giveFile(unfinished, account)
    renameSync(unfinished, path)
  }
  return readFileSync(path, 'utf8')
}

/** Whether an object `o` of the catalog belongs to an extension, a column or another object. */
const ofExtension = (catalog: string): string =>
  `EXISTS (SELECT FROM pg_depend d WHERE d.classid = '${catalog}'::regclass AND d.objid = o.oid AND d.deptype IN ('e', 'i', 'a'))`

/** Also false if the previous version, which uses the superuser, has run a migration on the upgraded directory. */
async function ownsDatabase(url: string): Promise<boolean> {
  let owns = false
  try {
    await withClient(url, async (client) => {
      const { rows } = await client.query<{ owns: boolean }>(
        `SELECT d.datdba = r.oid AND NOT r.rolsuper AND r.rolcreatedb
           AND NOT EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = to_regnamespace('public') AND c.relkind IN ('r', 'p') AND c.relowner <> r.oid)
           AND NOT EXISTS (SELECT FROM pg_proc o WHERE o.pronamespace = to_regnamespace('public') AND o.proowner <> r.oid AND NOT ${ofExtension('pg_proc')})
           AS owns
         FROM pg_database d, pg_roles r WHERE d.datname = current_database() AND r.rolname = current_user`,
      )
      owns = rows[0]?.owns === true
    })
  } catch (error) {
    // the role or the database does not exist, or the password differs
    if (!(error instanceof pg.DatabaseError && /^(28|3D)/.test(error.code ?? ''))) throw error
  }
  return owns
}

/**
 * Makes the application role the owner of the objects in the schema `public`, and then of the database, in one transaction.
 * After an interruption, the next start begins again. Indexes, sequences of columns and row types follow their
 * tables. The objects of extensions stay with the superuser.
 */
function giveObjects(database: string): string {
  const role = pg.escapeIdentifier(APPLICATION_ROLE)
  return `DO $give$
    DECLARE statement text;
    BEGIN
      FOR statement IN
        SELECT format('ALTER %s %s OWNER TO ${role}', CASE o.relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'v' THEN 'VIEW'
            WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END, o.oid::regclass)
          FROM pg_class o WHERE o.relnamespace = 'public'::regnamespace AND o.relkind IN ('r', 'p', 'v', 'm', 'S')
            AND NOT ${ofExtension('pg_class')}
        UNION ALL
        SELECT format('ALTER ROUTINE %s OWNER TO ${role}', o.oid::regprocedure)
          FROM pg_proc o WHERE o.pronamespace = 'public'::regnamespace AND NOT ${ofExtension('pg_proc')}
        UNION ALL
        SELECT format('ALTER TYPE %s OWNER TO ${role}', o.oid::regtype)
          FROM pg_type o WHERE o.typnamespace = 'public'::regnamespace AND o.typtype IN ('e', 'd') AND NOT ${ofExtension('pg_type')}
      LOOP
        EXECUTE statement;
      END LOOP;
      ALTER SCHEMA public OWNER TO pg_database_owner;
      EXECUTE ${pg.escapeLiteral(`ALTER DATABASE ${pg.escapeIdentifier(database)} OWNER TO ${role}`)};
    END $give$`
}
