/** The position of the event feed, as one request sees it: read once, and before all other data of the request. */
export interface FeedPosition {
  /** The sequence of the newest event. */
  read(): Promise<string>
}

export function createFeedPosition(fetchNewest: () => Promise<string>): FeedPosition {
  let reading: Promise<string> | undefined
  return { read: () => (reading ??= fetchNewest()) }
}
