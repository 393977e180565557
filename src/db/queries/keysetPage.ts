import type { PageRequest, Position } from '../../domain/page.ts'
import type { Queryable } from '../database.ts'

/** A list that is paged by key: what to read, in which order. SQL only; values come in by `values`, from $6 on. */
export interface PagedList {
  /** Columns of each row. */
  readonly columns: string
  /** `supervisors s`, with what is joined to it. */
  readonly from: string
  /** Conditions; the owner of the list is `k.owner`. */
  readonly where: readonly string[]
  /** The values of `where`, $6 onwards. */
  readonly values: readonly unknown[]
  /** The column that the list is sorted by, and the type that its text in a cursor is cast to. */
  readonly sort: { readonly column: string; readonly type: 'timestamp(3)' | 'text' | 'uuid[]' | 'bigint' }
  /** Tells rows of equal keys apart; null where keys are unique. */
  readonly idColumn: string | null
  readonly descending: boolean
  /** False where how many rows the conditions take depends so much on the values that each time needs a plan of its own. */
  readonly prepared?: boolean
}

/** One page of the list of one owner (null: the list has none). */
export interface PageKey {
  readonly owner: string | null
  readonly after: Position | null
  readonly before: Position | null
}

/** The keys as a table `k`, by their values $1 to $5. */
const keysFrom =
  'unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[]) WITH ORDINALITY AS k (owner, after_key, after_id, before_key, before_id, n)'

function keyValues(keys: readonly PageKey[]): unknown[] {
  return [
    keys.map((key) => key.owner),
    keys.map((key) => key.after?.key ?? null),
    keys.map((key) => key.after?.id ?? null),
    keys.map((key) => key.before?.key ?? null),
    keys.map((key) => key.before?.id ?? null),
  ]
}

/** A statement's text for each size of page would fill every connection with prepared statements: these are enough. */
const fetchSizes = [2, 26, 101]

/**
 * The pages of many owners' lists, in one statement: for each key in order, `limit` rows and one more where there is
 * more. Rows come in the direction of the request: backward pages from their end.
 */
export async function fetchPages<Row>(
  db: Queryable,
  list: PagedList,
  keys: readonly PageKey[],
  { backward, limit }: Pick<PageRequest, 'backward' | 'limit'>,
): Promise<Row[][]> {
  const { columns, from, where, values, sort, idColumn, prepared = true } = list
  const hasAfter = keys.some((key) => key.after !== null)
  const hasBefore = keys.some((key) => key.before !== null)
  const descending = list.descending !== backward
  const direction = descending ? 'DESC' : 'ASC'
  const sortColumns = idColumn === null ? [sort.column] : [sort.column, idColumn]
  const sorted = sortColumns.join(', ')
  const order = sortColumns.map((column) => `${column} ${direction}`).join(', ')
  const bound = (key: string, id: string): string =>
    idColumn === null ? `k.${key}::${sort.type}` : `k.${key}::${sort.type}, k.${id}::uuid`
  const conditions = [
    ...where,
    ...(hasAfter ? [`(${sorted}) ${list.descending ? '<' : '>'} (${bound('after_key', 'after_id')})`] : []),
    ...(hasBefore ? [`(${sorted}) ${list.descending ? '>' : '<'} (${bound('before_key', 'before_id')})`] : []),
  ]
  const text = `
    SELECT k.n::int AS "pageOfKey", x.*
    FROM ${keysFrom}
    CROSS JOIN LATERAL (
      SELECT ${columns}, row_number() OVER (ORDER BY ${order}) AS "rowOfPage"
      FROM ${from}
      ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
      ORDER BY ${order}
      LIMIT ${fetchSizes.find((size) => size > limit) ?? limit + 1}
    ) x
    ORDER BY k.n, x."rowOfPage"`
  const rows = await db.query<Row & { pageOfKey: number }>(text, [...keyValues(keys), ...values], { prepared })
  const pages: Row[][] = keys.map(() => [])
  for (const row of rows) {
    const page = pages[row.pageOfKey - 1]
    if (page && page.length <= limit) page.push(row)
  }
  return pages
}

/** How many rows each owner's list has, in one statement. */
export async function fetchCounts(
  db: Queryable,
  list: PagedList,
  owners: readonly (string | null)[],
): Promise<number[]> {
  const text = `
    SELECT x.count
    FROM ${keysFrom}
    CROSS JOIN LATERAL (SELECT count(*)::int AS count FROM ${list.from} ${list.where.length > 0 ? `WHERE ${list.where.join(' AND ')}` : ''}) x
    ORDER BY k.n`
  const keys = owners.map((owner) => ({ owner, after: null, before: null }))
  const { prepared = true } = list
  const rows = await db.query<{ count: number }>(text, [...keyValues(keys), ...list.values], { prepared })
  return rows.map((row) => row.count)
}
