import { Agent, request } from 'node:http'

export interface Rate {
  readonly total: number
  readonly perSecond: number
}

/** Keeps one call of `send` in flight per connection. `send` returns the number to add to the total. */
export async function drive<Connection>(
  connections: readonly Connection[],
  seconds: number,
  send: (connection: Connection) => Promise<number>,
): Promise<Rate> {
  const began = performance.now()
  const until = began + seconds * 1_000
  const totals = await Promise.all(
    connections.map(async (connection) => {
      let total = 0
      while (performance.now() < until) total += await send(connection)
      return total
    }),
  )
  const total = totals.reduce((a, b) => a + b, 0)
  return { total, perSecond: (total / (performance.now() - began)) * 1_000 }
}

/** A GraphQL client with a fixed number of keep-alive connections. */
export interface HttpClient {
  /** Sends a body and returns the response's body. @throws {Error} unless the status is 200 and there are no errors */
  post(body: string): Promise<string>
  close(): void
}

/** @param headers of every request, in addition to those of the body */
export function openHttpClient(
  url: URL,
  connections: number,
  headers: Readonly<Record<string, string>> = {},
): HttpClient {
  const agent = new Agent({ keepAlive: true, maxSockets: connections, maxFreeSockets: connections })
  return {
    post: (body) =>
      new Promise((resolve, reject) => {
        const outgoing = request(url, {
          method: 'POST',
          agent,
          headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
        })
        outgoing.on('error', reject)
        outgoing.on('response', (response) => {
          let text = ''
          response.setEncoding('utf8')
          response.on('data', (chunk: string) => (text += chunk))
          response.on('error', reject)
          response.on('end', () => {
            if (response.statusCode === 200 && !text.includes('"errors"')) resolve(text)
            else reject(new Error(`the server returned ${response.statusCode}: ${text.slice(0, 500)}`))
          })
        })
        outgoing.end(body)
      }),
    close() {
      agent.destroy()
    },
  }
}
