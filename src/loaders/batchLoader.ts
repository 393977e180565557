import DataLoader from 'dataloader'
import { isDataError } from '../db/unavailable.ts'

/** Called with the number of keys of each batch. */
export type OnBatch = (loader: string, keys: number) => void

export interface Loader<Key, Value> {
  load(key: Key): Promise<Value>
}

/**
 * Creates a loader that batches the keys of all requests in flight. It lives as long as the process and caches nothing, so
 * that no request sees data of another. A batch has no size limit: with a limit, the number of statements would grow with
 * the page size. A key whose value PostgreSQL refuses fails alone.
 * @param fetch receives distinct keys, and returns a value for each of them, in order. It can run again with some of the
 * keys, so a `fetch` that writes must be atomic
 */
export function createBatchLoader<Key, Value>(
  name: string,
  onBatch: OnBatch | undefined,
  identify: (key: Key) => string,
  fetch: (keys: readonly Key[]) => Promise<readonly Value[]>,
): Loader<Key, Value> {
  return new DataLoader<Key, Value>(
    async (keys) => {
      onBatch?.(name, keys.length)
      const positions = new Map<string, number>()
      const distinct: Key[] = []
      const places = keys.map((key) => {
        const identity = identify(key)
        let place = positions.get(identity)
        if (place === undefined) {
          place = distinct.push(key) - 1
          positions.set(identity, place)
        }
        return place
      })
      const values = await fetchSeparately(distinct, fetch)
      return places.map((place) => {
        const value = values[place]
        return value === undefined
          ? new Error(`Expected loader ${name} to return ${distinct.length} values, got ${values.length}.`)
          : value
      })
    },
    { cache: false, batchScheduleFn: (callback) => setImmediate(callback) },
  )
}

/** Failed statements of one batch, after which all its remaining keys fail: enough for several bad keys among thousands. */
const maxFailures = 64

/**
 * Fetches a batch. If the value of a key makes the statement fail, the batch is halved until only the keys with such values
 * fail. The statements of the halves run one after the other.
 */
export async function fetchSeparately<Key, Value>(
  keys: readonly Key[],
  fetch: (keys: readonly Key[]) => Promise<readonly Value[]>,
  failures: Error[] = [],
): Promise<readonly (Value | Error)[]> {
  const [failure] = failures
  if (failure && failures.length >= maxFailures) return keys.map(() => failure)
  try {
    return await fetch(keys)
  } catch (error) {
    if (!isDataError(error)) throw error
    failures.push(error)
    if (keys.length === 1) return [error]
    const middle = keys.length >> 1
    const first = await fetchSeparately(keys.slice(0, middle), fetch, failures)
    return [...first, ...(await fetchSeparately(keys.slice(middle), fetch, failures))]
  }
}

/**
 * Creates a loader whose keys have arguments that the text of the statement depends on. Keys with equal arguments form a group,
 * and each group is a separate batch: groups neither wait for each other nor fail together.
 * @param fetch receives one key of the group, and all distinct keys of the group
 */
export function createGroupedLoader<Key, Value>(
  name: string,
  onBatch: OnBatch | undefined,
  groupOf: (key: Key) => string,
  identify: (key: Key) => string,
  fetch: (example: Key, keys: readonly Key[]) => Promise<readonly Value[]>,
): Loader<Key, Value> {
  // holds only the open batches: a permanent loader for each group would be a memory leak
  const open = new Map<string, Loader<Key, Value>>()
  return {
    load(key) {
      const group = groupOf(key)
      let loader = open.get(group)
      if (!loader) {
        const created: Loader<Key, Value> = createBatchLoader(name, onBatch, identify, (keys) => {
          if (open.get(group) === created) open.delete(group)
          return fetch(key, keys)
        })
        loader = created
        open.set(group, loader)
      }
      return loader.load(key)
    },
  }
}
