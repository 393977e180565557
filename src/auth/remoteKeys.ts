import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose'
import { UnavailableError } from '../domain/errors.ts'
import type { RemoteKeys } from './jwt.ts'

export interface RemoteKeysOptions {
  readonly url: string
  /** Called when the key set could not be read. */
  readonly onError: (error: unknown) => void
  /** @default 5_000 */
  readonly timeoutMs?: number
  /**
   * Keys are not used for longer than this time, except while the provider cannot be reached. They are read again in the
   * background after four fifths of it. @default 300_000
   */
  readonly refreshMs?: number
  /** Minimum time between two reads because of an unknown `kid`, or after a failure. @default 30_000 */
  readonly cooldownMs?: number
}

/** Maximum size of a key set. A set of hundreds of keys is smaller. */
const maxBytes = 256 * 1024

/**
 * Reads the keys of an identity provider (JWKS). For an unknown `kid`, it reads them again, so that a rotation of keys needs
 * no restart. The known keys stay in use while the provider cannot be reached.
 */
export function createRemoteKeys(options: RemoteKeysOptions): RemoteKeys {
  const { url, onError, timeoutMs = 5_000, refreshMs = 300_000, cooldownMs = 30_000 } = options
  let known: { readonly text: string; readonly find: JWTVerifyGetKey; readonly readAt: number } | undefined
  let version = 0
  let triedAt = -Infinity
  let isReachable = true
  let reading: Promise<void> | undefined

  const read = async (): Promise<void> => {
    const startedAt = performance.now()
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) })
    if (!response.ok) throw new Error(`expected status 200 for the key set, got ${response.status}`)
    const text = await readBounded(response)
    const find = createLocalJWKSet(JSON.parse(text) as JSONWebKeySet) // it checks the format
    if (text !== known?.text) version += 1
    known = { text, find, readAt: startedAt }
    isReachable = true
  }
  /** Callers share one read. Never rejects: a failure goes to `onError`. */
  const reload = (): Promise<void> => {
    triedAt = performance.now()
    reading ??= read()
      .catch((error: unknown) => {
        isReachable = false
        onError(error)
      })
      .finally(() => (reading = undefined))
    return reading
  }
  const mayReload = (): boolean => reading !== undefined || performance.now() - triedAt >= cooldownMs
  return {
    version() {
      const ageMs = performance.now() - (known?.readAt ?? -Infinity)
      if (ageMs < refreshMs * 0.8 || !mayReload()) return version
      const reloaded = reload()
      // while the provider cannot be reached, requests with known keys do not wait for each attempt
      return ageMs < refreshMs || (known && !isReachable) ? version : reloaded.then(() => version)
    },
    async find(header, token) {
      if (!known) throw new UnavailableError('The keys of the identity provider cannot be read.', 1_000)
      try {
        return await known.find(header, token)
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey) || !mayReload()) throw error
        await reload()
        return known.find(header, token)
      }
    },
  }
}

/** Stops reading a body that is too large. */
async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  // a body of fetch is an asynchronous iterable in Node.js
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += chunk.length
    if (bytes > maxBytes) throw new Error(`the key set is larger than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}
