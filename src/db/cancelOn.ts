import type pg from 'pg'
import type { Cancellation } from '../domain/cancellation.ts'

/** Stops waiting for a reason to cancel. Resolves when no cancellation is in progress. */
interface Canceller {
  stop(): Promise<void> | undefined
}

/**
 * Cancels the statement of a connection when no request waits for it, or after its timeout. The caller must not run another
 * statement on the connection before `stop` has resolved.
 * @param cancelPool sends the cancellation over another connection
 */
export function cancelOn(
  client: pg.PoolClient,
  cancelPool: pg.Pool,
  { cancellation, timeoutMs }: { readonly cancellation?: Cancellation | undefined; readonly timeoutMs?: number },
): Canceller {
  let cancelling: Promise<void> | undefined
  const cancel = (): void => {
    // a failed cancellation has no effect: the statement timeout ends the statement later
    cancelling ??= cancelPool.query('SELECT pg_cancel_backend($1)', [processIdOf(client)]).then(ignore, ignore)
  }
  const remove = cancellation?.onFailure(cancel)
  const timer = timeoutMs === undefined ? undefined : setTimeout(cancel, timeoutMs)
  return {
    stop() {
      remove?.()
      clearTimeout(timer)
      return cancelling
    },
  }
}

const ignore = (): void => undefined

/** Process id of the backend of a connection. The driver has the number, but its types do not declare it. */
function processIdOf(client: pg.PoolClient): unknown {
  return 'processID' in client ? client.processID : null
}
