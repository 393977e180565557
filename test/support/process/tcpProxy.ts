import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterAll } from 'vitest'

/** Between a server and its database, or a client and its servers: a network that a test can break. */
export interface TcpProxy {
  /** The target's URL, through the proxy. */
  readonly url: string
  /** Ends every connection, and refuses new ones. */
  refuse(): Promise<void>
  /** Forwards (again) what comes. */
  forward(): Promise<void>
  /** A black hole: connections stay open and new ones are taken, and nothing comes through. */
  stall(): void
  /** Black holes forget what they took: their connections end. */
  reset(): void
}

/**
 * A proxy before the database of a URL, or before a target that is picked for each connection; it refuses until told to
 * forward. Its port stays the same.
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
        resolve((listener.address() as AddressInfo).port) // of a TCP server that listens
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
