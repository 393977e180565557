import { createClient, MessageType, type Client } from 'graphql-ws/client'

/** The used part of a WebSocket, which `globalThis.WebSocket` of browsers and the class of `ws` implement. */
export interface Socket {
  close(code?: number, reason?: string): void
  addEventListener(type: 'error', listener: () => void): void
}
export type SocketClass = new (url: string, protocol: string) => Socket

/** The connection is lost, or the server is unavailable: reconnect. */
export class ConnectionLost extends Error {}

/** The server refuses the operation or this client: a retry is of no use. */
export class OperationRefused extends Error {
  /** `extensions.code` of the error, or the close code of the connection. */
  readonly code: string

  constructor(message: string, code: string) {
    super(message)
    this.code = code
  }
}

export interface ConnectionOptions {
  readonly url: string
  readonly webSocketImpl: SocketClass
  /** The payload of `connection_init`: the credentials of the client. */
  readonly connectionParams?: Readonly<Record<string, unknown>> | undefined
  /** Ping interval, and longest wait for a pong and for the connection to open, in milliseconds. */
  readonly pongTimeoutMs: number
  readonly signal?: AbortSignal | undefined
}

interface Answer<Data> {
  readonly data?: Data | null | undefined
  readonly errors?: readonly GraphQLProblem[] | undefined
}
interface GraphQLProblem {
  readonly message: string
  readonly extensions?: { readonly code?: unknown }
}

/** One WebSocket connection. It never reconnects, because the next connection subscribes after another cursor. */
export class Connection {
  readonly #client: Client
  readonly #sockets: Socket[] = []
  readonly #pongTimeoutMs: number
  /** Called once, when the connection is closed. */
  readonly #onClose = new Set<() => void>()
  #pongTimer: ReturnType<typeof setTimeout> | undefined
  #end: Error | undefined

  constructor({ url, webSocketImpl, connectionParams, pongTimeoutMs, signal }: ConnectionOptions) {
    this.#pongTimeoutMs = pongTimeoutMs
    const sockets = this.#sockets
    this.#client = createClient({
      url,
      webSocketImpl: class extends webSocketImpl {
        constructor(address: string, protocol: string) {
          super(address, protocol)
          sockets.push(this)
          this.addEventListener('error', () => undefined) // in Node.js an error without a listener ends the process
        }
      },
      ...(connectionParams && { connectionParams }),
      lazy: false,
      onNonLazyError: () => undefined, // `closed` and `error` report the same
      retryAttempts: 0,
      keepAlive: pongTimeoutMs,
      on: {
        connected: () => {
          this.#stopPongTimer()
        },
        ping: (isReceived) => {
          if (!isReceived) this.#startPongTimer()
        },
        // messages that the server sent before its pong arrive first, and restart the timer
        message: ({ type }) => {
          if (type === MessageType.Pong) this.#stopPongTimer()
          else if (this.#pongTimer !== undefined) this.#startPongTimer()
        },
        error: (error) => {
          this.close(new ConnectionLost(messageOf(error)))
        },
        closed: (event) => {
          this.close(explainClose(event))
        },
      },
    })
    this.#startPongTimer()
    const stop = (): void => {
      this.close(new ConnectionLost('stopped'))
    }
    if (signal?.aborted) stop()
    signal?.addEventListener('abort', stop, { once: true })
    this.#onClose.add(() => signal?.removeEventListener('abort', stop))
  }

  /** Sends a query and returns its data. @throws {ConnectionLost | OperationRefused} */
  async ask<Data>(query: string): Promise<Data> {
    for await (const data of this.follow<Data>(query, {})) return data
    throw new ConnectionLost('the server sent no result')
  }

  /**
   * The results of an operation, until the server completes it. Results that arrived before a connection loss are yielded
   * before the error is thrown.
   * @throws {ConnectionLost} if the connection is lost
   * @throws {OperationRefused} if the server refuses the operation
   */
  async *follow<Data>(query: string, variables: Record<string, unknown>): AsyncGenerator<Data, void, undefined> {
    if (this.#end) throw this.#end // the client would open a new connection, which nothing would close
    const answers: Answer<Data>[] = []
    let wake = (): void => undefined
    let end: Error | 'complete' | undefined
    const stop = (how: Error | 'complete'): void => {
      end ??= how
      wake()
    }
    const onClose = (): void => {
      if (this.#end) stop(this.#end)
    }
    this.#onClose.add(onClose)
    const unsubscribe = this.#client.subscribe<Data>(
      { query, variables },
      {
        next: (answer) => {
          answers.push(answer)
          wake()
        },
        error: (error) => {
          stop(Array.isArray(error) ? explain(error as GraphQLProblem[]) : (this.#end ?? new ConnectionLost('closed')))
        },
        complete: () => {
          stop('complete')
        },
      },
    )
    try {
      for (;;) {
        const answer = answers.shift()
        if (answer?.errors) throw explain(answer.errors)
        if (answer?.data) yield answer.data
        else if (end === 'complete') return
        else if (end) throw end
        else
          await new Promise<void>((resolve) => {
            wake = resolve
          })
      }
    } finally {
      this.#onClose.delete(onClose)
      unsubscribe()
    }
  }

  close(reason: Error = new ConnectionLost('closed')): void {
    if (this.#end) return
    this.#end = reason
    this.#stopPongTimer()
    for (const listener of this.#onClose) listener()
    this.#client.dispose()?.catch(() => undefined) // it was never opened
    for (const socket of this.#sockets) socket.close(1000)
  }

  #startPongTimer(): void {
    this.#stopPongTimer()
    if (this.#end) return
    this.#pongTimer = setTimeout(() => {
      this.close(new ConnectionLost(`the server sent nothing for ${this.#pongTimeoutMs / 1_000} s`))
    }, this.#pongTimeoutMs)
  }

  #stopPongTimer(): void {
    clearTimeout(this.#pongTimer)
    this.#pongTimer = undefined
  }
}

/** Close codes of the client error range that a slow client or network causes; a reconnection can succeed. */
const recoverableCodes = [4408, 4499]
/** The server refuses the size of a message; a retry would send the same message. */
const messageTooBig = 1009

function explainClose(event: unknown): Error {
  const { code, reason } = event as { readonly code: number; readonly reason: string } // a CloseEvent or its equivalent
  const message = `the connection was closed: ${code}${reason ? ` ${reason}` : ''}`
  const isRefusal = code === messageTooBig || (code >= 4400 && code < 4500 && !recoverableCodes.includes(code))
  return isRefusal ? new OperationRefused(message, String(code)) : new ConnectionLost(message)
}

/** Errors after which the same operation may succeed. */
const temporaryCodes = ['UNAVAILABLE', 'TOO_MANY_OPERATIONS', 'RATE_LIMITED']

function explain(problems: readonly GraphQLProblem[]): Error {
  const message = problems.map((problem) => problem.message).join('; ')
  const codes = problems.map(({ extensions }) => (typeof extensions?.code === 'string' ? extensions.code : 'UNKNOWN'))
  const refusal = codes.find((code) => !temporaryCodes.includes(code))
  return refusal === undefined ? new ConnectionLost(message) : new OperationRefused(message, refusal)
}

/** The message of an ErrorEvent. Browsers report no message. */
function messageOf(error: unknown): string {
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : ''
  return typeof message === 'string' && message !== '' ? message : 'no connection'
}
