import type { FastifyBaseLogger } from 'fastify'

/** Shutdown timeout: requests that still run are then aborted. Shorter than the 10 s that most process managers allow. */
const shutdownTimeoutMs = 9_000
/** With `npm start`, one Ctrl-C arrives twice: from the terminal, and forwarded by npm. */
const sameSignalMs = 1_000

export interface ShutdownOptions {
  /** Completes in-flight requests and closes everything. */
  readonly shutDown: () => Promise<void>
  /** The time in milliseconds for which `shutDown` still serves requests after a signal. The shutdown timeout begins after it. */
  readonly delayMs: number
  readonly logger: FastifyBaseLogger
  readonly onError: (error: unknown) => void
}

/**
 * Shuts down on SIGTERM and SIGINT, and then exits with 0. A second signal, or the timeout, exits with 1 immediately. Returns
 * the function that shuts down without a signal and without the delay, and then exits with the code.
 */
export function shutdownOnSignals({ shutDown, delayMs, logger, onError }: ShutdownOptions): (code: number) => void {
  let startedAt: number | undefined
  const begin = (code: number, servingMs: number): void => {
    startedAt ??= performance.now()
    setTimeout(() => {
      logger.error({ timeoutMs: shutdownTimeoutMs }, 'shutdown timed out; aborting in-flight requests')
      process.exit(1)
    }, servingMs + shutdownTimeoutMs).unref()
    shutDown().then(() => process.exit(code), onError)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (startedAt !== undefined) {
        if (performance.now() - startedAt < sameSignalMs) return
        process.exit(1)
      }
      logger.info({ signal }, 'shutting down')
      begin(0, delayMs)
    })
  }
  return (code) => {
    if (startedAt === undefined) begin(code, 0)
  }
}
