export interface BatcherOptions {
  /** How long the first call waits for other calls. */
  readonly waitMs: number
  /** Largest number of items in a batch, unless one call has more. */
  readonly maxItems: number
}

interface Call<Item, Result> {
  readonly items: readonly Item[]
  readonly resolve: (results: readonly Result[]) => void
  readonly reject: (error: unknown) => void
}

/**
 * Creates a function that runs calls from about the same time as one batch. It takes lists of items: DataLoader creates a
 * promise for each item, and for a thousand items this takes longer than writing them to the database.
 * @param run receives the items of all calls in the order of arrival, and returns results in the same order
 */
export function createBatcher<Item, Result>(
  { waitMs, maxItems }: BatcherOptions,
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
): (items: readonly Item[]) => Promise<readonly Result[]> {
  let calls: Call<Item, Result>[] = []
  let size = 0
  let timer: NodeJS.Timeout | undefined

  const runBatch = (): void => {
    const batch = calls
    calls = []
    size = 0
    clearTimeout(timer)
    const items = batch.length === 1 && batch[0] ? batch[0].items : batch.flatMap((call) => call.items)
    run(items).then(
      (results) => {
        let start = 0
        for (const { items, resolve } of batch) resolve(results.slice(start, (start += items.length)))
      },
      (error: unknown) => {
        for (const { reject } of batch) reject(error)
      },
    )
  }
  return (items) =>
    new Promise((resolve, reject) => {
      if (calls.length > 0 && size + items.length > maxItems) runBatch()
      if (calls.length === 0) timer = setTimeout(runBatch, waitMs)
      calls.push({ items, resolve, reject })
      size += items.length
      if (size >= maxItems) runBatch() // the batch is full
    })
}
