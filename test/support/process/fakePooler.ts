import { createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll } from 'vitest'

/**
 * A pooler in transaction mode, for clients that send simple queries without values: all its clients share the sessions of some
 * connections to the database. A client keeps a session during its transaction only, and waits for one otherwise. Returns its URL.
 */
export async function givenPooler(target: string, connections: number): Promise<string> {
  const sessions: pg.Client[] = []
  for (let n = 0; n < connections; n++) {
    const session = new pg.Client({ connectionString: target })
    session.on('error', () => undefined)
    await session.connect()
    sessions.push(session)
  }
  /** The sessions that no client holds, the most recently used first. */
  const free = [...sessions]
  const server = createServer((socket) => {
    serveClient(socket, free)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  afterAll(async () => {
    server.close()
    await Promise.all(sessions.map((session) => session.end()))
  })
  const url = new URL(target)
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}` // of a TCP server that listens
  return url.href
}

/** Speaks the part of PostgreSQL's protocol that a simple query needs. */
function serveClient(socket: Socket, free: pg.Client[]): void {
  let held: pg.Client | undefined
  let isStarted = false
  let work = Promise.resolve()
  const run = async (text: string): Promise<void> => {
    let session = held ?? free.shift()
    for (; !session; session = free.shift()) await sleep(10)
    const result = await session.query<Record<string, unknown>>(text)
    held = text === 'BEGIN' ? session : text === 'ROLLBACK' ? undefined : held
    if (!held) free.unshift(session)
    const names = result.fields.map(({ name }) => name)
    const rows = result.rows.map((row) => names.map((name) => String(row[name])))
    if (names.length > 0) socket.write(rowDescription(names))
    for (const row of rows) socket.write(dataRow(row))
    socket.write(Buffer.concat([message('C', Buffer.from(`${result.command}\0`)), readyForQuery(held !== undefined)]))
  }
  socket.on('error', () => undefined)
  socket.on('data', (data: Buffer) => {
    if (!isStarted) {
      isStarted = true
      socket.write(Buffer.concat([message('R', int32(0)), readyForQuery(false)]))
    } else if (data.toString('latin1', 0, 1) === 'Q') {
      const text = data.toString('utf8', 5, data.length - 1)
      work = work
        .then(() => run(text))
        .catch(() => {
          socket.destroy()
        })
    }
  })
}

function int32(value: number): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeInt32BE(value)
  return buffer
}
function int16(value: number): Buffer {
  return int32(value).subarray(2)
}
function message(type: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body])
}
function readyForQuery(isInTransaction: boolean): Buffer {
  return message('Z', Buffer.from(isInTransaction ? 'T' : 'I'))
}
const textOid = 25
function rowDescription(names: readonly string[]): Buffer {
  const fields = names.map((name) =>
    Buffer.concat([Buffer.from(`${name}\0`), int32(0), int16(0), int32(textOid), int16(-1), int32(-1), int16(0)]),
  )
  return message('T', Buffer.concat([int16(names.length), ...fields]))
}
function dataRow(values: readonly string[]): Buffer {
  const columns = values.map((value) => Buffer.concat([int32(Buffer.byteLength(value)), Buffer.from(value)]))
  return message('D', Buffer.concat([int16(values.length), ...columns]))
}
