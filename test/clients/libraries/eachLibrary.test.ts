import { gql, InMemoryCache } from '@apollo/client'
import { Client, fetchExchange } from '@urql/core'
import { createClient } from 'graphql-ws'
import { parse, validate } from 'graphql'
import { randomUUID } from 'node:crypto'
import {
  createOperationDescriptor,
  fetchQuery,
  getRequest,
  type ConcreteRequest,
  type OperationType,
} from 'relay-runtime'
import { beforeAll, expect, test } from 'vitest'
import WebSocket from 'ws'
import { possibleTypesOf } from '../../../examples/clients/possibleTypes.ts'
import agentQuery from '../../../examples/clients/relay/generated/documentsAgentQuery.graphql.ts'
import eventsSubscription from '../../../examples/clients/relay/generated/documentsEventsSubscription.graphql.ts'
import membershipsQuery from '../../../examples/clients/relay/generated/documentsMembershipsQuery.graphql.ts'
import pauseMutation from '../../../examples/clients/relay/generated/documentsPauseMutation.graphql.ts'
import supervisorQuery from '../../../examples/clients/relay/generated/documentsSupervisorQuery.graphql.ts'
import { schema } from '../../../src/schema/index.ts'
import { graphql } from '../../generated/index.ts'
import { readProjectFile } from '../../docs/projectFiles.ts'
import { givenMember, givenTeam } from '../../support/database/givenRow.ts'
import { givenTree, type IdOf } from '../../support/database/givenTree.ts'
import { withApi } from '../../support/api/withApi.ts'
import { withSockets } from '../../support/api/withSockets.ts'
import { openRelay } from '../../support/clients/libraries.ts'
import { givenProxy } from '../../support/process/tcpProxy.ts'

const readCursor = graphql(`
  query ReadCursorForLibrary {
    eventCursor
  }
`)
const readEndCursor = graphql(`
  query ReadEndCursorForLibrary($id: ID!) {
    agent(id: $id) {
      memberships(first: 2) {
        pageInfo {
          endCursor
        }
      }
    }
  }
`)

const api = withApi()
const sockets = withSockets(api)
let idOf: IdOf
const agentId = randomUUID()

beforeAll(async () => {
  idOf = await givenTree(api.pool, 'root')
  for (const name of ['a', 'b', 'c'])
    await givenMember(api.pool, await givenTeam(api.pool, idOf('root'), name), agentId)
})
const httpUrl = (): string => sockets.url.replace('ws', 'http')

test('urql: the default GET is refused, and `preferGetMethod: false` sends a POST', async () => {
  const query = '{ stats { supervisors } }'
  const options = { url: httpUrl(), exchanges: [fetchExchange] }
  const { error } = await new Client(options).query(query, {}).toPromise()
  expect(error?.graphQLErrors[0]?.extensions.code).toBe('BAD_REQUEST')
  const posting = new Client({ ...options, preferGetMethod: false })
  expect((await posting.query(query, {}).toPromise()).data).toMatchObject({ stats: { supervisors: 1 } })
})

test('Apollo Client: the cache finds the fields of an interface only with possibleTypes', () => {
  const query = gql`
    {
      node(id: "1") {
        __typename
        ... on Node {
          id
        }
      }
    }
  `
  const data = { node: { __typename: 'Supervisor', id: '1' } }
  const readWith = (possibleTypes: Record<string, string[]>): unknown => {
    const cache = new InMemoryCache({ possibleTypes })
    cache.writeQuery({ query, data })
    return cache.readQuery({ query })
  }
  expect(readWith(possibleTypesOf(readProjectFile('schema.graphql')))).toEqual(data)
  expect(readWith({})).toEqual({ node: { __typename: 'Supervisor' } })
})

test('Relay: the next page of a fragment on Agent is read with node(id:)', async () => {
  const { environment } = openRelay({ url: httpUrl(), token: 'none', webSocketImpl: WebSocket })
  environment.retain(createOperationDescriptor(getRequest(agentQuery), { id: agentId }))
  await fetchQuery<OperationType>(environment, agentQuery, { id: agentId }).toPromise()
  const countEdges = (): number =>
    environment
      .getStore()
      .getSource()
      .getRecordIDs()
      .filter((id) => /Agent_memberships_connection:edges:\d+$/.test(id)).length
  expect(countEdges()).toBe(2)
  const { agent } = await api.data(readEndCursor, { id: agentId })
  const variables = { id: agentId, first: 2, after: agent.memberships.pageInfo.endCursor }
  await fetchQuery<OperationType>(environment, membershipsQuery, variables).toPromise()
  expect(countEdges()).toBe(3)
})

test.each<[string, ConcreteRequest]>([
  ['agent', agentQuery],
  ['events', eventsSubscription],
  ['memberships', membershipsQuery],
  ['pause', pauseMutation],
  ['supervisor', supervisorQuery],
])('Relay: the compiled document %s fits the schema', (_, { params }) => {
  expect(validate(schema, parse(params.text ?? ''))).toEqual([])
})

test('graphql-ws alone repeats the first cursor after a reconnect, so that events come twice', async () => {
  const proxy = await givenProxy(httpUrl())
  await proxy.forward()
  const client = createClient({
    url: proxy.url.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    shouldRetry: () => true,
  })
  const { eventCursor } = await api.data(readCursor)
  const cursors: unknown[] = []
  const stop = client.subscribe<{ supervisorEvents: { cursor: string } }>(
    { query: String(eventsSubscription.params.text), variables: { after: eventCursor } },
    {
      next: ({ data }) => cursors.push(data?.supervisorEvents.cursor),
      error: () => undefined,
      complete: () => undefined,
    },
  )
  await api.pool.query(`UPDATE supervisors SET description = 'changed' WHERE name = 'root'`)
  await expect.poll(() => cursors.length).toBe(1)
  proxy.reset()
  await expect.poll(() => cursors.length).toBe(2)
  expect(cursors[1]).toBe(cursors[0])
  stop()
  await client.dispose()
  await proxy.refuse()
})
