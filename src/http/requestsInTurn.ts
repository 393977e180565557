/** The connections that have sent requests in this turn of the event loop, with the number of their requests. */
const counts = new Map<object, number>()

/** Counts a request of a connection. Returns the number of its requests in this turn of the event loop. */
export function countInTurn(connection: object): number {
  if (counts.size === 0)
    setImmediate(() => {
      counts.clear()
    })
  const count = (counts.get(connection) ?? 0) + 1
  counts.set(connection, count)
  return count
}
