import DataLoader from 'dataloader'
import type { Queryable } from '../db/database.ts'
import { allColumns, type ColumnSet } from '../domain/columns.ts'
import type { FairQueue } from '../domain/fairQueue.ts'
import type { RequestBudget } from '../domain/requestBudget.ts'
import { loadBatch, type BatchEntry, type Fetch, type Results } from './loadBatch.ts'
import { scheduleBatch } from './loadClock.ts'

/** Called with the number of keys of each batch. */
export type OnBatch = (loader: string, keys: number) => void

/** Loads keys in batches. */
export interface KeySource<Key, Value> {
  /**
   * Returns a value or an error for each key, in order. Rejects if the whole load failed.
   * @param budget of the request. Without a budget, the load is not charged, and cannot be cancelled.
   * @param columns that the values must have. Default: all
   */
  loadMany(keys: readonly Key[], budget?: RequestBudget, columns?: ColumnSet): Promise<Results<Value>>
}

export interface Loader<Key, Value> extends KeySource<Key, Value> {
  /** Loads one key. The parameters are those of `loadMany`. */
  load(key: Key, budget?: RequestBudget, columns?: ColumnSet): Promise<Value>
}

export interface BatchLoaderOptions {
  readonly db: Queryable
  readonly onBatch?: OnBatch | undefined
  /** For statements that can take long. Default: `large`, and no queue for small requests. */
  readonly queue?: FairQueue | undefined
  /** For the statements of requests that are no longer small. It leaves connections for small requests. */
  readonly large?: FairQueue | undefined
  /** For statements that can scan whole tables, and for requests that are loaded alone because their batch took too long. */
  readonly scans?: FairQueue | undefined
}

/** Options of the loaders of requests. */
export type LoaderOptions = BatchLoaderOptions & { readonly large: FairQueue; readonly scans: FairQueue }

/**
 * Creates a loader that batches the keys of all requests in flight. It lives as long as the process and caches nothing, so
 * that no request sees data of another. A batch has no size limit: with a limit, the number of statements would grow with
 * the page size. One request cannot fail the others of its batch (see `loadBatch`). Small requests have batches of their own:
 * a read of one row must not wait for a read of thousands of rows.
 * @param fetch receives distinct keys, and returns a value for each of them, in order. It can run again with some of the
 * keys, so a `fetch` that writes must be atomic
 */
export function createBatchLoader<Key, Value>(
  name: string,
  options: BatchLoaderOptions,
  identify: (key: Key) => string,
  fetch: Fetch<Key, Value>,
): Loader<Key, Value> {
  // the keys of a DataLoader are lists of keys: a promise for each list takes less time than a promise for each key
  const create = (queue: FairQueue | undefined): DataLoader<BatchEntry<Key>, Results<Value>> => {
    const batchOptions = { ...options, queue, name, identify, fetch }
    return new DataLoader(
      (entries) => {
        const keys = entries.reduce((sum, entry) => sum + entry.keys.length, 0)
        options.onBatch?.(name, keys)
        return loadBatch(entries, batchOptions)
      },
      { cache: false, batchScheduleFn: scheduleBatch },
    )
  }
  const small = create(options.queue)
  const large = create(options.queue ?? options.large)
  const loadMany: KeySource<Key, Value>['loadMany'] = (keys, budget, columns = allColumns) =>
    (budget && !budget.isSmall ? large : small).load({ keys, budget, columns })
  return { loadMany, load: (key, budget, columns) => only(loadMany([key], budget, columns), name) }
}

/**
 * Creates a loader whose keys have arguments that the text of the statement depends on. Keys with equal arguments form a group,
 * and each group is a separate batch: groups neither wait for each other nor fail together. `loadMany` takes keys of one group.
 * @param fetch receives one key of the group, and all distinct keys of the group
 */
export function createGroupedLoader<Key, Value>(
  name: string,
  options: BatchLoaderOptions,
  groupOf: (key: Key) => string,
  identify: (key: Key) => string,
  fetch: (db: Queryable, example: Key, keys: readonly Key[], columns: ColumnSet) => Promise<readonly Value[]>,
): Loader<Key, Value> {
  // holds only the open batches: a permanent loader for each group would be a memory leak
  const open = new Map<string, Loader<Key, Value>>()
  const loaderOf = (group: string, example: Key): Loader<Key, Value> => {
    let loader = open.get(group)
    if (!loader) {
      const created: Loader<Key, Value> = createBatchLoader(name, options, identify, (db, keys, needed) => {
        if (open.get(group) === created) open.delete(group)
        return fetch(db, example, keys, needed)
      })
      loader = created
      open.set(group, loader)
    }
    return loader
  }
  return {
    async loadMany(keys, budget, columns) {
      const [example] = keys
      return example === undefined ? [] : loaderOf(groupOf(example), example).loadMany(keys, budget, columns)
    },
    load: (key, budget, columns) => loaderOf(groupOf(key), key).load(key, budget, columns),
  }
}

async function only<Value>(loading: Promise<Results<Value>>, name: string): Promise<Value> {
  const [result] = await loading
  if (result === undefined) throw new Error(`Expected loader ${name} to return a value for its key.`)
  if (result instanceof Error) throw result
  return result
}
