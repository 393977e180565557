import DataLoader from 'dataloader'
import type { Queryable } from '../db/database.ts'
import { allColumns, type ColumnSet } from '../domain/columns.ts'
import type { FairQueue } from '../domain/fairQueue.ts'
import type { RequestBudget } from '../domain/requestBudget.ts'
import { loadBatch, type BatchEntry, type Fetch } from './loadBatch.ts'
import { scheduleBatch } from './loadClock.ts'

/** Called with the number of keys of each batch. */
export type OnBatch = (loader: string, keys: number) => void

export interface Loader<Key, Value> {
  /**
   * @param budget of the request. Without a budget, the load is not charged, and cannot be cancelled.
   * @param columns that the value must have. Default: all
   */
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
  const create = (queue: FairQueue | undefined): DataLoader<BatchEntry<Key>, Value> =>
    new DataLoader(
      (entries) => {
        options.onBatch?.(name, entries.length)
        return loadBatch(entries, { ...options, queue, name, identify, fetch })
      },
      { cache: false, batchScheduleFn: scheduleBatch },
    )
  const small = create(options.queue)
  const large = create(options.queue ?? options.large)
  return {
    load: (key, budget, columns = allColumns) =>
      (budget && !budget.isSmall ? large : small).load({ key, budget, columns }),
  }
}

/**
 * Creates a loader whose keys have arguments that the text of the statement depends on. Keys with equal arguments form a group,
 * and each group is a separate batch: groups neither wait for each other nor fail together.
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
  return {
    load(key, budget, columns) {
      const group = groupOf(key)
      let loader = open.get(group)
      if (!loader) {
        const created: Loader<Key, Value> = createBatchLoader(name, options, identify, (db, keys, needed) => {
          if (open.get(group) === created) open.delete(group)
          return fetch(db, key, keys, needed)
        })
        loader = created
        open.set(group, loader)
      }
      return loader.load(key, budget, columns)
    },
  }
}
