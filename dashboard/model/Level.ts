import { compareCodePoints } from './rowOrder.ts'

/** The children of one supervisor, or the roots, as far as they are read: a prefix of the list in the order of names. */
export interface Level {
  readonly ids: string[]
  /** Number of entries, read or not. */
  total: number
  /** Where the next page starts; null if there is none. */
  after: string | null
  isComplete: boolean
  /** The request in progress. */
  loading: Promise<void> | null
  error: string | null
}

export function emptyLevel(): Level {
  return { ids: [], total: 0, after: null, isComplete: false, loading: null, error: null }
}

/** Orders ids by names, by code points, as the embedded PostgreSQL does. Equal names are ordered by id. */
export function sortByName(ids: string[], nameOf: (id: string) => string): void {
  const compare = (a: string, b: string): number => compareCodePoints(nameOf(a), nameOf(b)) || compareCodePoints(a, b)
  // the server has ordered them already, unless its database has another collation, or events have added some
  if (ids.some((id, index) => index > 0 && compare(ids[index - 1] ?? '', id) > 0)) ids.sort(compare)
}
