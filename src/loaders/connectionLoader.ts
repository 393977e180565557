import { LRUCache } from 'lru-cache'
import {
  fetchCounts,
  fetchPages,
  isForSingleKey,
  preparePages,
  rowsOf,
  withCondition,
  type PagedList,
  type PreparedPages,
} from '../db/queries/lists/pagedList.ts'
import { allColumns, columnsToRead, type ColumnSet } from '../domain/columns.ts'
import { defaultMaxAgeSeconds } from '../domain/counts.ts'
import { maxPageSize, parsePage, type PageArgs, type PageRequest } from '../domain/page.ts'
import { createAgedResults } from './agedResults.ts'
import { createGroupedLoader, type KeySource, type LoaderOptions } from './batchLoader.ts'
import { Page, type Connection, type PageOrigin } from './Page.ts'
import type { RequestScope, SharedLoader } from './requestScope.ts'

export type { Connection, Edge } from './Page.ts'

export interface ConnectionLoader<Row, Args> {
  /**
   * Loads one page of the list of `owner` (null: the list has no owner). Pages of many owners with equal arguments are one
   * statement.
   * @param columns that the rows must have. Default: all
   * @param maxSize largest page size. Default: 100
   * @throws {ValidationError} for invalid page arguments, or a cursor of another connection or order
   */
  load(
    owner: string | null,
    args: Args,
    page: PageArgs,
    columns?: ColumnSet,
    maxSize?: number,
  ): Promise<Connection<Row>>
  /** Counts the rows of the list of `owner`. */
  count(owner: string | null, args: Args): Promise<number>
}

/** A page of a list, for any owner: what the pages of many owners have in common. */
interface PageQuery<Row, Args> extends KeySource<string | null, Row[]> {
  readonly args: Args
  /** The arguments as JSON. */
  readonly key: string
  readonly list: PagedList<Row>
  readonly page: PageRequest
  /** Names the statement. Queries of one group differ only in their cursors. */
  readonly group: string
}

interface PageKeyOf<Row, Args> {
  readonly owner: string | null
  readonly query: PageQuery<Row, Args>
}

/** A larger count takes so long that requests share it for some seconds. Smaller ones are always exact. */
const maxExactCount = 10_000
/** Largest number of large counts that each connection keeps. */
const maxKeptCounts = 1_000
/** The statements that are kept for each connection, by their group and columns; and the lists, by their arguments. */
const maxPrepared = 100

/** @param listOf the list for its arguments, which are plain data: their JSON identifies a group, so keys keep one order */
export function createConnectionLoader<Row extends object, Args>(
  name: string,
  options: LoaderOptions,
  listOf: (args: Args) => PagedList<Row>,
): SharedLoader<ConnectionLoader<Row, Args>> {
  const lists = new LRUCache<string, PagedList<Row>>({ max: maxPrepared })
  /** To compose a list takes several times as long as to find it here. */
  const keptListOf = (args: Args, key: string): PagedList<Row> => {
    const kept = lists.get(key)
    if (kept) return kept
    const list = listOf(args)
    lists.set(key, list)
    return list
  }
  const prepared = new LRUCache<string, PreparedPages>({ max: maxPrepared })
  const prepare = (
    { list, page, group }: PageQuery<Row, Args>,
    columns: ColumnSet,
    isSingle: boolean,
  ): PreparedPages => {
    const key = `${group} ${columns} ${isSingle}`
    const known = prepared.get(key) ?? preparePages(list, page, columns, isSingle)
    prepared.set(key, known)
    return known
  }
  const pages = createGroupedLoader<PageKeyOf<Row, Args>, Row[]>(
    name,
    options,
    ({ query }) => query.group,
    ({ owner, query: { page } }) =>
      page.after || page.before ? JSON.stringify([owner, page.after, page.before]) : String(owner),
    async (db, { query }, keys, columns) => {
      const { list, page } = query
      const isSingle = isForSingleKey(list, keys.length)
      const statement = list.bound
        ? preparePages(withCondition(list, await list.bound(db)), page, columns, isSingle)
        : prepare(query, columns, isSingle)
      return fetchPages<Row>(
        db,
        statement,
        keys.map((key) => ({ owner: key.owner, after: key.query.page.after, before: key.query.page.before })),
        list.complete,
      )
    },
  )
  // the order of a list does not matter for its count
  const countGroupOf = ({ args }: { readonly args: Args }): string => {
    const { text, values } = rowsOf(listOf(args))
    return JSON.stringify([text, values])
  }
  const sharedCounts = createAgedResults<number>({ max: maxKeptCounts, isKept: (count) => count > maxExactCount })
  const counts = createGroupedLoader<{ owner: string | null; args: Args }, number>(
    `${name}.count`,
    { ...options, queue: options.scans },
    countGroupOf,
    ({ owner }) => String(owner),
    (db, example, keys) =>
      fetchCounts(
        db,
        listOf(example.args),
        keys.map(({ owner }) => owner),
      ),
  )
  /** @param key the arguments as JSON */
  const queryOf = (args: Args, key: string, list: PagedList<Row>, page: PageRequest): PageQuery<Row, Args> => {
    const query: PageQuery<Row, Args> = {
      args,
      key,
      list,
      page,
      group: `${key} ${page.backward} ${page.limit} ${page.after !== null} ${page.before !== null}`,
      loadMany: (owners, budget, columns) =>
        pages.loadMany(
          owners.map((owner) => ({ owner, query })),
          budget,
          columns,
        ),
    }
    return query
  }
  // the fields of one list in a response have equal arguments
  let last:
    | { readonly args: Args; readonly page: PageArgs; readonly maxSize: number; readonly query: PageQuery<Row, Args> }
    | undefined
  const parse = (args: Args, page: PageArgs, maxSize: number): PageQuery<Row, Args> => {
    if (last && last.maxSize === maxSize && isSamePage(last.page, page) && isShallowEqual(last.args, args))
      return last.query
    const key = JSON.stringify(args)
    const list = keptListOf(args, key)
    const query = queryOf(args, key, list, parsePage(page, list.cursors, maxSize))
    last = { args, page, maxSize, query }
    return query
  }

  return {
    bind({ gather, gatherKey, budget, boundary }: RequestScope) {
      const count = (owner: string | null, args: Args): Promise<number> =>
        gather(() =>
          sharedCounts({
            // for another caller, the owner may have been in another place when it was counted
            key: `${boundary} ${owner} ${countGroupOf({ args })}`,
            maxAgeMs: defaultMaxAgeSeconds * 1_000,
            budget,
            compute: () => counts.load({ owner, args }, budget),
          }),
        )
      const originOf = (owner: string | null, { args, key, list, page }: PageQuery<Row, Args>): PageOrigin<Row> => ({
        owner,
        list,
        page,
        hasRows: (other) =>
          gatherKey({
            source: queryOf(args, key, list, other),
            key: owner,
            columns: 0,
            toResult: (rows) => rows.length > 0,
          }),
        count: () => count(owner, args),
      })
      return {
        count,
        load(owner, args, page, columns = allColumns, maxSize = maxPageSize) {
          const query = parse(args, page, maxSize)
          return gatherKey({
            source: query,
            key: owner,
            columns: columnsToRead(columns, boundary),
            toResult: (rows) => new Page(originOf(owner, query), rows),
          })
        },
      }
    },
  }
}

function isSamePage(a: PageArgs, b: PageArgs): boolean {
  return a.first === b.first && a.last === b.last && a.after === b.after && a.before === b.before
}

function isShallowEqual(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b) return a === b
  const [one, other] = [a as Record<string, unknown>, b as Record<string, unknown>] // plain data
  for (const key in one) if (one[key] !== other[key]) return false
  for (const key in other) if (!(key in one)) return false
  return true
}
