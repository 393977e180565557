import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { refused, raw } from '../support/api/attacks.ts'
import { generateManifest } from '../support/api/generateManifest.ts'
import { authenticateActor, withActors, type ActorRequest } from '../support/api/withActors.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'
import { withTransports } from '../support/api/withTransports.ts'

const folder = mkdtempSync(join(tmpdir(), 'manifest-'))
const path = join(folder, 'persisted-documents.json')
const env: Record<string, string> = { OPERATIONS_MANIFEST: path }
/** The text of each document by its id, as the code generator of this project writes them. */
let manifest: Record<string, string> = {}
beforeAll(async () => {
  manifest = await generateManifest([
    'query Known($n: Int!) { supervisors(first: $n) { nodes { ...Named } } } fragment Named on Supervisor { id name }',
    'mutation Spawn($name: String!) { spawnSupervisor(input: { name: $name }) { __typename } }',
    'subscription Follow { supervisorEvents { __typename } }',
  ])
  writeFileSync(path, JSON.stringify(manifest))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

const idOf = (name: string): string =>
  Object.entries(manifest).find(([, text]) => text.includes(` ${name}`))?.[0] ?? 'missing'
const unknown = '{ supervisors { totalCount } }'
const known = { data: { supervisors: { nodes: [] } } }
const notAllowed = { errors: [{ extensions: { code: 'DOCUMENT_NOT_ALLOWED' } }] }
const variables = { n: 1 }

describe('with OPERATIONS=only', () => {
  const api = withApi({ env: { ...env, OPERATIONS: 'only' }, authenticate: authenticateActor })
  const sockets = withSockets(api)
  const transports = withActors(api, sockets)

  describe.each(['HTTP', 'WebSocket'] as const)('over %s', (name) => {
    const send = (request: ActorRequest) => transports[name]('local', request)

    test('a known document is executed by its text, and by its id', async () => {
      const id = idOf('Known')
      const requests = [
        { query: manifest[id] ?? '' },
        { query: '', documentId: id },
        { query: '', documentId: `sha256:${id}` },
        { query: '', extensions: { persistedQuery: { version: 1, sha256Hash: id } } },
      ]
      for (const request of requests) expect(await send({ ...request, variables })).toMatchObject(known)
      const spawned = await send({ query: '', documentId: idOf('Spawn'), variables: { name: `spawned over ${name}` } })
      expect(spawned).toMatchObject({ data: { spawnSupervisor: { __typename: 'SpawnSupervisorPayload' } } })
      await api.pool.query('TRUNCATE supervisors CASCADE')
    })

    test('unknown documents and ids are refused before they are parsed', async () => {
      const hash = createHash('sha256').update(unknown).digest('hex')
      const requests = [
        { query: unknown },
        { query: '{ a syntax error' },
        { query: '{ __typename }', documentId: idOf('Known') },
        { query: '', documentId: 'toString' },
        { query: '', extensions: { persistedQuery: { version: 1, sha256Hash: hash } } },
        { query: unknown, extensions: { persistedQuery: { version: 1, sha256Hash: hash } } },
        { query: `${manifest[idOf('Known')]} # changed` },
      ]
      for (const request of requests) {
        const { status, ...answer } = await send({ ...request, variables })
        expect(answer).toMatchObject(notAllowed)
        expect(status).toBe(name === 'HTTP' ? 403 : undefined)
        expect(JSON.stringify(answer.errors)).not.toMatch(/Syntax|Cannot query/)
      }
      expect(api.statements).toEqual([])
    })
  })

  test('GET accepts a known id, and refuses unknown texts and ids', async () => {
    const get = async (query: Record<string, string>) => {
      const headers = { 'apollo-require-preflight': 'true' }
      const response = await api.app.inject({ url: '/graphql', query, headers })
      return { status: response.statusCode, answer: response.json<object>() }
    }
    const id = idOf('Known')
    const extensions = (sha256Hash: string): string => JSON.stringify({ persistedQuery: { version: 1, sha256Hash } })
    const more = { variables: JSON.stringify(variables) }
    for (const request of [{ documentId: id }, { extensions: extensions(id) }, { query: manifest[id] ?? '' }])
      expect(await get({ ...request, ...more })).toMatchObject({ status: 200, answer: known })
    for (const request of [{ query: unknown }, { documentId: 'x' }, { extensions: extensions('x') }])
      expect(await get({ ...request, ...more })).toMatchObject({ status: 403, answer: notAllowed })
    // the id of a mutation does not make it a query
    expect((await get({ documentId: idOf('Spawn'), variables: '{"name":"by GET"}' })).status).toBe(405)
  })

  test('a subscription is started by its id', async () => {
    const followed = sockets.followOperation({ query: '', documentId: idOf('Follow') } as { query: string })
    await sockets.untilStarted()
    followed.stop()
  })
})

describe('with OPERATIONS=only, an attack', () => {
  const api = withApi({ env: { ...env, OPERATIONS: 'only' } })
  const attacks = withTransports(api)
  test.each(refused.filter(([attack]) => !['an empty document', 'an operation name of 2 MB'].includes(attack)))(
    '%s is refused like any unknown document, over both transports',
    async (_, operation) => {
      for (const send of [attacks.HTTP, attacks.WebSocket])
        expect(await send(typeof operation === 'string' ? operation : raw(operation))).toMatchObject(notAllowed)
      expect(api.statements).toEqual([])
    },
  )
})

describe('with OPERATIONS=log', () => {
  const api = withApi({ env: { ...env, OPERATIONS: 'log' } })

  test('an unknown document is executed, and logged once by its hash, without its text', async () => {
    for (let i = 0; i < 5; i++) expect(await api.request(unknown)).toEqual({ data: { supervisors: { totalCount: 0 } } })
    const hash = createHash('sha256').update(unknown).digest('hex')
    const logged = api.log.filter(({ msg }) => msg === 'document is not in the manifest')
    expect(logged).toMatchObject([{ hash, level: 40 }])
    expect(JSON.stringify(api.log)).not.toContain('totalCount')
  })

  test('a known document is not logged', async () => {
    expect(await api.request(manifest[idOf('Known')] ?? '', variables)).toEqual(known)
    expect(api.log.filter(({ msg }) => msg === 'document is not in the manifest')).toEqual([])
  })
})

test.each([
  ['that does not exist', join(folder, 'missing.json'), /is not usable: ENOENT/],
  ['that is a folder', folder, /is not usable: EISDIR/],
])('a server does not start with a manifest %s', async (_, file, message) => {
  const { loadManifest } = await import('../../src/loadManifest.ts')
  await expect(loadManifest({ operationsManifest: file })).rejects.toThrow(message)
  await expect(loadManifest({ operationsManifest: file })).rejects.toThrow(/^OPERATIONS_MANIFEST: ".*$/)
})
