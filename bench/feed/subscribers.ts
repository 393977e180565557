import WebSocket from 'ws'

export interface Subscriber {
  /** Called with each message of the subscription. */
  onMessage: (text: string) => void
}

export interface Connection {
  readonly socket: WebSocket
  readonly subscribers: readonly Subscriber[]
}

const query = `subscription { supervisorEvents { __typename ... on SupervisorEvent { cursor type after } } }`

/** A connection that follows all events from now on, so many times; resolves when the server has taken them. */
export function openConnection(serverUrl: URL, subscriptions: number): Promise<Connection> {
  const url = new URL(serverUrl)
  url.protocol = 'ws:'
  const socket = new WebSocket(url, 'graphql-transport-ws')
  const subscribers = Array.from({ length: subscriptions }, (): Subscriber => ({ onMessage: () => undefined }))
  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.on('open', () => {
      socket.send(JSON.stringify({ type: 'connection_init' }))
    })
    socket.on('message', (data: Buffer) => {
      const text = data.toString()
      const [, id] = /^\{"id":"(\d+)","type":"next"/.exec(text) ?? []
      if (id !== undefined && id !== String(subscriptions)) subscribers[Number(id)]?.onMessage(text)
      else if (text.includes('"connection_ack"')) {
        for (let i = 0; i < subscriptions; i++) send(i, query)
        if (subscriptions < 100) send(subscriptions, '{ __typename }')
        else resolve({ socket, subscribers })
      } else if (text.includes('"next"')) resolve({ socket, subscribers })
      else if (text.includes('"error"')) reject(new Error(text))
    })
    const send = (id: number, document: string): void => {
      socket.send(JSON.stringify({ id: String(id), type: 'subscribe', payload: { query: document } }))
    }
  })
}

/** What became of a connection that was not read for a while, once it is read again. */
export function tellEnd({ socket, subscribers }: Connection): Promise<string> {
  return new Promise((resolve) => {
    const [subscriber] = subscribers
    if (subscriber)
      subscriber.onMessage = (text) => {
        if (text.includes('ResyncRequired')) resolve('told that it has to subscribe again')
      }
    socket.once('close', (code) => {
      resolve(`cut off (${code})`)
    })
    socket.resume()
    setTimeout(resolve, 20_000, 'still followed').unref()
  })
}
