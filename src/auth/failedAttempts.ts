import { isIPv6 } from 'node:net'
import { LRUCache } from 'lru-cache'

/** The count of an address is reset after this time without a failed attempt. */
const forgetMs = 60_000
const maxAddresses = 10_000
/** The responses to the first attempts are not delayed: people mistype. */
const freeAttempts = 5
const firstDelayMs = 100
const maxDelayMs = 3_000
/** At most one log line for each address in this time. */
const logIntervalMs = 1_000

export interface FailedAttempt {
  /** How long to delay the response. */
  readonly delayMs: number
  /** Failed attempts of the address since the last log line; 0 if none is due. */
  readonly toLog: number
}

/**
 * Counts the failed attempts of each address. Each attempt beyond the fifth doubles the delay of its response, to 3 s at most.
 * Valid credentials are never delayed, so that clients behind one address do not lock each other out.
 */
export function createFailedAttempts(): (address: string) => FailedAttempt {
  const attempts = new LRUCache<string, { count: number; unlogged: number; loggedAt: number }>({
    max: maxAddresses,
    ttl: forgetMs,
  })
  return (address) => {
    const key = networkOf(address)
    const now = performance.now()
    const attempt = attempts.get(key) ?? { count: 0, unlogged: 0, loggedAt: -Infinity }
    attempt.count += 1
    attempt.unlogged += 1
    attempts.set(key, attempt)
    const isLogDue = now - attempt.loggedAt >= logIntervalMs
    const toLog = isLogDue ? attempt.unlogged : 0
    if (isLogDue) Object.assign(attempt, { unlogged: 0, loggedAt: now })
    const excess = attempt.count - freeAttempts
    return { delayMs: excess <= 0 ? 0 : Math.min(maxDelayMs, firstDelayMs * 2 ** (excess - 1)), toLog }
  }
}

/** An IPv6 client usually has a whole network with a prefix of 64 bits, so all addresses of the network count as one. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address
  const [head = '', tail] = address.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length
  return [...before, ...Array<string>(Math.max(0, zeros)).fill('0'), ...after].slice(0, 4).join(':')
}
