import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client'
import { relayStylePagination } from '@apollo/client/utilities'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import { OperationTypeNode } from 'graphql'
import { createResumingClient } from './resumingClient.ts'

export interface ApolloOptions {
  /** `https://hierarchy.example.com/graphql` */
  readonly url: string
  readonly token: string
  readonly possibleTypes: Record<string, string[]>
  /** In Node.js 20: the class of `ws`. Browsers and later versions have their own. */
  readonly webSocketImpl?: unknown
}

export function createApolloClient({ url, token, possibleTypes, webSocketImpl }: ApolloOptions): ApolloClient {
  const authorization = `Bearer ${token}`
  const http = new HttpLink({ uri: url, headers: { authorization } })
  const webSocket = new GraphQLWsLink(
    createResumingClient({ url: url.replace('http', 'ws'), webSocketImpl, connectionParams: { authorization } }),
  )
  return new ApolloClient({
    link: ApolloLink.split(({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION, webSocket, http),
    cache: new InMemoryCache({
      possibleTypes,
      typePolicies: { Query: { fields: { supervisors: relayStylePagination(['filter', 'orderBy']) } } },
    }),
  })
}
