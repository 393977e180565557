import type { PagedList } from '../db/queries/lists/pagedList.ts'
import { encodeCursor, type PageRequest } from '../domain/page.ts'

export interface Edge<Row> {
  readonly cursor: string
  readonly node: Row
}

/** A page, in the order of the list. Values that cost work are methods, called when the client selects them. */
export interface Connection<Row> {
  /** The rows, for the client. The field that returns a long page replaces them with promises (see `chargeLists`). */
  nodes: readonly Row[]
  edges(): readonly Edge<Row>[]
  startCursor(): string | null
  endCursor(): string | null
  hasNextPage(): Promise<boolean> | boolean
  hasPreviousPage(): Promise<boolean> | boolean
  totalCount(): Promise<number>
}

/** The list of one owner, from which a page was read. */
export interface PageOrigin<Row> {
  readonly owner: string | null
  readonly list: PagedList<Row>
  readonly page: PageRequest
  /** Whether another page of the list, with its own limit, has rows. */
  hasRows(page: PageRequest): Promise<boolean>
  count(): Promise<number>
}

/** A page that was read from the database. One class for all pages: a request can have thousands of them. */
export class Page<Row> implements Connection<Row> {
  nodes: readonly Row[]
  readonly #rows: readonly Row[]
  readonly #origin: PageOrigin<Row>
  readonly #hasMore: boolean
  #edges: readonly Edge<Row>[] | undefined // created once, however many aliases select them

  /** @param fetched the rows in the direction of the request, with one more if the list continues */
  constructor(origin: PageOrigin<Row>, fetched: readonly Row[]) {
    const { limit, backward } = origin.page
    this.#origin = origin
    this.#hasMore = fetched.length > limit
    const rows = this.#hasMore ? fetched.slice(0, limit) : fetched
    this.#rows = backward ? rows.toReversed() : rows
    this.nodes = this.#rows
  }

  edges(): readonly Edge<Row>[] {
    return (this.#edges ??= this.#rows.map((row) => ({ node: row, cursor: this.#cursorOf(row) })))
  }

  startCursor(): string | null {
    return this.#cursorAt(0)
  }

  endCursor(): string | null {
    return this.#cursorAt(-1)
  }

  hasNextPage(): Promise<boolean> | boolean {
    const { backward, before } = this.#origin.page
    return (!backward && this.#hasMore) || (before !== null && this.#isRowBeyond(this.#rows.at(-1), false))
  }

  hasPreviousPage(): Promise<boolean> | boolean {
    const { backward, after } = this.#origin.page
    return (backward && this.#hasMore) || (after !== null && this.#isRowBeyond(this.#rows[0], true))
  }

  totalCount(): Promise<number> {
    return this.#origin.count()
  }

  #cursorAt(index: number): string | null {
    const row = this.#rows.at(index)
    return row ? this.#cursorOf(row) : null
  }

  #cursorOf(row: Row): string {
    const { list, owner } = this.#origin
    return encodeCursor(list.sort.positionOf(row, owner), list.cursors)
  }

  /** Does a row follow the end of the page? The whole list follows the end of an empty page. */
  #isRowBeyond(end: Row | undefined, backward: boolean): Promise<boolean> {
    const { list, owner } = this.#origin
    const from = end ? list.sort.positionOf(end, owner) : null
    return this.#origin.hasRows({ backward, limit: 1, after: backward ? null : from, before: backward ? from : null })
  }
}
