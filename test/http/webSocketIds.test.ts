import { once } from 'node:events'
import { connect } from 'node:net'
import type { SubscribePayload } from 'graphql-ws'
import { describe, expect, test } from 'vitest'
import { graphql } from '../generated/index.ts'
import { maskedFrame, rawSocket, upgradeTo, type RawSocket } from '../support/api/rawSocket.ts'
import { readMetrics } from '../support/api/readMetrics.ts'
import { untilWaiting } from '../support/database/untilBlocked.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'

const api = withApi()
const sockets = withSockets(api)

const subscription = 'subscription { supervisorEvents { ... on SupervisorEvent { type } } }'
const spawnDocument = graphql(`
  mutation SpawnUnderAnId($name: String!) {
    spawnSupervisor(input: { name: $name }) {
      __typename
    }
  }
`)

const spawnAs = (name: string): SubscribePayload => ({ query: String(spawnDocument), variables: { name } })
const spawn = (): Promise<unknown> => api.pool.query(`INSERT INTO supervisors (name) VALUES (gen_random_uuid()::text)`)
const subscribers = async (): Promise<number | undefined> =>
  readMetrics((await api.app.inject('/metrics')).body).hierarchy_feed_subscribers
const untilFollowed = (by: number): Promise<void> => expect.poll(subscribers, { timeout: 5_000 }).toBe(by)

const spawned = async (): Promise<string[]> =>
  (await api.pool.query<{ name: string }>('SELECT name FROM supervisors')).rows.map(({ name }) => name)
const untilLogged = (message: string, times = 1): Promise<void> =>
  expect.poll(() => api.log.filter(({ msg }) => msg === message).length, { timeout: 5_000 }).toBe(times)

/** A connection whose mutation `1` waits for a lock, and which the client has completed in the meantime. */
async function givenCompletedMutation(): Promise<{ socket: RawSocket; release: () => Promise<void> }> {
  const holder = await api.session()
  await holder.query('BEGIN; SELECT lock_hierarchy(true)')
  const socket = await rawSocket(sockets.url)
  socket.subscribe('1', spawnAs('given up'))
  await untilWaiting(api.pool)
  socket.send({ type: 'complete', id: '1' })
  return {
    socket,
    release: async () => {
      await holder.query('ROLLBACK')
    },
  }
}

test('an id can be reused if the client completed its subscription before it started, which leaves one subscriber', async () => {
  const socket = await rawSocket(sockets.url)
  socket.subscribe('1', { query: subscription })
  socket.send({ type: 'complete', id: '1' })
  socket.subscribe('1', { query: subscription })
  await untilLogged('subscription started', 2)
  await untilFollowed(1)
  await spawn()
  expect(await socket.message('1')).toMatchObject({ type: 'next' })
  socket.send({ type: 'complete', id: '1' })
  await untilFollowed(0)
  socket.subscribe('1', { query: '{ __typename }' })
  expect(await socket.message('1')).toMatchObject({ payload: { data: { __typename: 'Query' } } })
})

describe('the next operation with the id of a running mutation that the client completed', () => {
  test('starts when the mutation has ended, and receives only its own result', async () => {
    const { socket, release } = await givenCompletedMutation()
    socket.subscribe('1', { query: '{ supervisors(filter: { nameContains: "given up" }) { totalCount } }' })
    socket.subscribe('2', { query: '{ __typename }' })
    expect(await socket.message('2')).toMatchObject({ type: 'next' }) // operations with other ids do not wait
    expect(api.log.filter(({ operationId }) => operationId === '1')).toHaveLength(1)
    await release()
    expect(await socket.message('1')).toMatchObject({ payload: { data: { supervisors: { totalCount: 1 } } } })
    expect(await socket.message('1')).toMatchObject({ type: 'complete' })
  })

  test('never starts if the client completes it too', async () => {
    const { socket, release } = await givenCompletedMutation()
    for (let i = 0; i < 200; i++) {
      socket.subscribe('1', spawnAs(`given up too ${i}`))
      socket.send({ type: 'complete', id: '1' })
    }
    socket.subscribe('1', spawnAs('the last'))
    socket.subscribe('2', { query: '{ __typename }' })
    expect(await socket.message('2')).toMatchObject({ type: 'next' }) // the server has read all earlier messages
    await release()
    expect(await socket.message('1')).toMatchObject({ type: 'next' })
    const names = await spawned()
    expect(names).toContain('the last')
    expect(names.filter((name) => name.startsWith('given up too'))).toEqual([])
  })

  test('reserves the id: a third operation closes the connection with 4409, and no further operation starts', async () => {
    const { socket, release } = await givenCompletedMutation()
    socket.subscribe('1', spawnAs('waited until the end'))
    socket.subscribe('1', { query: '{ __typename }' })
    expect(await socket.closed).toBe(4409)
    await release()
    await untilLogged('operation ended')
    expect(await spawned()).not.toContain('waited until the end')
    expect(api.log.filter(({ msg }) => msg === 'incoming operation')).toHaveLength(1)
  })

  test('counts toward the limit in place of the mutation', async () => {
    const { socket, release } = await givenCompletedMutation()
    socket.subscribe('1', { query: subscription })
    for (let i = 2; i <= 100; i++) socket.subscribe(`${i}`, { query: subscription })
    socket.subscribe('one more', { query: '{ __typename }' })
    expect(await socket.message('one more')).toMatchObject({
      payload: [{ extensions: { code: 'TOO_MANY_OPERATIONS' } }],
    })
    await untilFollowed(99)
    await release()
    await untilFollowed(100)
    socket.ws.close()
    await untilFollowed(0)
  })
})

test('an event of a completed subscription is not sent as the result of the next operation with the id', async () => {
  const holder = await api.session()
  const socket = await rawSocket(sockets.url)
  const events = 'subscription { supervisorEvents { ... on SupervisorEvent { supervisor { teams { totalCount } } } } }'
  socket.subscribe('1', { query: events })
  await untilFollowed(1)
  await holder.query('BEGIN; LOCK TABLE supervisor_teams IN ACCESS EXCLUSIVE MODE')
  await spawn()
  await untilWaiting(api.pool)
  socket.send({ type: 'complete', id: '1' })
  socket.subscribe('1', { query: '{ __typename }' })
  await untilFollowed(0)
  await holder.query('ROLLBACK')
  expect(await socket.message('1')).toMatchObject({ type: 'next', payload: { data: { __typename: 'Query' } } })
  expect(await socket.message('1')).toMatchObject({ type: 'complete' })
})

test('the id of an ended operation can be reused, and each event is sent once', async () => {
  const socket = await rawSocket(sockets.url)
  let messages = 0
  socket.ws.on('message', () => messages++)
  for (let i = 1; i <= 3; i++) {
    socket.subscribe('1', { query: subscription })
    await untilFollowed(1)
    await spawn()
    expect(await socket.message('1')).toMatchObject({ type: 'next' })
    socket.send({ type: 'complete', id: '1' })
    await untilFollowed(0)
    expect(messages).toBe(i)
  }
  socket.subscribe('1', { query: '{ __typename }' })
  expect(await socket.message('1')).toMatchObject({ payload: { data: { __typename: 'Query' } } })
  expect(await socket.message('1')).toMatchObject({ type: 'complete' })
  socket.subscribe('1', { query: '{ nothing }' })
  expect(await socket.message('1')).toMatchObject({ type: 'error' })
  socket.ws.close()
  await socket.closed
})

test.each([
  ['an invalid message', 4400, { type: 'nonsense' }],
  ['an id in use', 4409, { type: 'subscribe', id: '1', payload: { query: subscription } }],
])('after %s no further operation is executed', async (_, code, message) => {
  const socket = await rawSocket(sockets.url)
  const name = `after ${code}`
  socket.subscribe('1', { query: subscription })
  await untilFollowed(1)
  socket.send(message)
  socket.subscribe('2', spawnAs(name))
  expect(await socket.closed).toBe(code)
  await untilFollowed(0)
  const { rows } = await api.pool.query('SELECT FROM supervisors WHERE name = $1', [name])
  expect(rows).toEqual([])
  expect(api.log.some(({ operationId }) => operationId === '2')).toBe(false)
})

test('an id can be longer than the close reason allows', async () => {
  const socket = await rawSocket(sockets.url)
  const id = '🦉'.repeat(128)
  socket.subscribe(id, { query: subscription })
  socket.subscribe(id, { query: subscription })
  expect(await socket.closed).toBe(4409)
  expect(api.log.filter(({ level }) => Number(level) >= 50)).toEqual([])
})

test('a subscription ends at the first event that cannot be sent, even if the client does not confirm the close', async () => {
  const { hostname, port } = new URL(sockets.url)
  const client = connect({ host: hostname, port: Number(port) })
  client.write(upgradeTo('/graphql'))
  await once(client, 'data')
  client.resume()
  client.write(maskedFrame({ type: 'connection_init' }))
  client.write(maskedFrame({ type: 'subscribe', id: '1', payload: { query: subscription } }))
  await untilFollowed(1)
  client.write(maskedFrame({ type: 'subscribe', id: '1', payload: { query: subscription } }))
  await expect
    .poll(async () => {
      await spawn()
      return subscribers()
    })
    .toBe(0)
  client.destroy()
})
