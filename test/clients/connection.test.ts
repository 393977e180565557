import { expect, test } from 'vitest'
import WebSocket from 'ws'
import { Connection, ConnectionLost } from '../../clients/follow/Connection.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'

const sockets = withSockets(withApi())

test('a connection that is gone is not made again by what is asked on it', async () => {
  const made: WebSocket[] = []
  class Counted extends WebSocket {
    constructor(url: string, protocol: string) {
      super(url, protocol)
      made.push(this)
    }
  }
  const connection = new Connection({ url: sockets.url, webSocketImpl: Counted, pongTimeoutMs: 10_000 })
  expect(await connection.ask('{ __typename }')).toEqual({ __typename: 'Query' })
  const why = new ConnectionLost('enough')
  connection.close(why)
  await expect.poll(() => made.map(({ readyState }) => readyState)).toEqual([WebSocket.CLOSED])
  await expect(connection.ask('{ __typename }')).rejects.toBe(why)
  expect(made).toHaveLength(1)
})
