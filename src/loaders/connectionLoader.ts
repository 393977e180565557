import { allColumns, type ColumnSet } from '../domain/columns.ts'
import { encodeCursor, parsePage, type PageArgs, type PageRequest } from '../domain/page.ts'
import { fetchCounts, fetchPages, rowsOf, type PagedList } from '../db/queries/lists/pagedList.ts'
import { createGroupedLoader, type LoaderOptions } from './batchLoader.ts'
import type { SharedLoader } from './requestScope.ts'

export interface Edge<Row> {
  readonly cursor: string
  readonly node: Row
}

/** A page, in the order of the list. Values that cost work are functions, called when the client selects them. */
export interface Connection<Row> {
  readonly nodes: readonly Row[]
  edges(): readonly Edge<Row>[]
  startCursor(): string | null
  endCursor(): string | null
  hasNextPage(): Promise<boolean> | boolean
  hasPreviousPage(): Promise<boolean> | boolean
  totalCount(): Promise<number>
}

export interface ConnectionLoader<Row, Args> {
  /**
   * Loads one page of the list of `owner` (null: the list has no owner). Pages of many owners with equal arguments are one
   * statement.
   * @param columns that the rows must have. Default: all
   * @throws {ValidationError} for invalid page arguments, or a cursor of another connection or order
   */
  load(owner: string | null, args: Args, page: PageArgs, columns?: ColumnSet): Promise<Connection<Row>>
  /** Counts the rows of the list of `owner`. */
  count(owner: string | null, args: Args): Promise<number>
}

interface PageKeyOf<Args> {
  readonly owner: string | null
  readonly args: Args
  readonly page: PageRequest
}

/** @param listOf the list for its arguments, which are plain data: their JSON identifies a group, so keys keep one order */
export function createConnectionLoader<Row extends object, Args>(
  name: string,
  options: LoaderOptions,
  listOf: (args: Args) => PagedList<Row>,
): SharedLoader<ConnectionLoader<Row, Args>> {
  const pages = createGroupedLoader<PageKeyOf<Args>, Row[]>(
    name,
    options,
    ({ args, page }) => JSON.stringify([args, page.backward, page.limit, page.after !== null, page.before !== null]),
    ({ owner, page }) => JSON.stringify([owner, page.after, page.before]),
    async (db, example, keys, columns) => {
      const list = listOf(example.args)
      return fetchPages<Row>(
        db,
        list.bound ? { ...list, where: [...list.where, await list.bound(db)] } : list,
        keys.map(({ owner, page }) => ({ owner, after: page.after, before: page.before })),
        example.page,
        columns,
      )
    },
  )
  const counts = createGroupedLoader<{ owner: string | null; args: Args }, number>(
    `${name}.count`,
    { ...options, queue: options.scans },
    // the order of a list does not matter for its count
    ({ args }) => {
      const { text, values } = rowsOf(listOf(args))
      return JSON.stringify([text, values])
    },
    ({ owner }) => String(owner),
    (db, example, keys) =>
      fetchCounts(
        db,
        listOf(example.args),
        keys.map(({ owner }) => owner),
      ),
  )

  return {
    bind: ({ gather, budget, columns: always }) => {
      const loadPage = (key: PageKeyOf<Args>, columns: ColumnSet): Promise<Row[]> =>
        gather(() => pages.load(key, budget, columns | always))
      const count = (owner: string | null, args: Args): Promise<number> =>
        gather(() => counts.load({ owner, args }, budget))
      return {
        count,
        async load(owner, args, pageArgs, columns = allColumns) {
          const { cursors, sort } = listOf(args)
          const page = parsePage(pageArgs, cursors)
          const fetched = await loadPage({ owner, args, page }, columns)
          const more = fetched.length > page.limit
          const nodes = fetched.slice(0, page.limit)
          if (page.backward) nodes.reverse()
          const cursorOf = (node: Row): string => encodeCursor(sort.positionOf(node, owner), cursors)
          let edges: readonly Edge<Row>[] | undefined // created once, however many aliases select them
          const cursorAt = (index: number): string | null => {
            const node = nodes.at(index)
            return node ? cursorOf(node) : null
          }

          // Does a row follow the end of the page? The whole list follows the end of an empty page.
          const isRowBeyond = async (end: Row | undefined, backward: boolean): Promise<boolean> => {
            const from = end ? sort.positionOf(end, owner) : null
            const beyond = { backward, limit: 1, after: backward ? null : from, before: backward ? from : null }
            return (await loadPage({ owner, args, page: beyond }, 0)).length > 0
          }
          return {
            nodes,
            edges: () => (edges ??= nodes.map((node) => ({ node, cursor: cursorOf(node) }))),
            startCursor: () => cursorAt(0),
            endCursor: () => cursorAt(-1),
            hasNextPage: () => (!page.backward && more) || (page.before !== null && isRowBeyond(nodes.at(-1), false)),
            hasPreviousPage: () => (page.backward && more) || (page.after !== null && isRowBeyond(nodes[0], true)),
            totalCount: () => count(owner, args),
          }
        },
      }
    },
  }
}
