import { expect, test } from 'vitest'
import WebSocket from 'ws'
import { Connection, ConnectionLost } from '../../clients/follow/Connection.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'

const sockets = withSockets(withApi())

test('a request on a closed connection fails, and does not open the connection again', async () => {
  const opened: WebSocket[] = []
  class Counted extends WebSocket {
    constructor(url: string, protocol: string) {
      super(url, protocol)
      opened.push(this)
    }
  }
  const connection = new Connection({ url: sockets.url, webSocketImpl: Counted, pongTimeoutMs: 10_000 })
  expect(await connection.ask('{ __typename }')).toEqual({ __typename: 'Query' })
  const reason = new ConnectionLost('enough')
  connection.close(reason)
  await expect.poll(() => opened.map(({ readyState }) => readyState)).toEqual([WebSocket.CLOSED])
  await expect(connection.ask('{ __typename }')).rejects.toBe(reason)
  expect(opened).toHaveLength(1)
})
