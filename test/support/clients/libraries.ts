import { CombinedGraphQLErrors, gql, ServerError, type ApolloClient } from '@apollo/client'
import type { AnyVariables, Client as UrqlClient, TypedDocumentNode } from '@urql/core'
import {
  commitMutation,
  fetchQuery,
  requestSubscription,
  type Environment,
  type OperationType,
  type ConcreteRequest,
} from 'relay-runtime'
import { createApolloClient } from '../../../examples/clients/apollo.ts'
import { possibleTypesOf } from '../../../examples/clients/possibleTypes.ts'
import { createRelayEnvironment } from '../../../examples/clients/relay.ts'
import relayEvents from '../../../examples/clients/relay/generated/documentsEventsSubscription.graphql.ts'
import relayPause from '../../../examples/clients/relay/generated/documentsPauseMutation.graphql.ts'
import relaySupervisor from '../../../examples/clients/relay/generated/documentsSupervisorQuery.graphql.ts'
import { createUrqlClient } from '../../../examples/clients/urql.ts'
import { readProjectFile } from '../../docs/projectFiles.ts'

export interface LibraryOptions {
  readonly url: string
  readonly token: string
  readonly webSocketImpl: unknown
}

/** What the tests do with each client library: the documents of `examples/clients/relay/documents.ts`. */
export interface Library {
  readonly name: string
  readSupervisor(id: string): Promise<unknown>
  pause(id: string): Promise<unknown>
  /** Follows all events after a cursor. Returns the function that stops it. */
  follow(after: string, onItem: (item: FollowedItem) => void): () => void
  /** The supervisor in the cache of the library, without a request; undefined if the library has no such cache. */
  cached(id: string): unknown
  /** How the library shows a failed query: the codes, and what else it tells. */
  describeError(error: unknown): string
}

export interface FollowedItem {
  readonly __typename: string
  readonly cursor?: string
  readonly type?: string
}

const textOf = (request: ConcreteRequest): string => request.params.text ?? ''
const codesOf = (errors: readonly { readonly extensions?: Record<string, unknown> }[]): string =>
  errors.map(({ extensions }) => String(extensions?.code)).join()

export function openApollo(options: LibraryOptions): Library & { readonly client: ApolloClient } {
  const client = createApolloClient({ ...options, possibleTypes: possibleTypesOf(readProjectFile('schema.graphql')) })
  const query = gql(textOf(relaySupervisor))
  const mutation = gql(textOf(relayPause))
  const subscription = gql(textOf(relayEvents))
  return {
    name: 'Apollo Client',
    client,
    readSupervisor: async (id) => (await client.query({ query, variables: { id } })).data,
    pause: async (id) => (await client.mutate({ mutation, variables: { input: { id } } })).data,
    follow(after, onItem) {
      const observable = client.subscribe<{ supervisorEvents: FollowedItem }>({
        query: subscription,
        variables: { after },
      })
      const following = observable.subscribe(({ data }) => {
        if (data) onItem(data.supervisorEvents)
      })
      return () => {
        following.unsubscribe()
      }
    },
    cached: (id) => client.readQuery({ query, variables: { id } }),
    describeError: (error) => {
      if (CombinedGraphQLErrors.is(error)) return `CombinedGraphQLErrors ${codesOf(error.errors)}`
      return ServerError.is(error) ? `ServerError ${error.statusCode}` : String(error)
    },
  }
}

export function openUrql(options: LibraryOptions): Library & { readonly client: UrqlClient } {
  const client = createUrqlClient(options)
  const run = async (text: string, variables: AnyVariables, isMutation = false): Promise<unknown> => {
    const operation = isMutation ? client.mutation(text, variables) : client.query(text, variables)
    const result: { data?: unknown; error?: unknown } = await operation.toPromise()
    if (result.error !== undefined) throw result.error as Error
    return result.data
  }
  return {
    name: 'urql',
    client,
    readSupervisor: (id) => run(textOf(relaySupervisor), { id }),
    pause: (id) => run(textOf(relayPause), { input: { id } }, true),
    follow(after, onItem) {
      const text = textOf(relayEvents) as unknown as TypedDocumentNode<{ supervisorEvents: FollowedItem }>
      const { unsubscribe } = client.subscription(text, { after }).subscribe(({ data }) => {
        if (data) onItem(data.supervisorEvents)
      })
      return unsubscribe
    },
    cached: () => undefined,
    describeError: (error) => {
      const { graphQLErrors, networkError, response } = error as {
        graphQLErrors: { extensions: Record<string, unknown> }[]
        networkError?: Error
        response?: Response
      }
      return networkError
        ? `networkError ${response?.status ?? networkError.message}`
        : `graphQLErrors ${codesOf(graphQLErrors)}`
    },
  }
}

export function openRelay(options: LibraryOptions): Library & { readonly environment: Environment } {
  const environment = createRelayEnvironment(options)
  return {
    name: 'Relay',
    environment,
    readSupervisor: (id) => fetchQuery<OperationType>(environment, relaySupervisor, { id }).toPromise(),
    pause: (id) =>
      new Promise((resolve, reject) => {
        commitMutation(environment, {
          mutation: relayPause,
          variables: { input: { id } },
          onCompleted: resolve,
          onError: reject,
        })
      }),
    follow(after, onItem) {
      const following = requestSubscription(environment, {
        subscription: relayEvents,
        variables: { after },
        onNext: (data) => {
          onItem((data as { supervisorEvents: FollowedItem }).supervisorEvents)
        },
      })
      return () => {
        following.dispose()
      }
    },
    cached(id) {
      return { supervisor: environment.getStore().getSource().get(id) }
    },
    describeError: (error) => {
      const { source } = error as { source?: { errors: { extensions: Record<string, unknown> }[] } }
      return source ? `error.source.errors ${codesOf(source.errors)}` : String(error)
    },
  }
}
