import { Environment, Network, Observable, RecordSource, Store, type GraphQLResponse } from 'relay-runtime'
import { createResumingClient } from './resumingClient.ts'

export interface RelayOptions {
  readonly url: string
  readonly token: string
  readonly webSocketImpl?: unknown
}

export function createRelayEnvironment({ url, token, webSocketImpl }: RelayOptions): Environment {
  const authorization = `Bearer ${token}`
  const webSocket = createResumingClient({
    url: url.replace('http', 'ws'),
    webSocketImpl,
    connectionParams: { authorization },
  })
  const send = async (query: string | null | undefined, variables: object): Promise<GraphQLResponse> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    })
    return (await response.json()) as GraphQLResponse // refusals with any status have the same form
  }
  return new Environment({
    network: Network.create(
      ({ text }, variables) => send(text, variables),
      ({ text }, variables) =>
        Observable.create<GraphQLResponse>((sink) =>
          webSocket.subscribe<never>({ query: text ?? '', variables }, sink as never),
        ),
    ),
    store: new Store(new RecordSource()),
  })
}
