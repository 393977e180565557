// Databases as wholes: their names in a URL, and creating and dropping them.
import { randomUUID } from 'node:crypto'
import { URL } from 'node:url'
import pg from 'pg'

/**
 * The name of the URL's database; PostgreSQL's own default is not followed.
 * @param {string} url
 */
export function databaseName(url) {
  return decodeURIComponent(new URL(url).pathname.slice(1)) || 'postgres'
}

/**
 * The same server and user, another database.
 * @param {string} url
 * @param {string} name
 */
export function withDatabaseName(url, name) {
  const changed = new URL(url)
  changed.pathname = `/${encodeURIComponent(name)}`
  return changed.href
}

/** @param {string} url */
export function createDatabase(url) {
  // template0 takes no sessions, so that one that is connected to template1 cannot make this fail
  return onMaintenanceDatabase(url, `CREATE DATABASE ${quoted(databaseName(url))} TEMPLATE template0`)
}

/**
 * Drops the URL's database, whoever is connected to it.
 * @param {string} url
 */
export function dropDatabase(url) {
  return onMaintenanceDatabase(url, `DROP DATABASE IF EXISTS ${quoted(databaseName(url))} WITH (FORCE)`)
}

/**
 * Creates an empty database on the URL's server, for comparisons; the caller drops it.
 * @param {string} url
 * @returns {Promise<string>} its URL
 */
export async function createShadowDatabase(url) {
  const shadowUrl = withDatabaseName(url, `prisma_migrate_shadow_db_${randomUUID()}`)
  await createDatabase(shadowUrl)
  return shadowUrl
}

/** @param {string} identifier */
function quoted(identifier) {
  return `"${identifier.replaceAll('"', '""')}"`
}

/**
 * CREATE and DROP DATABASE need a session on another database: `postgres`, or `template1` where that does not exist.
 * @param {string} url
 * @param {string} sql
 */
async function onMaintenanceDatabase(url, sql) {
  const candidates = ['postgres', 'template1'].filter((name) => name !== databaseName(url))
  for (const name of candidates) {
    const client = new pg.Client({ connectionString: withDatabaseName(url, name) })
    // a session that is killed emits an error beside the rejected query: unheard, it would end the process
    client.on('error', () => undefined)
    try {
      await client.connect()
    } catch (error) {
      if (error instanceof pg.DatabaseError && error.code === '3D000' && name !== candidates.at(-1)) continue
      throw error
    }
    try {
      await client.query(sql)
      return
    } finally {
      await client.end()
    }
  }
}
