import type pg from 'pg'
import type { Cancellation } from '../domain/cancellation.ts'

/** Stops waiting for a reason to cancel. Resolves when no cancellation is on its way any more. */
interface Canceller {
  stop(): Promise<void> | undefined
}

/**
 * Cancels the statement of a connection when nobody waits for it or its time is over. The caller must not run another
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
    // a cancellation that fails changes nothing: the statement timeout ends the statement later
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

/** The process that serves a connection. The driver has the number, and its types lack it. */
function processIdOf(client: pg.PoolClient): unknown {
  return 'processID' in client ? client.processID : null
}
