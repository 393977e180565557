import type { Queryable } from './givenTree.ts'

/** Values that a database, a role, the environment or a URL can have, and that must not affect sessions of this project. */
const settings: Readonly<Record<string, string>> = {
  datestyle: 'German',
  intervalstyle: 'iso_8601',
  timezone: 'America/St_Johns',
  bytea_output: 'escape',
  extra_float_digits: '-15',
  standard_conforming_strings: 'off',
  array_nulls: 'off',
  transform_null_equals: 'on',
  quote_all_identifiers: 'on',
  gin_fuzzy_search_limit: '1',
  client_encoding: 'LATIN1',
  search_path: 'elsewhere',
  default_transaction_isolation: 'repeatable read',
  default_transaction_deferrable: 'on',
  statement_timeout: '1234',
  lock_timeout: '1234',
  idle_in_transaction_session_timeout: '1234',
  idle_session_timeout: '1234',
  transaction_timeout: '1234',
  jit: 'on',
  plan_cache_mode: 'force_generic_plan',
}

/** The settings that this version of PostgreSQL knows, with their unusual values. */
export async function fetchUnusualSettings(db: Queryable): Promise<[setting: string, value: string][]> {
  const { rows } = await db.query<{ name: string }>('SELECT lower(name) AS name FROM pg_settings')
  const known = new Set(rows.map(({ name }) => name))
  return Object.entries(settings).filter(([setting]) => known.has(setting))
}
