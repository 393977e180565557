/** Calls that arrive while one is in progress share its result, so that any number of them takes one statement at a time. */
export function shareInFlight<Result>(run: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<Result> | undefined
  return () =>
    (running ??= run().finally(() => {
      running = undefined
    }))
}
