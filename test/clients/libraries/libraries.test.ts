import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { encodeEventCursor } from '../../../src/domain/page.ts'
import { givenTree, type IdOf } from '../../support/database/givenTree.ts'
import { fetchEvents } from '../../support/events/replayEvents.ts'
import { withApi } from '../../support/api/withApi.ts'
import { withSockets } from '../../support/api/withSockets.ts'
import { givenToken } from '../../support/api/withTokens.ts'
import {
  openApollo,
  openRelay,
  openUrql,
  type FollowedItem,
  type Library,
  type LibraryOptions,
} from '../../support/clients/libraries.ts'
import { givenProxy } from '../../support/process/tcpProxy.ts'

let reasonNotReady: string | null = null
const api = withApi({ authentication: true, notReady: () => reasonNotReady })
const sockets = withSockets(api)
let idOf: IdOf
let token = ''
const stops: (() => void)[] = []

beforeAll(async () => {
  idOf = await givenTree(api.pool, 'root > [apollo, urql, relay]')
  token = (await givenToken(api.pool)).secret
})
afterEach(() => {
  reasonNotReady = null
  for (const stop of stops.splice(0)) stop()
})

const httpUrl = (): string => sockets.url.replace('ws', 'http')
const optionsFor = (url: string): LibraryOptions => ({ url, token, webSocketImpl: WebSocket })
const touch = (): Promise<unknown> =>
  api.pool.query(`UPDATE supervisors SET description = $1 WHERE name = 'root'`, [randomUUID()])

const libraries: [string, string, (options: LibraryOptions) => Library][] = [
  ['Apollo Client', 'apollo', openApollo],
  ['urql', 'urql', openUrql],
  ['Relay', 'relay', openRelay],
]

describe.each(libraries)('%s', (_, name, open) => {
  test('reads a supervisor, and its cache has what a mutation returned', async () => {
    const library = open(optionsFor(httpUrl()))
    const id = idOf(name)
    const before = { id, name, status: 'ACTIVE', version: 1 }
    expect(await library.readSupervisor(id)).toMatchObject({ supervisor: before })
    const paused = { id, status: 'PAUSED', version: 2 }
    expect(await library.pause(id)).toMatchObject({
      pauseSupervisor: { __typename: 'PauseSupervisorPayload', supervisor: paused },
    })
    if (library.cached(id) !== undefined)
      expect(library.cached(id)).toMatchObject({ supervisor: { ...before, ...paused } })
  })

  test('reads the code of a typed refusal through the interface Error', async () => {
    const library = open(optionsFor(httpUrl()))
    expect(await library.pause(randomUUID())).toMatchObject({
      pauseSupervisor: { __typename: 'NotFoundError', code: 'NOT_FOUND', message: expect.any(String) as string },
    })
  })

  test('receives each event once through lost connections', async () => {
    const proxy = await givenProxy(httpUrl())
    await proxy.forward()
    const library = open(optionsFor(proxy.url))
    const before = await fetchEvents(api.pool)
    const items: FollowedItem[] = []
    const after = encodeEventCursor(before.at(-1)?.sequence ?? '0')
    stops.push(library.follow(after, (item) => items.push(item)))
    const expected = async (): Promise<string[]> =>
      (await fetchEvents(api.pool)).slice(before.length).map(({ sequence }) => encodeEventCursor(sequence))
    for (let round = 1; round <= 2; round++) {
      await touch()
      await expect.poll(() => items.at(-1)?.cursor).toBe((await expected()).at(-1))
      proxy.reset()
      await touch() // while it is disconnected
    }
    await expect.poll(() => items.length).toBe(4)
    expect(items.map(({ cursor }) => cursor)).toEqual(await expected())
    await proxy.refuse()
  })
})

describe('a query that fails as a whole', () => {
  const read = async (library: Library, id: string): Promise<string> => {
    const failure = await library.readSupervisor(id).then(
      (data) => new Error(`expected an error, got ${JSON.stringify(data)}`),
      (error: unknown) => error,
    )
    return library.describeError(failure)
  }
  const readWithEach = (url: string, id: string, credentials = token): Promise<string[]> =>
    Promise.all(libraries.map(([, , open]) => read(open({ ...optionsFor(url), token: credentials }), id)))

  test('with invalid input shows its code, except in Relay, which reads null', async () => {
    expect(await readWithEach(httpUrl(), 'no UUID')).toEqual([
      'CombinedGraphQLErrors BAD_USER_INPUT',
      'graphQLErrors BAD_USER_INPUT',
      'Error: expected an error, got {"supervisor":null}',
    ])
  })

  test('without valid credentials shows UNAUTHENTICATED', async () => {
    expect(await readWithEach(httpUrl(), idOf('root'), 'invalid')).toEqual([
      'CombinedGraphQLErrors UNAUTHENTICATED',
      'graphQLErrors UNAUTHENTICATED',
      'error.source.errors UNAUTHENTICATED',
    ])
  })

  test('while the server is not ready shows UNAVAILABLE', async () => {
    reasonNotReady = 'The server is starting.'
    expect(await readWithEach(httpUrl(), idOf('root'))).toEqual([
      'CombinedGraphQLErrors UNAVAILABLE',
      'graphQLErrors UNAVAILABLE',
      'error.source.errors UNAVAILABLE',
    ])
  })
})
