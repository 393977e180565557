import type pg from 'pg'
import type { Cancellation } from '../domain/cancellation.ts'

const backends = new WeakMap<pg.ClientBase, number>()

/**
 * Records the process id of the backend of a connection. The driver has the id that it received when it connected. A pooler
 * sends an id of its own, which belongs to no backend, or to that of another client.
 */
export function rememberBackend(client: pg.ClientBase, pid: number): void {
  backends.set(client, pid)
}

/** Why a statement is cancelled: no request needs its result any more, or it takes too long for a statement that requests share. */
export type CancelReason = 'unneeded' | 'slow'

/** Stops waiting for a reason to cancel. Resolves when no cancellation is in progress. */
interface Canceller {
  stop(): Promise<void> | undefined
}

/**
 * Cancels the statement of a connection when no request waits for it, or after its timeout. The caller must not run another
 * statement on the connection before `stop` has resolved. Its backend must be known (see {@link rememberBackend}).
 * @param cancelPool sends the cancellation over another connection
 */
export function cancelOn(
  client: pg.PoolClient,
  cancelPool: pg.Pool,
  {
    cancellation,
    timeoutMs,
    onCancel,
  }: {
    readonly cancellation?: Cancellation | undefined
    readonly timeoutMs?: number | undefined
    readonly onCancel?: ((reason: CancelReason) => void) | undefined
  },
): Canceller {
  let cancelling: Promise<void> | undefined
  const cancel = (reason: CancelReason): void => {
    if (cancelling) return
    onCancel?.(reason)
    // a failed cancellation has no effect: the statement timeout ends the statement later
    cancelling = cancelPool.query('SELECT pg_cancel_backend($1)', [backends.get(client)]).then(ignore, ignore)
  }
  const remove = cancellation?.onFailure(() => {
    cancel('unneeded')
  })
  const timer = timeoutMs === undefined ? undefined : setTimeout(cancel, timeoutMs, 'slow')
  return {
    stop() {
      remove?.()
      clearTimeout(timer)
      return cancelling
    },
  }
}

const ignore = (): void => undefined
