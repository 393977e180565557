import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterAll } from 'vitest'

/** A network that a test can break, between a server and its database, or between a client and its servers. */
export interface TcpProxy {
  /** URL of the target through the proxy. */
  readonly url: string
  /** Closes every connection and refuses new ones. */
  refuse(): Promise<void>
  /** Starts or resumes forwarding. */
  forward(): Promise<void>
  /** Acts as a black hole: existing and new connections stay open, but no data passes. */
  stall(): void
  /** Closes every connection, and continues to accept new ones. */
  reset(): void
}

/**
 * Creates a proxy for a database URL, or for a target that is chosen for each connection. It refuses connections until
 * `forward` is called. Its port stays the same.
 */
export async function givenProxy(target: string | (() => string)): Promise<TcpProxy> {
  const pick = (): URL => new URL(typeof target === 'string' ? target : target())
  const pairs = new Set<readonly [Socket, Socket]>()
  let stalled = false
  let server: Server | undefined

  const open = (ownPort: number): Promise<number> =>
    new Promise((resolve, reject) => {
      const listener = createServer((incoming) => {
        const { port, hostname } = pick()
        const outgoing = connect(Number(port || 5432), hostname)
        const pair = [incoming, outgoing] as const
        pairs.add(pair)
        for (const [from, to] of [
          [incoming, outgoing],
          [outgoing, incoming],
        ] as const) {
          from.on('data', (chunk: Buffer) => to.write(chunk))
          from.on('error', () => undefined)
          from.on('close', () => {
            to.destroy()
            pairs.delete(pair)
          })
        }
        if (stalled) for (const socket of pair) socket.pause()
      })
      listener.on('error', reject)
      listener.listen(ownPort, '127.0.0.1', () => {
        resolve((listener.address() as AddressInfo).port) // a listening TCP server has an AddressInfo
      })
      server = listener
    })
  const reset = (): void => {
    for (const pair of pairs) for (const socket of pair) socket.destroy()
  }
  const refuse = (): Promise<void> =>
    new Promise((resolve) => {
      if (!server?.listening) {
        resolve()
        return
      }
      server.close(() => {
        resolve()
      })
      reset()
    })

  const port = await open(0)
  await refuse()
  afterAll(refuse)
  const url = pick()
  url.host = `127.0.0.1:${port}`
  return {
    url: url.href,
    refuse,
    reset,
    async forward() {
      stalled = false
      if (!server?.listening) await open(port)
      for (const pair of pairs) for (const socket of pair) socket.resume()
    },
    stall() {
      stalled = true
      for (const pair of pairs) for (const socket of pair) socket.pause()
    },
  }
}
