import {
  encodeCursor,
  parsePage,
  type CursorKind,
  type PageArgs,
  type PageRequest,
  type Position,
} from '../domain/page.ts'
import type { Queryable } from '../db/database.ts'
import { fetchCounts, fetchPages, type PagedList } from '../db/queries/keysetPage.ts'
import { createGroupedLoader, type OnBatch } from './batchLoader.ts'

/** How the rows of a connection are found, sorted and told apart, for one set of arguments. */
export interface ConnectionList<Row> {
  readonly list: PagedList
  readonly kind: CursorKind
  readonly positionOf: (row: Row) => Position
}

export interface Edge<Row> {
  readonly cursor: string
  readonly node: Row
}

/** A page, in the list's order. What costs something is a function, called when it is selected. */
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
   * One page of `owner`'s list (null: the list has no owner). Pages of many owners with equal arguments are one statement.
   * @throws {ValidationError} for page arguments or a cursor that do not fit
   */
  load(owner: string | null, args: Args, page: PageArgs): Promise<Connection<Row>>
  /** How many rows `owner`'s list has. */
  count(owner: string | null, args: Args): Promise<number>
}

interface PageKeyOf<Args> {
  readonly owner: string | null
  readonly args: Args
  readonly page: PageRequest
}

/** `args` are part of the key, by their JSON: they hold plain data with keys in one order. */
export function createConnectionLoader<Row extends object, Args>(
  name: string,
  db: Queryable,
  onBatch: OnBatch | undefined,
  listOf: (args: Args) => ConnectionList<Row>,
): ConnectionLoader<Row, Args> {
  const pages = createGroupedLoader<PageKeyOf<Args>, Row[]>(
    name,
    onBatch,
    ({ args, page }) => JSON.stringify([args, page.backward, page.limit, page.after !== null, page.before !== null]),
    ({ owner, page }) => JSON.stringify([owner, page.after, page.before]),
    (example, keys) =>
      fetchPages<Row>(
        db,
        listOf(example.args).list,
        keys.map(({ owner, page }) => ({ owner, after: page.after, before: page.before })),
        example.page,
      ),
  )
  const counts = createGroupedLoader<{ owner: string | null; args: Args }, number>(
    `${name}.count`,
    onBatch,
    // counts of one list in several orders are one count
    ({ args }) => {
      const { from, where, values } = listOf(args).list
      return JSON.stringify([from, where, values])
    },
    ({ owner }) => String(owner),
    (example, keys) =>
      fetchCounts(
        db,
        listOf(example.args).list,
        keys.map(({ owner }) => owner),
      ),
  )

  return {
    count: (owner, args) => counts.load({ owner, args }),
    async load(owner, args, pageArgs) {
      const { kind, positionOf } = listOf(args)
      const page = parsePage(pageArgs, kind)
      const fetched = await pages.load({ owner, args, page })
      const more = fetched.length > page.limit
      const nodes = fetched.slice(0, page.limit)
      if (page.backward) nodes.reverse()
      const cursorOf = (node: Row): string => encodeCursor(positionOf(node), kind)
      const cursorAt = (index: number): string | null => {
        const node = nodes.at(index)
        return node ? cursorOf(node) : null
      }

      // Is there a row beyond the page's end? (Beyond the end of an empty page lies the whole list.)
      const beyond = async (end: Row | undefined, backward: boolean): Promise<boolean> => {
        const from = end ? positionOf(end) : null
        const rows = await pages.load({
          owner,
          args,
          page: { backward, limit: 1, after: backward ? null : from, before: backward ? from : null },
        })
        return rows.length > 0
      }
      return {
        nodes,
        edges: () => nodes.map((node) => ({ node, cursor: cursorOf(node) })),
        startCursor: () => cursorAt(0),
        endCursor: () => cursorAt(-1),
        hasNextPage: () => (!page.backward && more) || (page.before !== null && beyond(nodes.at(-1), false)),
        hasPreviousPage: () => (page.backward && more) || (page.after !== null && beyond(nodes[0], true)),
        totalCount: () => counts.load({ owner, args }),
      }
    },
  }
}
