import sql, { empty, join, raw, type Sql } from 'sql-template-tag'
import { allColumns, columnGroups, type ColumnSet } from '../../../domain/columns.ts'
import type { CursorKind, PageRequest, Position } from '../../../domain/page.ts'
import type { Queryable } from '../../database.ts'
import type { RowShape } from '../fragments/rowShape.ts'

/** A list that is paged by key: which rows it has, in which order, and what its cursors hold. */
export interface PagedList<Row> {
  readonly columnsIn: RowShape<never>['columnsIn']
  /** The tables, without `FROM`. */
  readonly from: Sql
  /** Conditions, joined by AND. `k.owner` is the owner of the list. */
  readonly where: readonly Sql[]
  readonly sort: SortKey<Row>
  readonly descending: boolean
  /** Reads a further condition, in a statement before that of each page. */
  readonly bound?: (db: Queryable) => Promise<Sql>
  /** The field and the order that its cursors belong to. */
  readonly cursors: CursorKind
  /**
   * False if the number of matching rows depends so much on the values that each execution needs its own plan.
   * @default true
   */
  readonly prepared?: boolean
}

export interface SortKey<Row> {
  readonly column: Sql
  readonly type: CursorKind['keyType']
  /** The column that orders rows with equal keys; null if keys are unique. */
  readonly idColumn: Sql | null
  /** @param owner the owner of the list */
  readonly positionOf: (row: Row, owner: string | null) => Position
  /** The column groups that `positionOf` needs. */
  readonly needs: ColumnSet
  /** The value that `column` is compared with, from the key of a cursor. Default: the key itself. */
  readonly keyOf?: (key: Sql) => Sql
}

/** The order of a timestamp column, and of ids within the same millisecond. */
export function byTime<Row extends { readonly id: string }>(
  column: Sql,
  idColumn: Sql,
  timeOf: (row: Row) => Date,
): SortKey<Row> {
  // without the zone: the columns hold UTC, and have no zone
  const positionOf = (row: Row): Position => ({ key: timeOf(row).toISOString().slice(0, -1), id: row.id })
  return { column, type: 'timestamp', idColumn, positionOf, needs: columnGroups.times }
}

/** The SQL types of the keys in cursors. */
const keyTypes: Readonly<Record<CursorKind['keyType'], Sql>> = {
  timestamp: sql`timestamp(3)`,
  text: sql`text`,
  path: sql`uuid[]`,
  sequence: sql`bigint`,
}

/** One page of the list of one owner (null: the list has no owner). */
export interface PageKey {
  readonly owner: string | null
  readonly after: Position | null
  readonly before: Position | null
}

/** The keys as a table `k`, in their order. */
function keysTable(keys: readonly PageKey[]): Sql {
  return sql`unnest(
    ${keys.map((key) => key.owner)}::uuid[],
    ${keys.map((key) => key.after?.key ?? null)}::text[],
    ${keys.map((key) => key.after?.id ?? null)}::text[],
    ${keys.map((key) => key.before?.key ?? null)}::text[],
    ${keys.map((key) => key.before?.id ?? null)}::text[]
  ) WITH ORDINALITY AS k (owner, after_key, after_id, before_key, before_id, n)`
}

/** `FROM … WHERE …`: the rows of a list, in whatever order. Equal texts and values are the same rows. */
export function rowsOf({ from, where }: Pick<PagedList<never>, 'from' | 'where'>): Sql {
  return sql`FROM ${from} ${where.length > 0 ? join(where, ' AND ', 'WHERE ') : empty}`
}

/**
 * The LIMITs that statements are sent with. Each distinct text is a prepared statement on every connection: a text for each
 * page size would be too many.
 */
const fetchSizes = [2, 26, 101]

/**
 * Reads the pages of many owners' lists in one statement. Each page has up to `limit` rows, and one more if there are further rows.
 * Rows are in the direction of the request: a backward page begins at its end.
 * @returns the pages in the order of `keys`
 */
export async function fetchPages<Row>(
  db: Queryable,
  list: PagedList<Row>,
  keys: readonly PageKey[],
  { backward, limit }: Pick<PageRequest, 'backward' | 'limit'>,
  columns: ColumnSet = allColumns,
): Promise<Row[][]> {
  const needed = columns & columnGroups.cursor ? columns | list.sort.needs : columns
  const { column, type, idColumn, keyOf = (key: Sql) => key } = list.sort
  const direction = list.descending === backward ? sql`ASC` : sql`DESC`
  const sorted = idColumn ? sql`${column}, ${idColumn}` : column
  const order = idColumn ? sql`${column} ${direction}, ${idColumn} ${direction}` : sql`${column} ${direction}`
  const bound = (key: Sql, id: Sql): Sql => {
    const value = keyOf(sql`k.${key}::${keyTypes[type]}`)
    return idColumn ? sql`${value}, k.${id}::uuid` : value
  }
  const isAfter = list.descending ? sql`<` : sql`>`
  const isBefore = list.descending ? sql`>` : sql`<`
  const where = [...list.where]
  if (keys.some((key) => key.after)) where.push(sql`(${sorted}) ${isAfter} (${bound(sql`after_key`, sql`after_id`)})`)
  if (keys.some((key) => key.before))
    where.push(sql`(${sorted}) ${isBefore} (${bound(sql`before_key`, sql`before_id`)})`)

  const rows = await db.query<Row & { pageOfKey: number }>(
    sql`
      SELECT k.n::int AS "pageOfKey", x.*
      FROM ${keysTable(keys)}
      CROSS JOIN LATERAL (
        SELECT ${list.columnsIn(needed)}, row_number() OVER (ORDER BY ${order}) AS "rowOfPage"
        ${rowsOf({ from: list.from, where })}
        ORDER BY ${order}
        LIMIT ${raw(String(fetchSizes.find((size) => size > limit) ?? limit + 1))}
      ) x
      ORDER BY k.n, x."rowOfPage"`,
    { prepared: list.prepared ?? true },
  )
  const pages: Row[][] = keys.map(() => [])
  for (const row of rows) {
    const page = pages[row.pageOfKey - 1]
    if (page && page.length <= limit) page.push(row)
  }
  return pages
}

/** Counts the rows of each owner's list, in one statement. */
export async function fetchCounts<Row>(
  db: Queryable,
  list: PagedList<Row>,
  owners: readonly (string | null)[],
): Promise<number[]> {
  const rows = await db.query<{ count: number }>(
    sql`
      SELECT x.count
      FROM ${keysTable(owners.map((owner) => ({ owner, after: null, before: null })))}
      CROSS JOIN LATERAL (SELECT count(*)::int AS count ${rowsOf(list)}) x
      ORDER BY k.n`,
    { prepared: list.prepared ?? true },
  )
  return rows.map((row) => row.count)
}
