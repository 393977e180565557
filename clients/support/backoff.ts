/** Longest pause in milliseconds without a failure; each failure doubles it. */
const baseMs = 50

/**
 * A random pause before a retry, in milliseconds: exponential backoff with full jitter, so that clients that failed at the
 * same moment do not retry at the same moment.
 * @param failures number of consecutive failures
 * @param maxMs longest pause, whatever the number of failures
 */
export function backoff(failures: number, maxMs: number): number {
  return Math.random() * Math.min(maxMs, baseMs * 2 ** Math.min(failures, 20))
}
