import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { maskedFrame, rawSocket, upgradeTo } from '../support/api/rawSocket.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'

const api = withApi({ env: { MAX_RESULT_SIZE: '100000000' }, webSocket: { pingIntervalMs: 3_000 } })
const sockets = withSockets(api)

const megabyte = 1_000_000

test('a slow client does not have to answer pings while it reads earlier data, and is disconnected if it then misses a pong', async () => {
  await api.pool.query(
    `INSERT INTO supervisors (name, description) SELECT i::text, repeat('x', 10000) FROM generate_series(1, 100) AS i`,
  )
  const { hostname, port } = new URL(sockets.url)
  const slow = connect({ host: hostname, port: Number(port) })
  slow.on('error', () => undefined)
  slow.write(upgradeTo('/graphql'))
  slow.write(maskedFrame({ type: 'connection_init' }))
  await once(slow, 'data')
  slow.pause()
  // three results of 20 MB, far more than the buffers between server and client hold
  const fields = Array.from({ length: 20 }, (_, i) => `d${i}: description`)
  const payload = { query: `{ supervisors(first: 100) { nodes { ${fields.join(' ')} } } }` }
  slow.write(Buffer.concat(['1', '2', '3'].map((id) => maskedFrame({ type: 'subscribe', id, payload }))))
  await expect.poll(() => api.log.filter(({ msg }) => msg === 'operation ended').length, { timeout: 30_000 }).toBe(3)
  const other = await rawSocket(sockets.url)

  let readBytes = 0
  let goal = 0
  slow.on('data', ({ length }: Buffer) => {
    readBytes += length
    if (readBytes >= goal) slow.pause()
  })
  // the client answers no ping, but reads part of the data that was sent before it in each interval
  for (let pings = 1; pings <= 4; pings++) {
    await once(other.ws, 'ping')
    goal += 6 * megabyte
    slow.resume()
    await expect.poll(() => readBytes).toBeGreaterThanOrEqual(goal)
    expect(slow.destroyed).toBe(false)
  }
  goal = Infinity
  slow.resume()
  await once(slow, 'close')
  expect(readBytes).toBeGreaterThan(60 * megabyte)
})
