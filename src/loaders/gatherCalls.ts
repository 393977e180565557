export interface GatherOptions {
  /** How long the first call waits for others to come with it. */
  readonly waitMs: number
  /** How many items are run together at most, unless one call has more. */
  readonly maxItems: number
}

interface Call<Item, Result> {
  readonly items: readonly Item[]
  readonly resolve: (results: readonly Result[]) => void
  readonly reject: (error: unknown) => void
}

/**
 * Lets calls that come at about the same time run as one. `run` gets the items of all of them, in the order in which they
 * came, and answers in that order; each call gets its own. (DataLoader makes a promise for each item: of a thousand items
 * that takes longer than to write them.)
 */
export function gatherCalls<Item, Result>(
  { waitMs, maxItems }: GatherOptions,
  run: (items: readonly Item[]) => Promise<readonly Result[]>,
): (items: readonly Item[]) => Promise<readonly Result[]> {
  let calls: Call<Item, Result>[] = []
  let size = 0
  let timer: NodeJS.Timeout | undefined

  const runGathered = (): void => {
    const gathered = calls
    calls = []
    size = 0
    clearTimeout(timer)
    const items = gathered.length === 1 && gathered[0] ? gathered[0].items : gathered.flatMap((call) => call.items)
    run(items).then(
      (results) => {
        let start = 0
        for (const { items, resolve } of gathered) resolve(results.slice(start, (start += items.length)))
      },
      (error: unknown) => {
        for (const { reject } of gathered) reject(error)
      },
    )
  }
  return (items) =>
    new Promise((resolve, reject) => {
      if (calls.length > 0 && size + items.length > maxItems) runGathered()
      if (calls.length === 0) timer = setTimeout(runGathered, waitMs)
      calls.push({ items, resolve, reject })
      size += items.length
      if (size >= maxItems) runGathered() // there is nothing left to wait for
    })
}
