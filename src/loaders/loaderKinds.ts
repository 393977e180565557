import type { Queryable } from '../db/database.ts'
import type { CountedScope } from '../db/queries/counts.ts'
import type { PagedList } from '../db/queries/lists/pagedList.ts'
import { allColumns, columnGroups, columnsToRead, type ColumnSet } from '../domain/columns.ts'
import type { CountSet } from '../domain/counts.ts'
import { createAgedResults } from './agedResults.ts'
import { createBatchLoader, createGroupedLoader, type KeySource, type LoaderOptions } from './batchLoader.ts'
import { createConnectionLoader, type ConnectionLoader } from './connectionLoader.ts'
import type { SharedLoader } from './requestScope.ts'

/** Loads for one request. */
export interface Loader<Key, Value> {
  /** @param columns that the value must have. Default: all */
  load(key: Key, columns?: ColumnSet): Promise<Value>
}

/** Creates a loader under the name that metrics and errors show. */
type LoaderKind<RequestLoader> = (name: string, options: LoaderOptions) => SharedLoader<RequestLoader>

/** Loads what belongs to an id; null if there is nothing. */
export function byId<Value>(
  fetch: (db: Queryable, ids: readonly string[], columns: ColumnSet) => Promise<ReadonlyMap<string, Value>>,
): LoaderKind<Loader<string, Value | null>> {
  return (name, options) =>
    single(
      createBatchLoader<string, Value | null>(
        name,
        options,
        (id) => id,
        async (db, ids, columns) => {
          const values = await fetch(db, ids, columns)
          return ids.map((id) => values.get(id) ?? null)
        },
      ),
      (id) => id,
    )
}

/** A value that does not depend on a key. */
export interface ValueLoader<Value> {
  load(): Promise<Value>
}

/** Loads one value, such as a setting of the hierarchy. */
export function singleValue<Value>(fetch: (db: Queryable) => Promise<Value>): LoaderKind<ValueLoader<Value>> {
  return (name, options) => {
    const loader = createBatchLoader<true, Value>(
      name,
      options,
      () => '',
      async (db) => [await fetch(db)],
    )
    return { bind: ({ gather, budget }) => ({ load: () => gather(() => loader.load(true, budget)) }) }
  }
}

/** What is counted, and how old the counts may be. */
export interface CountsKey extends CountedScope {
  readonly groups: CountSet
}

export interface CountsLoader<Value> {
  load(key: CountsKey): Promise<Value>
}

/** Counts of subtrees that a server keeps: about 10 MB. */
const maxKeptCounts = 10_000

/** Loads counts of subtrees, or of the whole hierarchy. Requests share them until they are too old. */
export function counts<Value extends { readonly ageMs: number }>(
  fetch: (db: Queryable, scopes: readonly CountedScope[], groups: CountSet) => Promise<readonly Value[]>,
): LoaderKind<CountsLoader<Value>> {
  return (name, options) => {
    const computed = createGroupedLoader<CountsKey, Value>(
      name,
      { ...options, queue: options.scans },
      ({ root, groups }) => `${root === null ? 'whole' : 'subtree'} ${groups}`,
      ({ root, maxAgeMs }) => `${root} ${maxAgeMs}`,
      (db, { groups }, keys) => fetch(db, keys, groups),
    )
    const shared = createAgedResults<Value>({ max: maxKeptCounts, ageOf: ({ ageMs }) => ageMs })
    return {
      bind: ({ gather, budget }) => ({
        load(key) {
          const { root, groups, maxAgeMs } = key
          const compute = (): Promise<Value> => computed.load(key, budget)
          return gather(
            () => shared({ key: `${root} ${groups}`, maxAgeMs, budget, compute }),
            `${name} ${root} ${groups} ${maxAgeMs}`,
          )
        },
      }),
    }
  }
}

/** Loads pages and counts of a list. */
export function connection<Row extends object, Args>(
  listOf: (args: Args) => PagedList<Row>,
): LoaderKind<ConnectionLoader<Row, Args>> {
  return (name, options) => createConnectionLoader(name, options, listOf)
}

/** Loads pages of a list that has no index for some filters. Like counts, these pages use the scan queue. */
export function scanned<Row extends object, Args>(
  listOf: (args: Args) => PagedList<Row>,
): LoaderKind<ConnectionLoader<Row, Args>> {
  return (name, options) => createConnectionLoader(name, { ...options, queue: options.scans }, listOf)
}

function single<Key, Value>(
  source: KeySource<Key, Value>,
  identify: (key: Key) => string,
): SharedLoader<Loader<Key, Value>> {
  const toResult = (value: Value): Value => value
  return {
    bind({ gatherKey, boundary }) {
      // the path decides whether a limited caller can see the object
      const always = boundary === null ? 0 : columnGroups.path
      return {
        load: (key, selected = allColumns) =>
          gatherKey({
            source,
            key,
            columns: columnsToRead(selected, boundary) | always,
            identity: identify(key),
            toResult,
          }),
      }
    },
  }
}
