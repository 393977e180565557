import type { Quota } from '../domain/tokenBucket.ts'

/**
 * The headers that report the state of a rate limit, as in draft-ietf-httpapi-ratelimit-headers-10. The window is the time in
 * which an empty bucket fills.
 */
export function rateLimitHeaders(quota: Quota | null): Readonly<Record<string, string>> {
  if (!quota) return {}
  const { policy, rate, remaining, resetSeconds } = quota
  return {
    'ratelimit-policy': `"${policy}";q=${rate.burst};w=${Math.ceil(rate.burst / rate.perSecond)}`,
    ratelimit: `"${policy}";r=${remaining};t=${resetSeconds}`,
  }
}
