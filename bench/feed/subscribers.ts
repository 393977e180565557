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

/** Opens a connection with this number of subscriptions to all events. Resolves when the server has started all of them. */
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

/** Resumes reading from a stalled connection, and describes what the server did to it. */
export function describeEnd({ socket, subscribers }: Connection): Promise<string> {
  return new Promise((resolve) => {
    const [subscriber] = subscribers
    if (subscriber)
      subscriber.onMessage = (text) => {
        if (text.includes('ResyncRequired')) resolve('received ResyncRequired')
      }
    socket.once('close', (code) => {
      resolve(`was disconnected (${code})`)
    })
    socket.resume()
    setTimeout(resolve, 20_000, 'still received events').unref()
  })
}
