/** Last item of a subscription that cannot continue without a gap in its events. */
export interface Resync {
  readonly resync: 'DELETED' | 'UNKNOWN' | 'TOO_SLOW'
  /** Sequence of the event after which the client can subscribe again. */
  readonly sequence: string
}

/** Reason of a `Resync`, and what the client does next. */
export function explainResync({ resync }: Resync): string {
  switch (resync) {
    case 'DELETED':
      return 'Events after this cursor are no longer retained. Read the hierarchy again, then subscribe after eventCursor.'
    case 'UNKNOWN':
      return 'The database has no such event, for example after a restore. Read the hierarchy again, then subscribe after eventCursor.'
    case 'TOO_SLOW':
      return 'Slow subscriber: events arrived faster than the client received them. Subscribe again after eventCursor: no event is lost.'
  }
}
