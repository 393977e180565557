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

/** A connection whose mutation '1' waits for a lock, and was given up meanwhile. */
async function givenUpMutation(): Promise<{ socket: RawSocket; release: () => Promise<void> }> {
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

test('an id that was given up while its subscription began is that of the next, and nobody else stays', async () => {
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

describe('the next operation with the id of a mutation that was given up', () => {
  test('begins when that has ended, and answers for itself alone', async () => {
    const { socket, release } = await givenUpMutation()
    socket.subscribe('1', { query: '{ supervisors(filter: { nameContains: "given up" }) { totalCount } }' })
    socket.subscribe('2', { query: '{ __typename }' })
    expect(await socket.message('2')).toMatchObject({ type: 'next' }) // others need not wait
    expect(api.log.filter(({ operationId }) => operationId === '1')).toHaveLength(1)
    await release()
    expect(await socket.message('1')).toMatchObject({ payload: { data: { supervisors: { totalCount: 1 } } } })
    expect(await socket.message('1')).toMatchObject({ type: 'complete' })
  })

  test('never begins if it is given up too', async () => {
    const { socket, release } = await givenUpMutation()
    for (let i = 0; i < 200; i++) {
      socket.subscribe('1', spawnAs(`given up too ${i}`))
      socket.send({ type: 'complete', id: '1' })
    }
    socket.subscribe('1', spawnAs('the last'))
    socket.subscribe('2', { query: '{ __typename }' })
    expect(await socket.message('2')).toMatchObject({ type: 'next' }) // all before was read
    await release()
    expect(await socket.message('1')).toMatchObject({ type: 'next' })
    const names = await spawned()
    expect(names).toContain('the last')
    expect(names.filter((name) => name.startsWith('given up too'))).toEqual([])
  })

  test('has the id: a third is closed with 4409, and then none begins any more', async () => {
    const { socket, release } = await givenUpMutation()
    socket.subscribe('1', spawnAs('waited until the end'))
    socket.subscribe('1', { query: '{ __typename }' })
    expect(await socket.closed).toBe(4409)
    await release()
    await untilLogged('operation completed')
    expect(await spawned()).not.toContain('waited until the end')
    expect(api.log.filter(({ msg }) => msg === 'incoming operation')).toHaveLength(1)
  })

  test('counts once it begins, in the place of the one that it has waited for', async () => {
    const { socket, release } = await givenUpMutation()
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

test('an event that is still answered when its subscription is given up is not taken for the answer of the next', async () => {
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

test('an id whose operation has ended may be used again, and each event comes once', async () => {
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
  ['no message', 4400, { type: 'nonsense' }],
  ['an id in use', 4409, { type: 'subscribe', id: '1', payload: { query: subscription } }],
])('after %s nothing more is executed', async (_, code, message) => {
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

test('an id may be longer than a reason to close', async () => {
  const socket = await rawSocket(sockets.url)
  const id = '🦉'.repeat(1_000)
  socket.subscribe(id, { query: subscription })
  socket.subscribe(id, { query: subscription })
  expect(await socket.closed).toBe(4409)
  expect(api.log.filter(({ level }) => Number(level) >= 50)).toEqual([])
})

test('what runs ends with the first event that cannot be sent: a client need not confirm that it is closed', async () => {
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
