import { minimumCost, rateExceeded } from './meterOperations.ts'
import type { PublicError } from './PublicError.ts'
import { RateLimit } from './rateLimit.ts'

/** Characters of a document that cost as much as a field, if it is refused. */
const charactersPerPoint = 100
/** Characters of a document that is parsed although its caller has no points, because it may send heartbeats. */
const maxExemptLength = 4 * 1024

/** Points that a document costs which is parsed and not executed. */
export function costOfText({ length }: string): number {
  return minimumCost + length / charactersPerPoint
}

/** Whether a document can send heartbeats. A comment can make any document look so. */
export function mayBeHeartbeat(text: string): boolean {
  return text.includes('heartbeat')
}

/**
 * Creates a function that refuses a document before it is parsed if its caller has no points left.
 *
 * A document that may send heartbeats is exempt, because queries must not delay the heartbeats of the same caller. What it does
 * is known only once it is parsed, so the exemption has a bucket of its own, with the same rate.
 * @param isParsed whether a text is parsed already: it costs nothing
 */
export function createRateCheck(
  limit: RateLimit | undefined,
  isParsed: (text: string) => boolean,
): (text: string, caller: string) => PublicError | null {
  if (!limit) return () => null
  const exemption = new RateLimit('documents', limit.rate)
  const isExempt = (text: string, caller: string): boolean =>
    mayBeHeartbeat(text) &&
    (isParsed(text) ||
      (text.length <= maxExemptLength && !('retryAfter' in exemption.reserve(caller, costOfText(text), 1))))
  return (text, caller) => {
    const seconds = limit.secondsUntil(caller, minimumCost)
    return seconds === 0 || isExempt(text, caller) ? null : rateExceeded(seconds)
  }
}
