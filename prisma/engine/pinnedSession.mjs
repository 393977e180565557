// Settings of every session that this project opens, so that other settings cannot change the meaning or the result of a statement.
import { URL } from 'node:url'

/**
 * Values that the statements and the driver rely on. Without them, the defaults of the database, of the role and of the
 * URL would apply. `default_transaction_read_only` is not among them: an operator makes a database read-only with it.
 */
const pinned = {
  datestyle: 'ISO, MDY',
  intervalstyle: 'postgres',
  timezone: 'UTC',
  bytea_output: 'hex',
  extra_float_digits: '1',
  standard_conforming_strings: 'on',
  array_nulls: 'on',
  transform_null_equals: 'off',
  quote_all_identifiers: 'off',
  gin_fuzzy_search_limit: '0',
  default_transaction_isolation: 'read committed',
  default_transaction_deferrable: 'off',
  // compiling a plan would take longer than executing the statements of the server
  jit: 'off',
  plan_cache_mode: 'auto',
  statement_timeout: '0',
  lock_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  idle_session_timeout: '0',
}

/** Parameters of the URL that would override the settings above. */
const overriding = [
  'options',
  'client_encoding',
  'statement_timeout',
  'lock_timeout',
  'idle_in_transaction_session_timeout',
  'query_timeout',
  'binary',
  'replication',
]

/**
 * The part of a driver's configuration that names the database and pins the session. Run {@link pinAfterConnect} on the
 * open connection as well.
 * @param {string} url
 * @param {Partial<typeof pinned>} [own] other values for this session
 * @returns {{ connectionString: string, options: string }}
 */
export function pinnedSession(url, own = {}) {
  const cleaned = new URL(url)
  for (const parameter of overriding) cleaned.searchParams.delete(parameter)
  const options = Object.entries({ ...pinned, ...own }).map(
    ([name, value]) => `-c ${name}=${value.replace(/[\\\s]/g, '\\$&')}`,
  )
  return { connectionString: cleaned.href, options: options.join(' ') }
}

/**
 * The error of a session that must not be used. Its code is one of the causes in src/db/causes.ts.
 * @param {string} message
 * @param {'NO_TRIGGERS' | 'OTHER_ROLE'} code
 */
function unfitSession(message, code) {
  return Object.assign(new Error(message), { code })
}

/**
 * Pins the search path, and settings that not every version of PostgreSQL has: at the start of a session, an unknown setting is
 * an error. Functions keep the text of the search path of their creation, so PostgreSQL must quote it.
 *
 * Only a superuser may set `session_replication_role`, so this function checks it instead. With `replica`, no trigger runs.
 * This function checks `role` too: with it, statements have the privileges of another role than the login in the URL.
 * @param {import('pg').ClientBase} client
 * @param {string} [schema]
 * @throws {Error} if the session runs no triggers, or has another role than that of the login
 * @returns {Promise<number>} the process of PostgreSQL that serves the session; behind a pooler, the driver knows another one
 */
export async function pinAfterConnect(client, schema = 'public') {
  /** @type {import('pg').QueryResult<{ pid: number, triggers: string, role: string }>} */
  const { rows } = await client.query(
    `SELECT pg_backend_pid() AS pid, current_setting('session_replication_role') AS triggers, current_setting('role') AS role,
       set_config('search_path', quote_ident(${client.escapeLiteral(schema)}), false),
       CASE WHEN current_setting('transaction_timeout', true) IS NOT NULL THEN set_config('transaction_timeout', '0', false) END`,
  )
  const [row] = rows
  if (!row) throw new Error('a SELECT without FROM returned no row')
  if (row.triggers === 'replica')
    throw unfitSession('session_replication_role is replica: no trigger runs', 'NO_TRIGGERS')
  if (row.role !== 'none') throw unfitSession(`role is ${row.role}`, 'OTHER_ROLE')
  return row.pid
}
