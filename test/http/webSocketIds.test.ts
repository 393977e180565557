import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { graphql } from '../generated/index.ts'
import { maskedFrame, rawSocket, upgradeTo } from '../support/rawSocket.ts'
import { readMetrics } from '../support/readMetrics.ts'
import { untilWaiting } from '../support/untilBlocked.ts'
import { withApi } from '../support/withApi.ts'
import { withSockets } from '../support/withSockets.ts'

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

const spawn = (): Promise<unknown> => api.pool.query(`INSERT INTO supervisors (name) VALUES (gen_random_uuid()::text)`)
const subscribers = async (): Promise<number | undefined> =>
  readMetrics((await api.app.inject('/metrics')).body).hierarchy_feed_subscribers
const untilFollowed = (by: number): Promise<void> => expect.poll(subscribers, { timeout: 5_000 }).toBe(by)

test('an id whose operation was given up while it began is refused until that has ended, and nobody stays', async () => {
  const socket = await rawSocket(sockets.url)
  const messages: string[] = []
  socket.ws.on('message', (data: Buffer) => messages.push(data.toString()))
  socket.subscribe('1', { query: subscription })
  socket.send({ type: 'complete', id: '1' })
  socket.subscribe('1', { query: subscription })
  expect(await socket.closed).toBe(4409)
  await expect.poll(() => api.log.filter(({ msg }) => msg === 'subscription started').length).toBe(1)
  await untilFollowed(0)
  expect(messages).toEqual([])
})

test('and so is that of a mutation which its client gave up', async () => {
  const holder = await api.session()
  await holder.query('BEGIN; SELECT lock_hierarchy(true)')
  const socket = await rawSocket(sockets.url)
  const spawned = { query: String(spawnDocument), variables: { name: 'given up' } }
  socket.subscribe('1', spawned)
  await untilWaiting(api.pool)
  socket.send({ type: 'complete', id: '1' })
  socket.subscribe('1', { query: subscription })
  expect(await socket.closed).toBe(4409)
  await holder.query('ROLLBACK')
  await expect.poll(() => api.log.some(({ msg }) => msg === 'operation completed')).toBe(true)
  await untilFollowed(0)
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
  socket.subscribe('2', { query: String(spawnDocument), variables: { name } })
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
