import { expect } from 'vitest'

/** A page, with the facts that describe its position in the list. */
export interface Page {
  totalCount: number
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor?: string | null; endCursor?: string | null }
  edges: { cursor: string; node: { id: string } }[]
}
export interface PageArgs {
  first?: number
  after?: string | null
  last?: number
  before?: string | null
}
export type Fetch = (args: PageArgs) => Promise<Page>

/** Pages through the whole list in both directions, and checks the position that every page claims. */
export async function expectPaged(fetch: Fetch, expected: string[], size: number): Promise<void> {
  const idsOf = (page: Page) => page.edges.map(({ node }) => node.id)
  const cursorsOf = (page: Page) => [page.edges[0]?.cursor ?? null, page.edges.at(-1)?.cursor ?? null]

  const forwards: string[] = []
  for (let after: string | null = null; ;) {
    const page = await fetch({ first: size, after })
    expect(page.totalCount).toBe(expected.length)
    expect([page.pageInfo.startCursor, page.pageInfo.endCursor]).toEqual(cursorsOf(page))
    expect(page.pageInfo.hasPreviousPage).toBe(forwards.length > 0)
    forwards.push(...idsOf(page))
    expect(page.pageInfo.hasNextPage).toBe(forwards.length < expected.length)
    if (!page.pageInfo.hasNextPage) break
    after = page.pageInfo.endCursor ?? null
  }
  expect(forwards).toEqual(expected)

  const backwards: string[] = []
  for (let before: string | null = null; ;) {
    const page = await fetch({ last: size, before })
    expect(page.totalCount).toBe(expected.length)
    expect(page.pageInfo.hasNextPage).toBe(backwards.length > 0)
    backwards.unshift(...idsOf(page))
    expect(page.pageInfo.hasPreviousPage).toBe(backwards.length < expected.length)
    if (!page.pageInfo.hasPreviousPage) break
    before = page.pageInfo.startCursor ?? null
  }
  expect(backwards).toEqual(expected)
}
