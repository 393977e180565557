import sql, { type Sql } from 'sql-template-tag'
import type { ConfigChange } from '../../../domain/change.ts'
import type { JsonObject } from '../../../domain/input.ts'

/** A locked row, with the fields that an update can change. */
export type ForUpdate<Row, Field extends keyof Row> = Row & { readonly fields: Pick<Row, Field> }

/** Adds the changeable fields to a row; null if there is no row. */
export function forUpdate<Row extends object, Field extends keyof Row>(
  row: Row | undefined,
  pick: (row: Row) => Pick<Row, Field>,
): ForUpdate<Row, Field> | null {
  return row ? { ...row, fields: pick(row) } : null
}

/**
 * The new value of a JSON column: the stored value without the removed keys, and with the keys whose value changed.
 *
 * Unchanged keys are not written back: another writer can store numbers that a JavaScript number cannot represent.
 */
export function changedJson(column: Sql, from: JsonObject, to: JsonObject): Sql {
  const removed = Object.keys(from).filter((key) => !Object.hasOwn(to, key))
  const set = Object.entries(to).filter(([key, value]) => !Object.hasOwn(from, key) || value !== from[key])
  return sql`(${column} - ${removed}::text[]) || ${JSON.stringify(Object.fromEntries(set))}::jsonb`
}

/**
 * The new value of a config column. The database merges the patch, and keeps the numbers of all other keys exactly, at every
 * level.
 */
export function changedConfig(column: Sql, from: JsonObject, change: ConfigChange): Sql {
  if (change === undefined) return column
  return 'replace' in change
    ? changedJson(column, from, change.replace)
    : sql`merge_patch(${column}, ${JSON.stringify(change.merge)}::jsonb)`
}
