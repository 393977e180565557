// Creates and drops databases, and handles their names in URLs.
import { randomUUID } from 'node:crypto'
import { URL } from 'node:url'
import pg from 'pg'
import { pinnedSession } from './pinnedSession.mjs'

/**
 * The name of the URL's database. Default: postgres, unlike in PostgreSQL, whose default is the user's name.
 * @param {string} url
 */
export function databaseName(url) {
  return decodeURIComponent(new URL(url).pathname.slice(1)) || 'postgres'
}

/**
 * The URL of another database on the same server, with the same user.
 * @param {string} url
 * @param {string} name
 */
function withDatabaseName(url, name) {
  const changed = new URL(url)
  changed.pathname = `/${encodeURIComponent(name)}`
  return changed.href
}

/** @param {string} url */
export function createDatabase(url) {
  // template0 accepts no connections; with template1, a connection to it would make this statement fail
  return onMaintenanceDatabase(url, `CREATE DATABASE ${quoted(databaseName(url))} TEMPLATE template0`)
}

/**
 * Drops the URL's database and ends all connections to it.
 * @param {string} url
 */
export function dropDatabase(url) {
  return onMaintenanceDatabase(url, `DROP DATABASE IF EXISTS ${quoted(databaseName(url))} WITH (FORCE)`)
}

/**
 * Creates an empty database on the URL's server, for comparisons. The caller must drop it.
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
 * Runs a statement on another database, as CREATE and DROP DATABASE require: on `postgres`, or on `template1` if
 * `postgres` does not exist.
 * @param {string} url
 * @param {string} sql
 */
async function onMaintenanceDatabase(url, sql) {
  const candidates = ['postgres', 'template1'].filter((name) => name !== databaseName(url))
  for (const name of candidates) {
    const client = new pg.Client(pinnedSession(withDatabaseName(url, name)))
    // a broken connection emits an `error` event in addition to the rejected query; without a listener it would end the process
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
