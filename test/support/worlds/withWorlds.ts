import type { Client, SubscribePayload } from 'graphql-ws'
import { afterAll } from 'vitest'
import { authenticateTestCaller, credentialsOf, type TestCaller } from '../api/asCaller.ts'
import { withApi, type TestApi } from '../api/withApi.ts'
import { withSockets, type Followed, type Sockets } from '../api/withSockets.ts'

export const transports = ['HTTP', 'WebSocket'] as const
export type Transport = (typeof transports)[number]

interface Answer {
  readonly data?: Record<string, unknown> | null
  readonly errors?: readonly unknown[]
}

/** A limited caller pays more: the server looks up the owners of objects. */
function withoutCost({ data, errors }: Answer): Answer {
  return { ...(data !== undefined && { data }), ...(errors && { errors }) }
}

/** One server with its database, as one caller uses it. */
export interface WorldApi {
  readonly api: TestApi
  /** Chooses the caller of the following requests. */
  enter(caller: TestCaller, transport: Transport): void
  ask(query: string, variables?: object): Promise<Answer>
  follow(query: string, variables?: object): Followed<unknown>
}

/** Starts a server whose clients choose their caller, and listens for HTTP and WebSocket. */
export function withWorld(): WorldApi {
  const api = withApi({ authenticate: authenticateTestCaller, confirmAboveAgents: 1 })
  const sockets: Sockets = withSockets(api)
  let caller: TestCaller = {}
  let transport: Transport = 'HTTP'
  let client: Client | undefined
  afterAll(() => client?.dispose())

  const overSocket = (payload: SubscribePayload): Promise<Answer> =>
    new Promise((resolve, reject) => {
      let answer: Answer | undefined
      client ??= sockets.client({ connectionParams: credentialsOf(caller), lazy: true })
      client.subscribe(payload, {
        next: (next) => (answer = next as Answer),
        error: (errors) => {
          if (Array.isArray(errors)) resolve({ errors })
          else reject(new Error('the connection failed', { cause: errors }))
        },
        complete: () => {
          resolve(answer ?? {})
        },
      })
    })
  return {
    api,
    enter(newCaller, newTransport) {
      void client?.dispose()
      client = undefined
      caller = newCaller
      transport = newTransport
    },
    async ask(query, variables = {}) {
      if (transport === 'WebSocket') return withoutCost(await overSocket({ query, variables: { ...variables } }))
      const headers = credentialsOf(caller)
      const response = await api.app.inject({ method: 'POST', url: '/graphql', headers, payload: { query, variables } })
      return withoutCost(response.json<Answer>())
    },
    follow: (query, variables) => {
      client ??= sockets.client({ connectionParams: credentialsOf(caller), lazy: true })
      return sockets.follow(query, variables, client)
    },
  }
}
