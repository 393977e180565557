import DataLoader from 'dataloader'
import { LRUCache } from 'lru-cache'
import { createLoop, type Loop } from '../background/loop.ts'
import type { Queryable } from '../db/database.ts'
import { fetchAnyToken, fetchTokenStates, touchTokens, type TokenState } from '../db/queries/tokens.ts'

/** Time for which a state may be used, from the start of the statement that read it. A revocation takes effect within 5 s. */
const maxAgeMs = 4_000
/** States in use are read again after this time, so that requests do not wait for them. */
const refreshMs = 2_000
/** A state is in use while a WebSocket depends on it, and for this time after a request. */
const inUseMs = 5_000
/** Minimum time between two attempts of a server to record the use of a token. */
const touchMs = 60_000
const maxEntries = 10_000
/** Pause after a failed refresh. */
const retryMs = 1_000
/** Lookups of this time share a statement: a client can make up any number of secrets, and each of them is looked up. */
const gatherMs = 5

interface Entry {
  /** Null: there is no such token. */
  readonly state: TokenState | null
  /** Times by `performance.now()`. */
  readonly readAt: number
  readonly expiresAt: number
}

/** Uses of a token by requests and WebSockets. */
interface Usage {
  usedAt: number
  touchedAt: number
  watchers: number
}

/** The last known state of a token: at most four seconds old. */
export interface KnownToken extends TokenState {
  readonly isExpired: boolean
}

/** The states of the API tokens that callers use, read from the database as often as revocations require. */
export interface TokenStates {
  /**
   * Returns the token with this hash, in hexadecimal digits; null if there is none.
   * @throws {UnavailableError} if its state is not known, and the database cannot be read
   */
  readonly find: (hash: string) => KnownToken | null | Promise<KnownToken | null>
  /** Whether the state of a token with this hash is known. */
  readonly has: (hash: string) => boolean
  /** Keeps the state of a token up to date until the returned function is called. */
  readonly watch: (hash: string) => () => void
  /** Whether a token exists, even an expired or revoked one; undefined until the first read. */
  readonly exist: () => boolean | undefined
  /** Calls the listener after each refresh. @returns a function that removes the listener */
  readonly onRefreshed: (listener: () => void) => () => void
  /** Refreshes the states in use, and records their use. */
  readonly refresher: Loop
}

export function createTokenStates(db: Queryable, onError: (error: unknown) => void): TokenStates {
  const entries = new LRUCache<string, Entry>({ max: maxEntries })
  const usages = new LRUCache<string, Usage>({ max: maxEntries })
  const watched = new Map<string, Usage>()
  const listeners = new Set<() => void>()
  let exist: boolean | undefined

  const read = async (hashes: readonly string[]): Promise<(Entry | Error)[]> => {
    const readAt = performance.now()
    const states = new Map((await fetchTokenStates(db, hashes)).map((state) => [state.hash, state]))
    if (states.size > 0) exist = true
    return hashes.map((hash) => {
      const state = states.get(hash) ?? null
      const entry = { state, readAt, expiresAt: readAt + (state?.expiresInMs ?? Infinity) }
      // a hash without a token is not kept: clients can make up any number of them
      if (state) entries.set(hash, entry)
      else entries.delete(hash)
      return entry
    })
  }
  const loader = new DataLoader<string, Entry>(read, {
    cache: false,
    maxBatchSize: 1_000,
    batchScheduleFn: (load) => setTimeout(load, gatherMs),
  })

  const usageOf = (hash: string): Usage => {
    const known = usages.get(hash)
    if (known) return known
    const usage = watched.get(hash) ?? { usedAt: 0, touchedAt: -Infinity, watchers: 0 }
    usages.set(hash, usage)
    return usage
  }
  const use = (hash: string, { state, expiresAt }: Entry): KnownToken | null => {
    if (!state) return null
    const now = performance.now()
    const isExpired = now >= expiresAt
    if (!isExpired && !state.isRevoked) usageOf(hash).usedAt = now
    return { ...state, isExpired }
  }
  const listInUse = (): string[] => {
    const since = performance.now() - inUseMs
    const recent = [...usages.entries()].filter(([, { usedAt }]) => usedAt > since)
    return [...new Set([...watched.keys(), ...recent.map(([hash]) => hash)])]
  }
  const touch = async (): Promise<void> => {
    const now = performance.now()
    const due = [...usages.entries()].flatMap(([hash, usage]) => {
      const id = entries.get(hash)?.state?.id
      return id !== undefined && usage.usedAt > usage.touchedAt && now - usage.touchedAt >= touchMs ? { id, usage } : []
    })
    if (due.length === 0) return
    for (const { usage } of due) usage.touchedAt = now
    await touchTokens(
      db,
      due.map(({ id }) => id),
    )
  }
  const refresh = async (): Promise<number> => {
    if (!exist) exist = await fetchAnyToken(db)
    const hashes = listInUse()
    const results = hashes.length > 0 ? await loader.loadMany(hashes) : []
    for (const listener of listeners) listener()
    const failure = results.find((result) => result instanceof Error)
    if (failure) throw failure
    await touch()
    return refreshMs
  }
  return {
    find(hash) {
      const entry = entries.get(hash)
      if (entry && performance.now() - entry.readAt < maxAgeMs) return use(hash, entry)
      return loader.load(hash).then((found) => use(hash, found))
    },
    has: (hash) => entries.has(hash),
    watch(hash) {
      const usage = usageOf(hash)
      usage.watchers += 1
      watched.set(hash, usage)
      return () => {
        usage.watchers -= 1
        if (usage.watchers === 0) watched.delete(hash)
      }
    },
    exist: () => exist,
    onRefreshed(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    refresher: createLoop({ run: refresh, onError, pauseAfterErrorMs: retryMs }),
  }
}
