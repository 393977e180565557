/** A follower of events cannot go on without a gap: why, and from where it can. */
export interface Resync {
  readonly resync: 'DELETED' | 'UNKNOWN' | 'TOO_SLOW'
  /** The sequence of an event, to go on after. */
  readonly sequence: string
}

export function explainResync({ resync }: Resync): string {
  switch (resync) {
    case 'DELETED':
      return 'Events after this cursor are no longer kept. Read the hierarchy again, and subscribe after eventCursor.'
    case 'UNKNOWN':
      return 'The database has no such event: it may have been restored. Read the hierarchy again, and subscribe after eventCursor.'
    case 'TOO_SLOW':
      return 'Events came faster than they were taken. Subscribe after eventCursor: nothing is lost.'
  }
}
