import { createClient, MessageType, type Client } from 'graphql-ws/client'

/** The part of a WebSocket that is used here; `globalThis.WebSocket` of a browser and the class of `ws` have it. */
export interface Socket {
  close(code?: number, reason?: string): void
  addEventListener(type: 'error', listener: () => void): void
}
export type SocketClass = new (url: string, protocol: string) => Socket

/** The connection is gone, or the server cannot serve now: worth coming again. */
export class ConnectionLost extends Error {}

/** The server does not take the operation, or not this client: coming again is of no use. */
export class OperationRefused extends Error {
  /** As in `extensions.code`, or the code that the connection was closed with. */
  readonly code: string

  constructor(message: string, code: string) {
    super(message)
    this.code = code
  }
}

export interface ConnectionOptions {
  readonly url: string
  readonly webSocketImpl: SocketClass
  /** How long the server may be silent, when it was asked for a sign of life, before the connection is given up. */
  readonly silenceMs: number
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

/** One connection, until it is gone: it never comes back by itself, since what is asked on the next one differs. */
export class Connection {
  readonly #client: Client
  readonly #sockets: Socket[] = []
  readonly #silenceMs: number
  /** Called once, when it is gone. */
  readonly #onClose = new Set<() => void>()
  #silence: ReturnType<typeof setTimeout> | undefined
  #end: Error | undefined

  constructor({ url, webSocketImpl, silenceMs, signal }: ConnectionOptions) {
    this.#silenceMs = silenceMs
    const sockets = this.#sockets
    this.#client = createClient({
      url,
      webSocketImpl: class extends webSocketImpl {
        constructor(address: string, protocol: string) {
          super(address, protocol)
          sockets.push(this)
          this.addEventListener('error', () => undefined) // in Node an error that nobody hears ends the process
        }
      },
      lazy: false,
      onNonLazyError: () => undefined, // `closed` and `error` tell of it
      retryAttempts: 0,
      keepAlive: silenceMs,
      on: {
        connected: () => {
          this.#hear()
        },
        ping: (isReceived) => {
          if (!isReceived) this.#listen()
        },
        // what was sent before a pong comes before it
        message: ({ type }) => {
          if (type === MessageType.Pong) this.#hear()
          else if (this.#silence !== undefined) this.#listen()
        },
        error: (error) => {
          this.close(new ConnectionLost(messageOf(error)))
        },
        closed: (event) => {
          this.close(explainClose(event))
        },
      },
    })
    this.#listen()
    const stop = (): void => {
      this.close(new ConnectionLost('stopped'))
    }
    if (signal?.aborted) stop()
    signal?.addEventListener('abort', stop, { once: true })
    this.#onClose.add(() => signal?.removeEventListener('abort', stop))
  }

  /** @throws {ConnectionLost | OperationRefused} */
  async ask<Data>(query: string): Promise<Data> {
    for await (const data of this.follow<Data>(query, {})) return data
    throw new ConnectionLost('the server gave no answer')
  }

  /**
   * What an operation is answered with, until the server has no more. What came before the connection was gone is handed
   * over first.
   * @throws {ConnectionLost | OperationRefused}
   */
  async *follow<Data>(query: string, variables: Record<string, unknown>): AsyncGenerator<Data, void, undefined> {
    if (this.#end) throw this.#end // the client would connect again, and nobody would close that
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

  close(why: Error = new ConnectionLost('closed')): void {
    if (this.#end) return
    this.#end = why
    this.#hear()
    for (const listener of this.#onClose) listener()
    this.#client.dispose()?.catch(() => undefined) // it was never open
    for (const socket of this.#sockets) socket.close(1000)
  }

  #listen(): void {
    this.#hear()
    if (this.#end) return
    this.#silence = setTimeout(() => {
      this.close(new ConnectionLost(`the server said nothing for ${this.#silenceMs / 1_000} s`))
    }, this.#silenceMs)
  }

  #hear(): void {
    clearTimeout(this.#silence)
    this.#silence = undefined
  }
}

/** Of the codes that say it is the client's doing, those that are not: it was slow, or the network was. */
const innocent = [4408, 4499]
/** The message, which would be as big again. */
const tooBig = 1009

function explainClose(event: unknown): Error {
  const { code, reason } = event as { readonly code: number; readonly reason: string } // a CloseEvent, or as good as one
  const message = `the connection was closed: ${code}${reason ? ` ${reason}` : ''}`
  const isRefusal = code === tooBig || (code >= 4400 && code < 4500 && !innocent.includes(code))
  return isRefusal ? new OperationRefused(message, String(code)) : new ConnectionLost(message)
}

function explain(problems: readonly GraphQLProblem[]): Error {
  const message = problems.map((problem) => problem.message).join('; ')
  const codes = problems.map(({ extensions }) => (typeof extensions?.code === 'string' ? extensions.code : 'UNKNOWN'))
  const refusal = codes.find((code) => code !== 'UNAVAILABLE')
  return refusal === undefined ? new ConnectionLost(message) : new OperationRefused(message, refusal)
}

/** Of an ErrorEvent; browsers do not say more than that there was an error. */
function messageOf(error: unknown): string {
  const message = typeof error === 'object' && error !== null && 'message' in error ? error.message : ''
  return typeof message === 'string' && message !== '' ? message : 'no connection'
}
