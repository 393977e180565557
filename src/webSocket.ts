import type { FastifyInstance } from 'fastify'
import { GraphQLError, parse, type FormattedExecutionResult } from 'graphql'
import { handleProtocols, makeServer, MessageType, parseMessage, type Message, type SubscribePayload } from 'graphql-ws'
import { randomUUID } from 'node:crypto'
import { STATUS_CODES, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { WebSocketServer, type WebSocket } from 'ws'
import { schema } from './schema/index.ts'

/** What an operation is answered with: once, or again and again. */
export type Answer = FormattedExecutionResult | AsyncIterableIterator<FormattedExecutionResult>

export interface WebSocketOptions {
  readonly path: string
  readonly maxPayload: number
  /** Why a connection is refused before it is made; null: it is not. */
  readonly whyRefused: (request: IncomingMessage) => { readonly status: number; readonly message: string } | null
  readonly operate: (operation: SubscribePayload) => Promise<Answer>
  /** What a client is told of an error that ended a subscription. */
  readonly formatError: (error: unknown) => FormattedExecutionResult['errors']
  /** Who leaves a ping unanswered until the next is cut off; as long as more lies before it, who takes nothing of that. */
  readonly pingMs?: number | undefined
  /** Within which a connection says that it speaks the protocol. */
  readonly initTimeoutMs?: number | undefined
}

/** Of operations that run at the same time on one connection. */
const maxOperations = 100
/** With more lying for a client that does not read, nothing more is read from it. */
const maxUnreadBytes = 1024 * 1024
/** Of a `connection_init`, which is kept as long as its connection. */
const maxGreetingLength = 8 * 1024
const serverTypes: readonly MessageType[] = [MessageType.ConnectionAck, MessageType.Next, MessageType.Error]
/** How long what is answered once is waited for when the app closes: who does not read an answer holds up nobody else. */
const answersMs = 5_000
/** How long a closing connection may take to say goodbye. */
const goodbyeMs = 1_000

/** One operation, until all is sent that it is answered with. */
interface Operation {
  /** By its client, with `complete`, which frees the id. */
  isGivenUp: boolean
  /** The message that is handled when it has ended: the next operation with this id. */
  next: string | null
}

/**
 * Of one connection, by id. Also those that the client has given up, for what has begun goes on: if the next operation with
 * an id began before, the protocol's server would take the one for the other, and let it run for ever.
 */
type Operations = Map<string, Operation>

/**
 * Serves GraphQL by the protocol graphql-transport-ws, on the connections of the app's server. When the app closes,
 * operations that are answered once are waited for, though not for long; then connections are closed with 1001, for
 * clients to come again.
 * @returns how many connections there are
 */
export function acceptWebSockets(
  app: FastifyInstance,
  { pingMs = 12_000, initTimeoutMs = 10_000, ...options }: WebSocketOptions,
): () => number {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: options.maxPayload, handleProtocols })
  /** What is answered before connections are closed. */
  const awaited = new Set<Operation>()
  let isClosing = false
  let onSettled = (): void => undefined

  const settle = (operation: Operation | undefined): void => {
    if (operation) awaited.delete(operation)
    if (awaited.size === 0) onSettled()
  }
  const protocol = makeServer<Record<string, unknown>, Operations>({
    connectionInitWaitTimeout: initTimeoutMs,
    onSubscribe: async ({ extra: operations }, id, operation) => {
      const reqId = randomUUID()
      const log = app.log.child({ reqId, operationId: id, operationName: operation.operationName ?? undefined })
      const refuse = (code: string, message: string): GraphQLError[] => {
        log.info({ code }, 'operation refused')
        return [new GraphQLError(message, { extensions: { code, requestId: reqId } })]
      }
      if (isClosing) return refuse('UNAVAILABLE', 'The server is shutting down. Connect again.')
      if (operations.size > maxOperations)
        return refuse('TOO_MANY_OPERATIONS', `At most ${maxOperations} operations may run on one connection.`)
      const since = performance.now()
      log.info('incoming operation')
      const answer = await options.operate(operation)
      const isStream = Symbol.asyncIterator in answer
      if (isStream) settle(operations.get(id))
      log.info({ responseTime: performance.now() - since }, isStream ? 'subscription started' : 'operation completed')
      if (!isStream && answer.data === undefined && answer.errors)
        return answer.errors.map(({ message, extensions, ...place }) =>
          Object.assign(new GraphQLError(message, { extensions: { ...extensions, requestId: reqId } }), place),
        )
      // it was parsed, validated and executed like all others: what the protocol executes is handing it over
      return { schema, document: handOver, contextValue: isStream ? answer : withRequestId(answer, reqId) }
    },
    execute: ({ contextValue }) => contextValue as never, // as `onSubscribe` has put it there
    onNext: (_connection, _id, _operation, _args, result) => result as never, // formatted before
    onError: (_connection, _id, _operation, errors) =>
      errors.flatMap((error) =>
        error.originalError ? (options.formatError(error.originalError) ?? []) : error.toJSON(),
      ),
  })

  const serve = (socket: WebSocket, { socket: tcp }: IncomingMessage): void => {
    let isAlive = true
    let isPingSent = true
    socket.on('pong', () => (isAlive = true))
    const pings = setInterval(() => {
      if (!isAlive && isPingSent) {
        socket.terminate()
        return
      }
      isAlive = false
      isPingSent = socket.bufferedAmount === 0 // else it lies behind what the client has yet to take
      socket.ping()
    }, pingMs)
    // where nothing is taken; pings are, unless they lie behind more
    tcp.setTimeout(1.5 * pingMs, () => {
      socket.terminate()
    })
    socket.on('error', (error) => {
      app.log.info({ err: error }, 'a WebSocket broke')
    })
    const operations: Operations = new Map()
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        // resolves when it is on its way: a subscription takes no further event before
        send: (data) =>
          new Promise((resolve) => {
            socket.send(data, (error) => {
              if (error) void closed() // it is closing, which its client need not confirm for long
              if (socket.isPaused && socket.bufferedAmount < maxUnreadBytes) socket.resume()
              resolve()
            })
            if (socket.bufferedAmount >= maxUnreadBytes) socket.pause()
          }),
        close: (code, reason) => {
          socket.close(code, reason)
        },
        onMessage: (handle) => {
          const fail = (error: unknown): void => {
            app.log.error({ err: error }, 'the server failed outside of any operation')
            socket.close(1011, 'Internal server error')
          }
          const begin = (id: string, text: string): void => {
            const operation: Operation = { isGivenUp: false, next: null }
            operations.set(id, operation)
            if (!isClosing) awaited.add(operation)
            void handle(text)
              .catch(fail)
              .finally(() => {
                operations.delete(id)
                if (operation.next !== null && socket.readyState === socket.OPEN) begin(id, operation.next)
                settle(operation)
              })
          }
          socket.on('message', (data) => {
            if (socket.readyState !== socket.OPEN) return // it has been closed, which its client may not know yet
            const text = asText(data)
            const message = readMessage(text)
            if (message === null) {
              socket.close(4400, 'Invalid message received')
              return
            }
            if (message.type === MessageType.Complete) giveUp(operations.get(message.id))
            if (message.type !== MessageType.Subscribe) {
              void handle(text).catch(fail)
              return
            }
            const running = operations.get(message.id)
            if (!running) begin(message.id, text)
            else if (running.isGivenUp && running.next === null) running.next = text
            else socket.close(4409, 'An operation with this id still runs')
          })
        },
      },
      operations,
    )
    socket.once('close', (code, reason) => {
      clearInterval(pings)
      void closed(code, reason.toString())
    })
  }

  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
      declineUpgrade(request, socket, head)
      app.server.emit('connection', socket)
      return
    }
    const isOurs = request.url?.split('?')[0] === options.path
    const refusal = isClosing
      ? { status: 503, message: 'The server is shutting down.' }
      : isOurs
        ? options.whyRefused(request)
        : { status: 404, message: 'Not found.' }
    if (refusal === null) {
      sockets.handleUpgrade(request, socket, head, serve)
      return
    }
    const body = `${refusal.message}\n`
    socket.on('error', () => undefined)
    socket.once('finish', () => socket.destroy()) // whether or not the client ends its half
    socket.end(
      `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    )
  })
  app.addHook('preClose', async () => {
    isClosing = true
    const answered = new Promise<void>((resolve) => (onSettled = resolve))
    if (awaited.size > 0) await Promise.race([answered, sleep(answersMs, undefined, { ref: false })])
    for (const socket of sockets.clients) socket.close(1001, 'The server is going away. Connect again.')
    const goodbye = new Promise((resolve) => {
      sockets.close(resolve)
    })
    await Promise.race([goodbye, sleep(goodbyeMs, undefined, { ref: false })])
    for (const socket of sockets.clients) socket.terminate()
  })
  return () => sockets.clients.size
}

/** Or what waits for its id, where something does: that never begins. */
function giveUp(operation: Operation | undefined): void {
  if (!operation) return
  operation.isGivenUp = true
  operation.next = null
}

/** Null: it is none that a client sends. */
function readMessage(text: string): Message | null {
  try {
    const message = parseMessage(text)
    const isGreeting = message.type === MessageType.ConnectionInit
    return serverTypes.includes(message.type) || (isGreeting && text.length > maxGreetingLength) ? null : message
  } catch {
    return null
  }
}

const handOver = parse('{ __typename }')

function withRequestId(answer: FormattedExecutionResult, requestId: string): FormattedExecutionResult {
  return { ...answer, extensions: { ...answer.extensions, requestId } }
}

/**
 * Makes of it a request that offers no other protocol, to be read again: as Node.js itself answers it while nobody listens
 * for upgrades. Java's HTTP client offers HTTP/2 with each request.
 */
function declineUpgrade({ method, url, httpVersion, rawHeaders }: IncomingMessage, socket: Duplex, head: Buffer): void {
  const lines = [`${method} ${url} HTTP/${httpVersion}`]
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? ''
    if (!/^(connection|upgrade|http2-settings)$/i.test(name)) lines.push(`${name}: ${rawHeaders[i + 1]}`)
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]))
}

function asText(data: Buffer | ArrayBuffer | Buffer[]): string {
  return Buffer.isBuffer(data)
    ? data.toString()
    : Array.isArray(data)
      ? Buffer.concat(data).toString()
      : Buffer.from(data).toString()
}
