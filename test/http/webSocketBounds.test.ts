import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { rawSocket } from '../support/api/rawSocket.ts'
import { localAdmin } from '../../src/domain/viewer.ts'
import { authenticateActor } from '../support/api/withActors.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'

/** Ends the checks of the credentials of the actor `slow`. */
let endChecks: (() => void)[] = []
const api = withApi({
  env: { MAX_UNAUTHENTICATED_WEBSOCKETS: '3', MAX_SUBSCRIPTIONS_PER_ACTOR: '3' },
  authenticate: async (credentials, address) => {
    const caller = await authenticateActor(credentials, address)
    if (caller.viewer.actor === 'slow') await new Promise<void>((resolve) => endChecks.push(resolve))
    return caller.viewer.actor === 'other source'
      ? { ...caller, viewer: { ...localAdmin, actor: 'a', source: 'token' } }
      : caller
  },
})
const sockets = withSockets(api)
const subscription = { query: 'subscription { supervisorEvents { __typename } }' }

/** Opens a connection that sends no `connection_init`. */
async function openSilent(): Promise<{ ws: WebSocket; closed: Promise<[code: number, reason: string]> }> {
  const ws = new WebSocket(sockets.url, 'graphql-transport-ws')
  const closed = once(ws, 'close').then(([code, reason]): [number, string] => [code as number, String(reason)])
  await once(ws, 'open')
  return { ws, closed }
}

describe('connections that are not authenticated', () => {
  test('above MAX_UNAUTHENTICATED_WEBSOCKETS, the server closes the oldest silent WebSocket', async () => {
    const authenticated = await rawSocket(sockets.url)
    const silent = [await openSilent(), await openSilent(), await openSilent()]
    expect(silent.every(({ ws }) => ws.readyState === ws.OPEN)).toBe(true)
    const next = await rawSocket(sockets.url) // a client that authenticates immediately is served
    expect(await silent[0]?.closed).toEqual([
      4408,
      'Too many connections have not sent connection_init. Connect again.',
    ])
    expect(silent.slice(1).every(({ ws }) => ws.readyState === ws.OPEN)).toBe(true)
    // authenticated connections do not count
    for (const { ws, subscribe, message } of [authenticated, next]) {
      subscribe('1', { query: '{ __typename }' })
      expect(await message('1')).toMatchObject({ type: 'next' })
      ws.close()
    }
    for (const { ws } of silent) ws.close()
  })

  test('are not closed for others while the server checks their credentials', async () => {
    const slow = Array.from({ length: 3 }, () => rawSocket(sockets.url, { actor: 'slow' }))
    await expect.poll(() => endChecks.length).toBe(3)
    const silent = [await openSilent(), await openSilent(), await openSilent(), await openSilent()]
    expect(await silent[0]?.closed).toEqual([
      4408,
      'Too many connections have not sent connection_init. Connect again.',
    ])
    for (const end of endChecks) end()
    endChecks = []
    for (const socket of slow) (await socket).ws.close()
    for (const { ws } of silent) ws.close()
  })

  test('above the maximum of pending authentications, the server closes the oldest pending WebSocket', async () => {
    const connections: Awaited<ReturnType<typeof openSilent>>[] = []
    for (let i = 0; i < 4; i++) {
      const connection = await openSilent()
      connections.push(connection)
      connection.ws.send(JSON.stringify({ type: 'connection_init', payload: { actor: 'slow' } }))
      await expect.poll(() => endChecks.length).toBe(i + 1)
    }
    expect((await connections[0]?.closed)?.[0]).toBe(1013)
    const acknowledged = connections.slice(1).map(({ ws }) => once(ws, 'message'))
    for (const end of endChecks) end()
    endChecks = []
    await Promise.all(acknowledged)
    for (const { ws } of connections) ws.close()
  })

  test('are closed even if the client does not confirm that', async () => {
    const deaf = await openSilent()
    deaf.ws.pause()
    const others = [await openSilent(), await openSilent(), await openSilent()]
    await expect
      .poll(async () => (await api.app.inject('/metrics')).body, { timeout: 5_000 })
      .toMatch(/^hierarchy_websockets 3$/m)
    deaf.ws.terminate()
    for (const { ws } of others) ws.close()
  })
})

describe('the subscriptions of an actor', () => {
  test('beyond MAX_SUBSCRIPTIONS_PER_ACTOR are refused before any SQL, over all its connections, until one ends', async () => {
    const connections = [
      await rawSocket(sockets.url, { actor: 'a' }),
      await rawSocket(sockets.url, { actor: 'a' }),
    ] as const
    // another caller with the same name, whose credentials come from another source
    const other = await rawSocket(sockets.url, { actor: 'other source' })
    connections[0].subscribe('1', subscription)
    connections[0].subscribe('2', subscription)
    connections[1].subscribe('3', subscription)
    await sockets.untilStarted(3)
    api.statements.length = 0
    for (const [socket, id] of [
      [connections[0], '4'],
      [connections[1], '5'],
    ] as const) {
      socket.subscribe(id, subscription)
      expect(await socket.message(id)).toMatchObject({
        type: 'error',
        payload: [
          {
            extensions: { code: 'TOO_MANY_OPERATIONS', bound: 'openSubscriptions', limit: 3, actual: 4 },
            message: expect.stringMatching(/at most 3/) as unknown,
          },
        ],
      })
    }
    other.subscribe('1', subscription)
    await sockets.untilStarted(4)

    connections[0].send({ type: 'complete', id: '2' })
    await expect
      .poll(async () => {
        connections[1].subscribe('6', { query: '{ __typename }' })
        return (await connections[1].message('6')).type
      })
      .toBe('next')
    connections[1].subscribe('7', subscription)
    await sockets.untilStarted(5)
    // the end of a connection ends its subscriptions
    connections[0].ws.close()
    await connections[0].closed
    await expect
      .poll(async () => {
        const socket = await rawSocket(sockets.url, { actor: 'a' })
        socket.subscribe('1', subscription)
        await new Promise((resolve) => setTimeout(resolve, 50))
        const started = api.log.filter(({ msg }) => msg === 'subscription started').length
        if (started < 6) socket.ws.close()
        return started
      })
      .toBe(6)
    for (const { ws } of [...connections, other]) ws.close()
  })

  test('do not count if they never start, or end with an error', async () => {
    const socket = await rawSocket(sockets.url, { actor: 'c' })
    for (let i = 0; i < 5; i++) {
      socket.subscribe(`${i}`, { query: 'subscription { supervisorEvents(after: "invalid") { __typename } }' })
      expect(await socket.message(`${i}`)).toMatchObject({
        type: 'error',
        payload: [{ extensions: { code: 'BAD_USER_INPUT' } }],
      })
    }
    socket.ws.close()
  })
})
