/** Where the feed is, as one request sees it: read once, whatever asks for it, and before anything else of the request. */
export interface FeedPosition {
  /** The sequence of the newest event. */
  read(): Promise<string>
}

export function createFeedPosition(fetchNewest: () => Promise<string>): FeedPosition {
  let reading: Promise<string> | undefined
  return { read: () => (reading ??= fetchNewest()) }
}
