/**
 * How long to wait after so many failures in a row, with full jitter: clients that were refused together do not come back
 * together.
 */
export function backoff(failures: number, mostMs: number): number {
  return Math.random() * Math.min(mostMs, 50 * 2 ** Math.min(failures, 20))
}
