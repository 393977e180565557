import type { FastifyInstance } from 'fastify'
import { GraphQLError, parse, type FormattedExecutionResult } from 'graphql'
import { handleProtocols, makeServer, type SubscribePayload } from 'graphql-ws'
import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
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
}

/** Of operations that run at the same time on one connection. */
const maxOperations = 100
const pingMs = 12_000
const initTimeoutMs = 10_000
/** How long a closing connection may take to say goodbye. */
const goodbyeMs = 1_000

/**
 * Serves GraphQL by the protocol graphql-transport-ws, on the connections of the app's server. When the app closes,
 * operations that are answered once are waited for; then connections are closed with 1001, for clients to come again.
 * @returns how many connections there are
 */
export function acceptWebSockets(app: FastifyInstance, options: WebSocketOptions): () => number {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: options.maxPayload, handleProtocols })
  const running = new Set<Promise<unknown>>()
  let isClosing = false

  const protocol = makeServer<Record<string, unknown>, object>({
    connectionInitWaitTimeout: initTimeoutMs,
    onSubscribe: async (connection, id, operation) => {
      const refuse = (code: string, message: string): GraphQLError[] => [
        new GraphQLError(message, { extensions: { code } }),
      ]
      if (Object.keys(connection.subscriptions).length > maxOperations)
        return refuse('TOO_MANY_OPERATIONS', `At most ${maxOperations} operations may run on one connection.`)
      const reqId = randomUUID()
      const log = app.log.child({ reqId, operationId: id, operationName: operation.operationName ?? undefined })
      const since = performance.now()
      log.info('incoming operation')
      const operating = options.operate(operation)
      running.add(operating)
      const answer = await operating.finally(() => running.delete(operating))
      const isStream = Symbol.asyncIterator in answer
      log.info({ responseTime: performance.now() - since }, isStream ? 'subscription started' : 'operation completed')
      if (!isStream && answer.data === undefined && answer.errors)
        return answer.errors.map(({ message, extensions, locations }) =>
          Object.assign(new GraphQLError(message, { extensions: { ...extensions, requestId: reqId } }), { locations }),
        )
      // it was parsed, validated and executed as any other: what the protocol executes is handing it over
      return { schema, document: handOver, contextValue: isStream ? answer : withRequestId(answer, reqId) }
    },
    execute: ({ contextValue }) => contextValue as never, // as `onSubscribe` has put it there
    onNext: (_connection, _id, _operation, _args, result) => result as never, // formatted before
    onError: (_connection, _id, _operation, errors) =>
      errors.flatMap((error) =>
        error.originalError ? (options.formatError(error.originalError) ?? []) : error.toJSON(),
      ),
  })

  const serve = (socket: WebSocket): void => {
    let isAlive = true
    socket.on('pong', () => (isAlive = true))
    const pings = setInterval(() => {
      if (!isAlive) {
        socket.terminate()
        return
      }
      isAlive = false
      socket.ping()
    }, pingMs)
    socket.on('error', (error) => {
      app.log.info({ err: error }, 'a WebSocket broke')
    })
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        // resolves when it is on its way: a subscription takes no further event before
        send: (data) =>
          new Promise((resolve) => {
            socket.send(data, () => {
              resolve()
            })
          }),
        close: (code, reason) => {
          socket.close(code, reason)
        },
        onMessage: (handle) => {
          socket.on('message', (data) => {
            handle(asText(data)).catch((error: unknown) => {
              app.log.error({ err: error }, 'the server failed outside of any operation')
              socket.close(1011, 'Internal server error')
            })
          })
        },
      },
      {},
    )
    socket.once('close', (code, reason) => {
      clearInterval(pings)
      void closed(code, reason.toString())
    })
  }

  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
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
    socket.end(
      `HTTP/1.1 ${refusal.status} Refused\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    )
  })
  app.addHook('preClose', async () => {
    isClosing = true
    await Promise.allSettled(running)
    for (const socket of sockets.clients) socket.close(1001, 'The server is going away. Connect again.')
    const goodbye = new Promise((resolve) => {
      sockets.close(resolve)
    })
    await Promise.race([goodbye, sleep(goodbyeMs, undefined, { ref: false })])
    for (const socket of sockets.clients) socket.terminate()
  })
  return () => sockets.clients.size
}

const handOver = parse('{ __typename }')

function withRequestId(answer: FormattedExecutionResult, requestId: string): FormattedExecutionResult {
  return { ...answer, extensions: { ...answer.extensions, requestId } }
}

function asText(data: Buffer | ArrayBuffer | Buffer[]): string {
  return Buffer.isBuffer(data)
    ? data.toString()
    : Array.isArray(data)
      ? Buffer.concat(data).toString()
      : Buffer.from(data).toString()
}
