import { expect, test } from 'vitest'
import { rawSocket, type RawSocket } from '../support/api/rawSocket.ts'
import { readMetrics } from '../support/api/readMetrics.ts'
import { fetchEvents } from '../support/events/replayEvents.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'

const api = withApi({ feed: { timeoutMs: 1_000 } })
const sockets = withSockets(api)

const query = `subscription ($after: String) {
  supervisorEvents(after: $after) {
    __typename
    ... on SupervisorEvent { cursor version after }
    ... on ResyncRequired { eventCursor why: reason }
  }
}`
interface Item {
  readonly __typename: string
  readonly version?: number
  readonly eventCursor?: string
  readonly why?: string
}
interface Message {
  readonly type: string
  readonly payload: { readonly data: { readonly supervisorEvents: Item } }
}

/** Subscribes, and collects the received items and the types of the messages. */
function follow(socket: RawSocket, after?: string) {
  const items: Item[] = []
  const types: string[] = []
  socket.ws.on('message', (data: Buffer) => {
    const { type, payload } = JSON.parse(data.toString()) as Message
    types.push(type)
    if (type === 'next') items.push(payload.data.supervisorEvents)
  })
  socket.subscribe('feed', { query, ...(after !== undefined && { variables: { after } }) })
  return { items, types, versions: () => items.flatMap(({ version }) => version ?? []) }
}
const readMetric = async (name: string): Promise<number> =>
  readMetrics((await api.app.inject('/metrics')).body)[name] ?? NaN

test('a slow subscriber receives ResyncRequired and can resume without a gap, and other subscribers miss no event', async () => {
  await api.pool.query(`INSERT INTO supervisors (name) VALUES ('changing')`)
  const [slowSocket, quickSocket, laterSocket] = [
    await rawSocket(sockets.url),
    await rawSocket(sockets.url),
    await rawSocket(sockets.url),
  ]
  const [slow, quick] = [follow(slowSocket), follow(quickSocket)]
  await expect.poll(() => readMetric('hierarchy_feed_subscribers')).toBe(2)
  slowSocket.ws.pause()

  const change = (i: number) =>
    api.pool.query(`UPDATE supervisors SET config = jsonb_build_object('i', $1::int, 'x', repeat('x', 60000))`, [i])
  let changes = 0
  // until the buffers of the operating system between server and client are full
  while ((await readMetric('hierarchy_feed_dropped_total')) === 0) {
    for (let i = 0; i < 20; i++) await change(++changes)
    expect(changes).toBeLessThan(4_000)
  }
  await change(++changes)
  const written = (await fetchEvents(api.pool)).slice(1).map(({ version }) => version)
  expect(written).toHaveLength(changes)
  await expect.poll(quick.versions, { timeout: 20_000 }).toEqual(written)
  expect(await readMetric('hierarchy_feed_dropped_total')).toBe(1)

  slowSocket.ws.resume()
  await expect.poll(() => slow.types.at(-1), { timeout: 20_000 }).toBe('complete')
  await expect.poll(() => readMetric('hierarchy_feed_subscribers')).toBe(1)
  const last = slow.items.at(-1)
  expect(last).toMatchObject({
    __typename: 'ResyncRequired',
    why: expect.stringMatching(/no event is lost/) as unknown,
  })
  const received = slow.versions()
  expect(slow.items).toHaveLength(received.length + 1)
  expect(received).toEqual(written.slice(0, received.length))
  expect(received.length).toBeGreaterThan(0)

  const later = follow(laterSocket, last?.eventCursor)
  await expect.poll(later.versions, { timeout: 20_000 }).toEqual(written.slice(received.length))
})
