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
  /**
   * True if one plan is good for all values. The statement for one owner then has a text of its own. In an
   * array that it does not know, PostgreSQL expects ten keys, and would plan each execution for the one key.
   * @default false
   */
  readonly hasStablePlan?: boolean
  /** Adds to each row the properties that are no columns. */
  readonly complete?: (row: Row) => void
  /** Another way to find a page, which the statement tries first. */
  readonly walk?: Walk
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

/**
 * Finds a page along an index in the order of the list, where rows of the list are dense. `where` of the list finds its rows
 * wherever they are, and then sorts them: the more rows the list has, the slower.
 */
export interface Walk {
  /** Conditions of the index. */
  readonly along: readonly Sql[]
  /** Condition for the rows of the list, among those along the index. */
  readonly filter: Sql
  /** Condition without rows: whether the list is large enough that a walk can be faster. */
  readonly when: Sql
  /** Number of rows along the index after which the statement gives up, and sorts the rows of the list. */
  readonly maxRows: number
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
  rank: sql`int`,
}

/** One page of the list of one owner (null: the list has no owner). */
export interface PageKey {
  readonly owner: string | null
  readonly after: Position | null
  readonly before: Position | null
}

/** Stands for what the keys of an execution have at this place of its values. */
class KeyValues {
  constructor(readonly read: (keys: readonly PageKey[]) => unknown) {}
}

/** What a key has, by the names of the columns of `k`. */
const keyColumns = {
  owner: { type: sql`uuid`, of: (key: PageKey) => key.owner },
  after_key: { type: sql`text`, of: (key: PageKey) => key.after?.key ?? null },
  after_id: { type: sql`text`, of: (key: PageKey) => key.after?.id ?? null },
  before_key: { type: sql`text`, of: (key: PageKey) => key.before?.key ?? null },
  before_id: { type: sql`text`, of: (key: PageKey) => key.before?.id ?? null },
}

type KeyColumn = keyof typeof keyColumns

/** The keys as a table `k`, in their order. */
function keysTable(columns: readonly KeyColumn[]): Sql {
  const arrays = columns.map((name) => {
    const { type, of } = keyColumns[name]
    return sql`${new KeyValues((keys) => keys.map(of))}::${type}[]`
  })
  return sql`unnest(${join(arrays, ', ')}) WITH ORDINALITY AS k (${raw(columns.join(', '))}, n)`
}

/** The same for one key. OFFSET hides the values from the planner, so that the plan for all values never seems more expensive. */
function singleKey(columns: readonly KeyColumn[]): Sql {
  const values = columns.map((name) => {
    const { type, of } = keyColumns[name]
    return sql`${new KeyValues(([key]) => key && of(key))}::${type} AS ${raw(name)}`
  })
  return sql`(SELECT ${join(values, ', ')}, 1 AS n OFFSET 0) AS k`
}

/** The values of a statement for some keys. */
function fillKeys(values: readonly unknown[], keys: readonly PageKey[]): unknown[] {
  return values.map((value) => (value instanceof KeyValues ? value.read(keys) : value))
}

/** `FROM … WHERE …`: the rows of a list, in whatever order. Equal texts and values are the same rows. */
export function rowsOf({ from, where }: Pick<PagedList<never>, 'from' | 'where'>): Sql {
  return sql`FROM ${from} ${where.length > 0 ? join(where, ' AND ', 'WHERE ') : empty}`
}

/**
 * The LIMITs that statements are sent with. Each distinct text is a prepared statement on every connection: a text for each
 * page size would be too many.
 */
const fetchSizes = [2, 26, 51, 101, 1001]

/** The statement that reads pages of many owners' lists. Only its keys vary. */
export interface PreparedPages {
  readonly text: string
  readonly values: readonly unknown[]
  readonly limit: number
  readonly prepared: boolean
}

/** Returns a list of the rows that match a further condition. */
export function withCondition<Row>(list: PagedList<Row>, condition: Sql): PagedList<Row> {
  return { ...list, where: [...list.where, condition] }
}

/** Whether the statement for one key has a text of its own. */
export function isForSingleKey({ hasStablePlan }: Pick<PagedList<never>, 'hasStablePlan'>, keys: number): boolean {
  return hasStablePlan === true && keys === 1
}

/**
 * Prepares the statement for pages with up to `limit` rows, and one more if there are further rows. Rows are in the direction
 * of the request: a backward page begins at its end.
 *
 * The statement has no ORDER BY of its own. A LATERAL subquery with a LIMIT runs once for each key, so PostgreSQL has only one plan
 * for it: a nested loop, which keeps the order of each page. Sorting the pages again, by a number for each row, took a quarter
 * of the time of the statement. With a walk, only one of the two parts has rows.
 */
export function preparePages<Row>(
  list: PagedList<Row>,
  { backward, limit, after, before }: PageRequest,
  columns: ColumnSet = allColumns,
  isSingle = false,
): PreparedPages {
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
  const position: Sql[] = []
  if (after) position.push(sql`(${sorted}) ${isAfter} (${bound(sql`after_key`, sql`after_id`)})`)
  if (before) position.push(sql`(${sorted}) ${isBefore} (${bound(sql`before_key`, sql`before_id`)})`)
  const shape = { columns: list.columnsIn(needed), order, size: fetchSizes.find((size) => size > limit) ?? limit + 1 }
  const found = { from: list.from, where: [...list.where, ...position] }

  const keyNames: KeyColumn[] = ['owner']
  if (after) keyNames.push('after_key', 'after_id')
  if (before) keyNames.push('before_key', 'before_id')
  const pages = list.walk ? walkFirst(list.walk, found, position, limit, shape) : pageOf(found, shape)
  const { text, values } = sql`
    SELECT k.n::int AS "pageOfKey", x.*
    FROM ${isSingle ? singleKey(keyNames) : keysTable(keyNames)}
    CROSS JOIN LATERAL (${pages}) x`
  return { text, values, limit, prepared: list.prepared ?? true }
}

/**
 * Reads the pages of many owners' lists in one statement.
 * @param complete `complete` of the list
 * @returns the pages in the order of `keys`
 */
export async function fetchPages<Row>(
  db: Queryable,
  { text, values, limit, prepared }: PreparedPages,
  keys: readonly PageKey[],
  complete?: PagedList<Row>['complete'],
): Promise<Row[][]> {
  const rows = await db.query<Row & { pageOfKey: number }>({ text, values: fillKeys(values, keys) }, { prepared })
  const pages: Row[][] = keys.map(() => [])
  for (const row of rows) {
    const page = pages[row.pageOfKey - 1]
    if (!page || page.length > limit) continue
    complete?.(row)
    page.push(row)
  }
  return pages
}

interface PageShape {
  readonly columns: Sql
  readonly order: Sql
  readonly size: number
}

/** The first rows in an order. */
function pageOf(rows: Parameters<typeof rowsOf>[0], { columns, order, size }: PageShape): Sql {
  return sql`SELECT ${columns} ${rowsOf(rows)} ORDER BY ${order} LIMIT ${raw(String(size))}`
}

/**
 * A page by the walk, if the walk finds more than `limit` rows; otherwise by sorting. It is one statement, and PostgreSQL
 * executes the second part only if it is needed: the condition does not depend on its rows.
 */
function walkFirst(
  { along, filter, when, maxRows }: Walk,
  found: Parameters<typeof rowsOf>[0],
  position: readonly Sql[],
  limit: number,
  shape: PageShape,
): Sql {
  // a subquery: for an unknown limit, the planner expects a tenth of the rows, and so does not sort all rows after the cursor
  const candidates = sql`SELECT s.* ${rowsOf({ from: found.from, where: [...along, ...position, when] })}
    ORDER BY ${shape.order} LIMIT (SELECT ${raw(String(maxRows))})`
  const isFull = sql`EXISTS (SELECT FROM walked OFFSET ${limit}::int)`
  return sql`WITH walked AS MATERIALIZED (${pageOf({ from: sql`(${candidates}) s`, where: [filter] }, shape)})
    SELECT * FROM walked WHERE ${isFull}
    UNION ALL
    (${pageOf({ ...found, where: [...found.where, sql`NOT ${isFull}`] }, shape)})`
}

/** Counts the rows of each owner's list, in one statement. */
export async function fetchCounts<Row>(
  db: Queryable,
  list: PagedList<Row>,
  owners: readonly (string | null)[],
): Promise<number[]> {
  const { text, values } = sql`
    SELECT x.count
    FROM ${keysTable(['owner'])}
    CROSS JOIN LATERAL (SELECT count(*)::int AS count ${rowsOf(list)}) x
    ORDER BY k.n`
  const keys = owners.map((owner) => ({ owner, after: null, before: null }))
  const rows = await db.query<{ count: number }>(
    { text, values: fillKeys(values, keys) },
    { prepared: list.prepared ?? true },
  )
  return rows.map((row) => row.count)
}
