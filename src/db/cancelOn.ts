import type pg from 'pg'

/** Stops waiting for a reason to cancel. Resolves when no cancellation is on its way any more. */
interface Canceller {
  stop(): Promise<void>
}

/**
 * Cancels the statement of a connection when the signal is aborted or the time is over. The caller must not run another
 * statement on the connection before `stop` has resolved.
 * @param cancelPool sends the cancellation over another connection
 */
export function cancelOn(
  client: pg.PoolClient,
  cancelPool: pg.Pool,
  { signal, timeoutMs }: { readonly signal?: AbortSignal; readonly timeoutMs?: number },
): Canceller {
  let cancellation: Promise<unknown> | undefined
  const cancel = (): void => {
    // a cancellation that fails changes nothing: the statement timeout ends the statement later
    cancellation ??= cancelPool.query('SELECT pg_cancel_backend($1)', [processIdOf(client)]).catch(() => undefined)
  }
  signal?.addEventListener('abort', cancel)
  const timer = timeoutMs === undefined ? undefined : setTimeout(cancel, timeoutMs)
  return {
    async stop() {
      signal?.removeEventListener('abort', cancel)
      clearTimeout(timer)
      await cancellation
    },
  }
}

/** The process that serves a connection. The driver has the number, and its types lack it. */
function processIdOf(client: pg.PoolClient): unknown {
  return 'processID' in client ? client.processID : null
}
