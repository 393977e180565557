import type { Queryable } from '../db/database.ts'
import type { PagedList } from '../db/queries/lists/pagedList.ts'
import { createBatchLoader, createGroupedLoader, type Loader, type OnBatch } from './batchLoader.ts'
import { createConnectionLoader, type ConnectionLoader } from './connectionLoader.ts'
import type { RequestScope } from './requestScope.ts'

export interface LoaderOptions {
  readonly db: Queryable
  readonly onBatch: OnBatch | undefined
}

/** A loader of the process. A request uses it through its own scope. */
export interface SharedLoader<RequestLoader> {
  bind(scope: RequestScope): RequestLoader
}

/** Creates a loader under the name that metrics and errors show. */
type LoaderKind<RequestLoader> = (name: string, options: LoaderOptions) => SharedLoader<RequestLoader>

/** Loads what belongs to an id; null if there is nothing. */
export function byId<Value>(
  fetch: (ids: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
): LoaderKind<Loader<string, Value | null>> {
  return (name, { onBatch }) =>
    single(
      createBatchLoader<string, Value | null>(
        name,
        onBatch,
        (id) => id,
        async (ids) => {
          const values = await fetch(ids)
          return ids.map((id) => values.get(id) ?? null)
        },
      ),
    )
}

/** A value that does not depend on a key. */
export interface ValueLoader<Value> {
  load(): Promise<Value>
}

/** Loads one value, such as a setting of the hierarchy. */
export function singleValue<Value>(fetch: () => Promise<Value>): LoaderKind<ValueLoader<Value>> {
  return (name, { onBatch }) => {
    const loader = createBatchLoader<true, Value>(
      name,
      onBatch,
      () => '',
      async () => [await fetch()],
    )
    return { bind: ({ gather }) => ({ load: () => gather(loader.load(true)) }) }
  }
}

/** What is counted: a subtree, or the whole hierarchy (null). */
interface Scope {
  readonly root: string | null
}

/** Loads counts of subtrees, or of the whole hierarchy. The two need different statements. */
export function byScope<Value>(
  fetch: (roots: readonly (string | null)[]) => Promise<readonly Value[]>,
): LoaderKind<Loader<Scope, Value>> {
  return (name, { onBatch }) =>
    single(
      createGroupedLoader<Scope, Value>(
        name,
        onBatch,
        ({ root }) => (root === null ? 'whole' : 'subtree'),
        ({ root }) => String(root),
        (_example, scopes) => fetch(scopes.map(({ root }) => root)),
      ),
    )
}

/** Loads pages and counts of a list. The nodes of a page are charged to the budget of the request. */
export function connection<Row extends object, Args>(
  listOf: (args: Args) => PagedList<Row>,
): LoaderKind<ConnectionLoader<Row, Args>> {
  return (name, { db, onBatch }) => {
    const loader = createConnectionLoader(name, db, onBatch, listOf)
    return {
      bind: ({ gather, budget }) => ({
        async load(owner, args, page) {
          const loaded = loader.load(owner, args, page).then((connection) => {
            budget.spend(connection.nodes.length)
            return connection
          })
          const connection = await gather(loaded)
          // after the whole wave: all lists of a level count together, and an exceeded budget stops the next level
          budget.assertNotExceeded()
          return connection
        },
        count: (owner, args) => gather(loader.count(owner, args)),
      }),
    }
  }
}

function single<Key, Value>(loader: Loader<Key, Value>): SharedLoader<Loader<Key, Value>> {
  return { bind: ({ gather }) => ({ load: (key) => gather(loader.load(key)) }) }
}
