import type { EventRecord } from './replayEvents.ts'

/** When the statement that draws the sequences of a transaction was sent, and when its COMMIT returned. */
export interface CommitTimes {
  readonly sentAt: number
  readonly returnedAt: number
}

/**
 * Counts transactions that had committed before a transaction with smaller sequences began to commit.
 * @param committed the transactions by their reason, which their events have. Events with other reasons do not count.
 */
export function countOutOfOrder(
  events: readonly Pick<EventRecord, 'reason'>[],
  committed: ReadonlyMap<string, CommitTimes>,
): number {
  let lastSentAt = 0
  let outOfOrder = 0
  for (const name of new Set(events.map(({ reason }) => reason ?? ''))) {
    const { sentAt, returnedAt } = committed.get(name) ?? { sentAt: 0, returnedAt: Infinity }
    if (returnedAt < lastSentAt) outOfOrder++
    lastSentAt = Math.max(lastSentAt, sentAt)
  }
  return outOfOrder
}
