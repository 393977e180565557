/** The position of the event feed, as one request sees it: read once, and before all other data of the request. */
export interface FeedPosition {
  /** The horizon of the event log. */
  read(): Promise<string>
}

export function createFeedPosition(fetchHorizon: () => Promise<string>): FeedPosition {
  let reading: Promise<string> | undefined
  return { read: () => (reading ??= fetchHorizon()) }
}
