import type { AddressInfo } from 'node:net'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import WebSocket, { WebSocketServer } from 'ws'
import { OperationRefused } from '../../clients/follow/Connection.ts'
import { followEvents, type FollowedItem, type FollowOptions } from '../../clients/follow/followEvents.ts'
import { givenTree } from '../support/database/givenTree.ts'
import { givenProxy, type TcpProxy } from '../support/process/tcpProxy.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'

interface Event {
  readonly type: string
  readonly after: { readonly name?: string } | null
}
type Item = FollowedItem<Event>

const api = withApi()
const sockets = withSockets(api)
let proxy: TcpProxy

beforeAll(async () => {
  proxy = await givenProxy(sockets.url)
})
beforeEach(() => proxy.forward())

/** The long timeout is for busy machines. */
const eventually = <Value>(read: () => Value) => expect.poll(read, { timeout: 10_000 })
const nameOf = (item: Item): string => (item.kind === 'event' ? String(item.event.after?.name) : item.kind)

/** Follows events through the proxy until the test calls `stop`. */
function follow(options: Partial<FollowOptions> = {}) {
  const stopped = new AbortController()
  const items: Item[] = []
  const lost: string[] = []
  let connected = 0
  const ended = (async () => {
    const followed = followEvents<Event>({
      url: proxy.url,
      webSocketImpl: WebSocket,
      selection: 'type reason after',
      signal: stopped.signal,
      maxPauseMs: 50,
      onConnected: () => connected++,
      onLost: (why) => lost.push(why),
      ...options,
    })
    for await (const item of followed) items.push(item)
  })()
  ended.catch(() => undefined)
  return {
    items,
    names: () => items.map(nameOf),
    lost,
    get connected() {
      return connected
    },
    ended,
    async stop() {
      stopped.abort()
      await ended
    },
  }
}

const spawn = (name: string) => api.pool.query('INSERT INTO supervisors (name) VALUES ($1)', [name])
const numbered = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, i) => `${prefix}${i}`)

test('delivers each event once and in order, however often the connection is cut', async () => {
  const follower = follow()
  await eventually(() => follower.connected).toBe(1)
  const names = numbered('cut-', 200)
  const written = new AbortController()
  const cutting = (async () => {
    while (!written.signal.aborted) {
      proxy.reset()
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 60))
    }
  })()
  for (const name of names) await spawn(name)
  await eventually(() => follower.lost.length).toBeGreaterThan(3)
  written.abort()
  await cutting
  await eventually(() => follower.items.length).toBeGreaterThanOrEqual(names.length)
  expect(follower.names()).toEqual(names)
  await follower.stop()
})

test('delivers events of an outage that begins before the first event', async () => {
  const follower = follow()
  await eventually(() => follower.connected).toBe(1)
  await proxy.refuse()
  await spawn('during the outage')
  await eventually(() => follower.lost.length).toBeGreaterThan(1)
  expect(follower.lost[0]).toMatch(/^the connection was closed: 1006/)
  await proxy.forward()
  await eventually(follower.names).toEqual(['during the outage'])
  await follower.stop()
})

test('disconnects from a silent server and reconnects', async () => {
  const follower = follow({ pongTimeoutMs: 150 })
  await eventually(() => follower.connected).toBe(1)
  proxy.stall()
  await eventually(() => follower.lost.length).toBeGreaterThan(1) // once when connected, and once while connecting
  expect(follower.lost[0]).toBe('the server sent nothing for 0.15 s')
  proxy.reset()
  await proxy.forward()
  await spawn('after the silence')
  await eventually(follower.names).toEqual(['after the silence'])
  await follower.stop()
})

test('stays connected to a server that sends no events but answers pings', async () => {
  const follower = follow({ pongTimeoutMs: 400 })
  await eventually(() => follower.connected).toBe(1)
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  await spawn('after a pause')
  await eventually(follower.names).toEqual(['after a pause'])
  expect(follower.lost).toEqual([])
  await follower.stop()
})

test('follows only the given subtree and event types, and starts after the given cursor', async () => {
  const idOf = await givenTree(api.pool, 'followed > below, beside')
  const all = follow({ after: Buffer.from('["SupervisorEvent","SEQUENCE","0"]').toString('base64url') })
  const some = follow({ within: idOf('followed'), types: ['SUPERVISOR_UPDATED'] })
  await eventually(() => all.names().slice(-3)).toEqual(['followed', 'below', 'beside'])
  await eventually(() => some.connected).toBe(1)
  for (const name of ['followed', 'below', 'beside'])
    await api.pool.query('UPDATE supervisors SET name = $2 WHERE id = $1', [idOf(name), `${name} anew`])
  await eventually(some.names).toEqual(['followed anew', 'below anew'])
  const [first] = some.items
  const later = follow({ within: idOf('followed'), after: first?.cursor })
  await eventually(later.names).toEqual(['below anew'])
  await Promise.all([all.stop(), some.stop(), later.stop()])
})

test.each([
  [{ within: 'here' }, 'BAD_USER_INPUT'],
  [{ types: ['NO_SUCH_TYPE'] }, 'BAD_USER_INPUT'],
  [{ after: 'no cursor' }, 'BAD_USER_INPUT'],
  [{ selection: 'nothing' }, 'GRAPHQL_VALIDATION_FAILED'],
])('ends with the error of the server when it refuses %j', async (options, code) => {
  const follower = follow(options)
  const error: unknown = await follower.ended.then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(OperationRefused)
  expect(error).toMatchObject({ code })
  expect(follower.lost).toEqual([])
})

test('ends immediately when its signal is aborted, whatever it waits for', async () => {
  await proxy.refuse()
  const pausing = follow({ maxPauseMs: 3_600_000 })
  await eventually(() => pausing.lost.length).toBeGreaterThan(0)
  await pausing.stop()
  await proxy.forward()
  proxy.stall()
  const connecting = follow()
  await connecting.stop()
  await proxy.forward()
  const following = follow()
  await eventually(() => following.connected).toBe(1)
  await following.stop()
  await follow({ signal: AbortSignal.abort() }).ended
})

describe('when events are missing', () => {
  test('reports the gap, and continues with later events', async () => {
    await spawn('old')
    const follower = follow()
    await eventually(() => follower.connected).toBe(1)
    await spawn('seen')
    await eventually(follower.names).toEqual(['seen'])
    await proxy.refuse()
    await spawn('missed')
    await spawn('kept')
    await api.pool.query('DELETE FROM supervisor_events WHERE sequence < (SELECT max(sequence) FROM supervisor_events)')
    await proxy.forward()
    await eventually(follower.names).toEqual(['seen', 'resync'])
    await spawn('new')
    await eventually(follower.names).toEqual(['seen', 'resync', 'new'])
    await follower.stop()
  })

  /** A server that sends each subscription the next of these lists, and records the cursors that the client asks for. */
  async function givenScriptedServer(...subscriptions: readonly (readonly object[])[]) {
    const asked: unknown[] = []
    const script = [...subscriptions]
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    await new Promise((resolve) => server.once('listening', resolve))
    server.on('connection', (socket) => {
      const send = (message: object): void => {
        socket.send(JSON.stringify(message))
      }
      socket.on('message', (data: Buffer) => {
        const { type, id, payload } = JSON.parse(data.toString()) as {
          type: string
          id: string
          payload?: { query: string; variables: { after?: string } }
        }
        if (type === 'connection_init') send({ type: 'connection_ack' })
        if (type !== 'subscribe') return
        if (payload?.query === '{ eventCursor }') {
          send({ id, type: 'next', payload: { data: { eventCursor: 'now' } } })
          send({ id, type: 'complete' })
          return
        }
        asked.push(payload?.variables.after)
        const next = script.shift()
        for (const item of next ?? []) {
          if ('close' in item) socket.close(Number(item.close))
          else send({ id, type: 'next', payload: { data: { item } } })
        }
        if (next) send({ id, type: 'complete' })
      })
    })
    const { port } = server.address() as AddressInfo // of a TCP server that listens
    return {
      asked,
      url: `ws://127.0.0.1:${port}`,
      close: () => {
        server.close()
      },
    }
  }
  const event = (cursor: string) => ({ __typename: 'SupervisorEvent', cursor, type: '', after: { name: cursor } })
  const resync = (eventCursor: string) => ({ __typename: 'ResyncRequired', eventCursor, why: 'because' })

  test('resumes after its last event without a report if it was only a slow subscriber', async () => {
    const server = await givenScriptedServer([event('a'), resync('unwanted')], [event('b')])
    const follower = follow({ url: server.url })
    await eventually(follower.names).toEqual(['a', 'b'])
    expect(server.asked.slice(0, 2)).toEqual(['now', 'a'])
    await follower.stop()
    server.close()
  })

  test('reports the gap once if the server repeats that events are missing', async () => {
    const server = await givenScriptedServer([event('a'), resync('c')], [resync('d')], [event('e')])
    const follower = follow({ url: server.url })
    await eventually(follower.names).toEqual(['a', 'resync', 'e'])
    expect(server.asked.slice(0, 3)).toEqual(['now', 'a', 'd'])
    expect(follower.items[1]).toEqual({ kind: 'resync', cursor: 'd', reason: 'because' })
    await follower.stop()
    server.close()
  })

  test.each([1000, 1001, 1011, 1012, 4408, 4500])('reconnects after the close code %d', async (close) => {
    const server = await givenScriptedServer([event('a'), { close }], [event('b')])
    const follower = follow({ url: server.url })
    await eventually(follower.names).toEqual(['a', 'b'])
    await follower.stop()
    server.close()
  })

  test.each([1009, 4400, 4403, 4429])('ends with an error after the close code %d', async (close) => {
    const server = await givenScriptedServer([event('a'), { close }])
    const follower = follow({ url: server.url })
    await expect(follower.ended).rejects.toMatchObject({ code: String(close) })
    server.close()
  })
})
