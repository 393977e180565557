import DataLoader from 'dataloader'

/** Told of each batch: how many keys it gathered. */
export type OnBatch = (loader: string, keys: number) => void

/**
 * A loader that lives as long as the process: it gathers keys across all requests in flight, and caches nothing, so
 * that nothing leaks between them. Batches are as large as what was asked for at once: a limit would make the number of
 * statements grow with the size of a page. `fetch` gets distinct keys, and answers in their order.
 */
export function createBatchLoader<Key, Value>(
  name: string,
  onBatch: OnBatch | undefined,
  identify: (key: Key) => string,
  fetch: (keys: readonly Key[]) => Promise<readonly Value[]>,
): DataLoader<Key, Value> {
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
      const values = await fetch(distinct)
      return places.map((place) => {
        const value = values[place]
        return value === undefined
          ? new Error(`loader ${name} answered ${values.length} of ${distinct.length} keys`)
          : value
      })
    },
    { cache: false, batchScheduleFn: (callback) => setImmediate(callback) },
  )
}

/** A loader of rows by id; null where there is none. */
export function createRowLoader<Row extends { readonly id: string }>(
  name: string,
  onBatch: OnBatch | undefined,
  fetch: (ids: readonly string[]) => Promise<readonly Row[]>,
): DataLoader<string, Row | null> {
  return createBatchLoader<string, Row | null>(
    name,
    onBatch,
    (id) => id,
    async (ids) => {
      const rows = new Map((await fetch(ids)).map((row) => [row.id, row]))
      return ids.map((id) => rows.get(id) ?? null)
    },
  )
}

/**
 * A loader whose keys carry arguments that the statement's text depends on: each group of equal arguments is a batch of
 * its own, and neither waits for another nor fails with it. `fetch` gets one key of the group, and all of them.
 */
export function createGroupedLoader<Key, Value>(
  name: string,
  onBatch: OnBatch | undefined,
  groupOf: (key: Key) => string,
  identify: (key: Key) => string,
  fetch: (example: Key, keys: readonly Key[]) => Promise<readonly Value[]>,
): Pick<DataLoader<Key, Value>, 'load'> {
  // only what is gathering now: a loader for good for each distinct arguments would leak
  const gathering = new Map<string, DataLoader<Key, Value>>()
  return {
    load(key) {
      const group = groupOf(key)
      let loader = gathering.get(group)
      if (!loader) {
        loader = createBatchLoader(name, onBatch, identify, (keys) => {
          gathering.delete(group)
          return fetch(key, keys)
        })
        gathering.set(group, loader)
      }
      return loader.load(key)
    },
  }
}
