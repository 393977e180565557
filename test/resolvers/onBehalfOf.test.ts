import { expect, test } from 'vitest'
import { graphql } from '../generated/index.ts'
import { eventsOf } from '../support/events/eventsOf.ts'
import { givenTree } from '../support/database/givenTree.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'
import { withViewer } from '../support/api/withViewer.ts'

const api = withApi()
const sockets = withSockets(api)
const execute = withViewer(api)

const whoAsks = '{ viewer { actor onBehalfOf expiresAt } }'
const rename = graphql(`
  mutation RenameOnBehalf($input: UpdateSupervisorInput!) {
    updateSupervisor(input: $input) {
      __typename
    }
  }
`)
const log = graphql(`
  query OnWhoseBehalf {
    events(first: 1) {
      nodes {
        actor
        onBehalfOf
      }
    }
  }
`)

const post = (payload: object, headers: Record<string, string>) =>
  api.app.inject({ method: 'POST', url: '/graphql', payload, headers })

test('the event of a change names the person on whose behalf the caller acts, and the next event does not', async () => {
  const id = await givenTree(api.pool, 'root')
  const change = (expectedVersion: number, name: string) => ({
    query: String(rename),
    variables: { input: { id: id('root'), expectedVersion, name } },
  })
  const events = await eventsOf(api, async () => {
    await post(change(1, 'renamed'), { 'x-actor': 'alice' })
    await post(change(2, 'renamed again'), {})
  })
  expect(events).toMatchObject([
    { actor: 'local', onBehalfOf: 'alice' },
    { actor: 'local', onBehalfOf: null },
  ])
  const { data } = await execute({ onBehalfOf: 'bob' }, rename, {
    input: { id: id('root'), expectedVersion: 3, name: 'root' },
  })
  expect(data.updateSupervisor.__typename).toBe('UpdateSupervisorPayload')
  expect(await api.data(log)).toEqual({ events: { nodes: [{ actor: 'tester', onBehalfOf: 'bob' }] } })
})

test('a header in UTF-8 keeps its characters', async () => {
  const header = Buffer.from('Zoë ☂').toString('latin1')
  const response = await post({ query: whoAsks }, { 'x-actor': header })
  expect(response.json()).toMatchObject({ data: { viewer: { actor: 'local', onBehalfOf: 'Zoë ☂', expiresAt: null } } })
})

test.each([
  ['is blank', ' ', /^X-Actor: expected 1 to 255 characters/],
  ['is reserved', 'sweeper', /^X-Actor: expected a name that the server itself does not use, got sweeper/],
  ['is too long', 'x'.repeat(256), /^X-Actor: expected 1 to 255 characters, got 256/],
  ['has a control character', 'a\u0085b', /x-actor: expected text in UTF-8/],
  ['has an invisible character', Buffer.from('a\u200bb').toString('latin1'), /got U\+200B/],
])('a request whose X-Actor %s is refused before its operation runs', async (_, name, message) => {
  const response = await post({ query: whoAsks }, { 'x-actor': name })
  expect(response.statusCode).toBe(400)
  expect(response.json()).toEqual({
    errors: [{ message: expect.stringMatching(message) as string, extensions: { code: 'BAD_USER_INPUT' } }],
  })
})

test('a WebSocket names the person in its connection parameters', async () => {
  const client = sockets.client({ connectionParams: { 'X-Actor': 'alice' } })
  const followed = sockets.follow(whoAsks, {}, client)
  await followed.ended
  expect(followed.answers).toMatchObject([{ data: { viewer: { onBehalfOf: 'alice' } } }])
})

test.each([
  [7, 'x-actor: expected a string, got number.'],
  ['', 'X-Actor: expected 1 to 255 characters, not all of them white space, got blank text.'],
])('a WebSocket whose X-Actor is %j is closed with 4403', async (name, reason) => {
  const followed = sockets.follow(whoAsks, {}, sockets.client({ connectionParams: { 'X-Actor': name } }))
  await followed.ended
  expect(followed.end?.error).toMatchObject({ code: 4403, reason })
})
