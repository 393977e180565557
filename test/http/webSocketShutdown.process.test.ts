import { connect, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { graphql } from '../generated/index.ts'
import { maskedFrame, rawSocket, upgradeTo } from '../support/api/rawSocket.ts'
import { withServers, type ServerProcess } from '../support/process/serverProcess.ts'
import { untilWaiting } from '../support/database/untilBlocked.ts'
import { withDatabase } from '../support/database/withDatabase.ts'

const database = withDatabase()
const servers = withServers()

const spawnDocument = graphql(`
  mutation SpawnBeforeGoingAway($name: String!) {
    spawnSupervisor(input: { name: $name }) {
      __typename
    }
  }
`)
const subscription = 'subscription { supervisorEvents { ... on SupervisorEvent { type after } } }'

const start = (): Promise<ServerProcess> => servers.start({ DATABASE_URL: database.url })
const addressOf = ({ url }: ServerProcess): string => `${url.replace('http', 'ws')}/graphql`
const untilLogged = (server: ServerProcess, message: string): Promise<void> =>
  expect.poll(() => server.log().some(({ msg }) => msg === message), { timeout: 5_000 }).toBe(true)

test('SIGTERM completes in-flight operations, refuses new ones, and then closes connections with 1001', async () => {
  const server = await start()
  const [working, idle] = [await rawSocket(addressOf(server)), await rawSocket(addressOf(server))]
  idle.subscribe('events', { query: subscription })
  await untilLogged(server, 'subscription started')
  const holder = await database.session()
  await holder.query('BEGIN; SELECT lock_hierarchy(true)')
  working.subscribe('spawn', { query: String(spawnDocument), variables: { name: 'at last' } })
  await untilWaiting(database.pool)

  const exited = server.stop()
  await untilLogged(server, 'shutting down')
  working.subscribe('late', { query: '{ __typename }' })
  expect(await working.message('late')).toMatchObject({
    type: 'error',
    payload: [{ extensions: { code: 'UNAVAILABLE' } }],
  })
  await expect(rawSocket(addressOf(server))).rejects.toThrow(/503|ECONNREFUSED/)
  await holder.query('ROLLBACK')

  expect(await working.message('spawn')).toMatchObject({
    type: 'next',
    payload: { data: { spawnSupervisor: { __typename: 'SpawnSupervisorPayload' } } },
  })
  // without `complete`, the client would repeat the mutation at another server
  expect(await working.message('spawn')).toMatchObject({ type: 'complete' })
  expect(await Promise.all([working.closed, idle.closed])).toEqual([1001, 1001])
  expect(await exited).toMatchObject({ code: 0 })
})

/** A client that does not read the results of its operation. */
async function startStalled(server: ServerProcess, query: string): Promise<Socket> {
  const { hostname, port } = new URL(server.url)
  const stalled = connect({ host: hostname, port: Number(port) })
  stalled.on('error', () => undefined)
  stalled.write(upgradeTo('/graphql'))
  stalled.write(maskedFrame({ type: 'connection_init' }))
  let read = ''
  stalled.on('data', (chunk: Buffer) => (read += chunk.toString('latin1')))
  await expect.poll(() => read).toContain('connection_ack')
  stalled.pause()
  stalled.write(maskedFrame({ type: 'subscribe', id: '1', payload: { query } }))
  return stalled
}

test('a client that does not read its result does not delay the shutdown, and others are closed with 1001', async () => {
  const server = await start()
  const reader = await rawSocket(addressOf(server))
  reader.subscribe('events', { query: subscription })
  await untilLogged(server, 'subscription started')
  const description = 'x'.repeat(10_000)
  await database.pool.query(
    `INSERT INTO supervisors (name, description) SELECT gen_random_uuid()::text, $1 FROM generate_series(1, 100)`,
    [description],
  )
  // more than the buffers between server and client hold
  const fields = Array.from({ length: 20 }, (_, i) => `d${i}: description`)
  const stalled = await startStalled(server, `{ supervisors(first: 100) { nodes { ${fields.join(' ')} } } }`)
  await untilLogged(server, 'operation ended')

  expect(await server.stop()).toMatchObject({ code: 0 })
  expect(await reader.closed).toBe(1001)
  stalled.destroy()
})

test('a subscriber that does not read its events does not delay the shutdown', async () => {
  const server = await start()
  const stalled = await startStalled(server, subscription)
  await untilLogged(server, 'subscription started')
  // more than the buffers between server and client hold
  for (let i = 0; i < 10; i++)
    await database.pool.query(
      `INSERT INTO supervisors (name, description) SELECT gen_random_uuid()::text, repeat('x', 10000) FROM generate_series(1, 200)`,
    )
  const reader = await rawSocket(addressOf(server))
  reader.subscribe('events', { query: subscription })
  await expect.poll(() => server.log().filter(({ msg }) => msg === 'subscription started').length).toBe(2)
  await database.pool.query(`INSERT INTO supervisors (name) VALUES ('seen')`)
  expect(await reader.message('events')).toMatchObject({
    payload: { data: { supervisorEvents: { after: { name: 'seen' } } } },
  })

  const began = performance.now()
  expect(await server.stop()).toMatchObject({ code: 0 })
  expect(performance.now() - began).toBeLessThan(5_000)
  expect(await reader.closed).toBe(1001)
  stalled.destroy()
})
