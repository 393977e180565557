import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import type { HeartbeatInput } from '../../generated/graphql.ts'
import { dumpTables } from '../../support/database/dumpTables.ts'
import { givenTree } from '../../support/database/givenTree.ts'
import { withApi } from '../../support/api/withApi.ts'
import { beatDocument, withHeartbeats } from '../../support/supervision/withHeartbeats.ts'
import { withViewer } from '../../support/api/withViewer.ts'

const api = withApi()
const { beat, unchanged, columnsOf } = withHeartbeats(api)
const execute = withViewer(api)

afterEach(async () => {
  expect(await api.violations()).toEqual([])
  await api.pool.query('TRUNCATE supervisors, supervisor_events CASCADE')
})

describe('metrics', () => {
  const metricsOf = (bytes: number) => ({ a: 'x'.repeat(bytes - '{"a":""}'.length) })

  test('are kept if a heartbeat has none, and are replaced as a whole otherwise', async () => {
    const id = await givenTree(api.pool, 'a')
    const supervisorId = id('a')
    await beat({ supervisorId, metrics: { cpu: 1, queue: [1, { deep: null }] } })
    await beat({ supervisorId })
    await beat({ supervisorId, metrics: null })
    expect(await columnsOf(supervisorId)).toMatchObject({ health_metrics: { cpu: 1, queue: [1, { deep: null }] } })
    await beat({ supervisorId, metrics: { queue: 'é"\\{},' } })
    expect((await columnsOf(supervisorId)).health_metrics).toEqual({ queue: 'é"\\{},' })
    await beat({ supervisorId, metrics: {} })
    expect((await columnsOf(supervisorId)).health_metrics).toEqual({})
  })

  test('are accepted up to exactly 16 KiB', async () => {
    const id = await givenTree(api.pool, 'a')
    expect(await beat({ supervisorId: id('a'), metrics: metricsOf(16 * 1024) })).toMatchObject({ accepted: true })
    expect((await columnsOf(id('a'))).health_metrics).toEqual(metricsOf(16 * 1024))
    expect(await unchanged(() => beat({ supervisorId: id('a'), metrics: metricsOf(16 * 1024 + 1) }))).toMatchObject({
      __typename: 'ValidationError',
      code: 'VALIDATION',
      path: ['input', 'metrics'],
    })
    // the limit counts bytes in UTF-8, not characters
    expect(await unchanged(() => beat({ supervisorId: id('a'), metrics: { a: 'é'.repeat(8 * 1024) } }))).toMatchObject({
      path: ['input', 'metrics'],
    })
  })

  test.each<[name: string, metrics: unknown, field: string[]]>([
    ['a list', [], []],
    ['a text', 'x', []],
    ['a number', 5, []],
    ['a NUL', { a: 'b\0' }, ['a']],
    ['a NUL in a key', { 'a\0': 1 }, []],
    ['a lone surrogate', { a: ['\ud800'] }, ['a', '0']],
    ['a key __proto__', JSON.parse('{"a": {"__proto__": 1}}'), ['a']],
  ])('are refused without a statement if they are or contain %s', async (_name, metrics, field) => {
    const id = await givenTree(api.pool, 'a:SPAWNING')
    api.statements.length = 0
    expect(await unchanged(() => beat({ supervisorId: id('a'), metrics }))).toMatchObject({
      __typename: 'ValidationError',
      path: ['input', 'metrics', ...field],
    })
    expect(api.statements).toEqual([])
  })
})

describe('a heartbeat', () => {
  test.each([
    ['an id that is no UUID', 'supervisorId', { supervisorId: 'a' }],
    ['a sequence below 0', 'sequence', { sequence: -1 }],
    ['an incarnation below 1', 'incarnation', { incarnation: 0 }],
  ])('with %s is refused with ValidationError, without a statement', async (_name, field, input) => {
    const id = await givenTree(api.pool, 'a:SPAWNING')
    api.statements.length = 0
    expect(await unchanged(() => beat({ supervisorId: id('a'), ...input }))).toMatchObject({
      __typename: 'ValidationError',
      path: ['input', field],
    })
    expect(api.statements).toEqual([])
  })

  test('with a future incarnation is refused with ValidationError in every status', async () => {
    const id = await givenTree(api.pool, 'a:SPAWNING, b, c:TERMINATED')
    for (const name of ['a', 'b', 'c'])
      expect(await unchanged(() => beat({ supervisorId: id(name), incarnation: 2, sequence: 1 }))).toMatchObject({
        __typename: 'ValidationError',
        path: ['input', 'incarnation'],
        message: expect.stringContaining("expected at most 1, the supervisor's incarnation, got 2.") as string,
      })
  })

  test('with an unknown id is refused with NotFoundError', async () => {
    await givenTree(api.pool, 'a')
    const unknownId = randomUUID()
    expect(await unchanged(() => beat({ supervisorId: unknownId }))).toMatchObject({
      __typename: 'NotFoundError',
      code: 'NOT_FOUND',
      path: ['input', 'supervisorId'],
      id: unknownId,
    })
  })

  test('with a sequence that is no Int is refused as an invalid variable', async () => {
    const id = await givenTree(api.pool, 'a')
    const { errors } = await api.request(beatDocument, { input: { supervisorId: id('a'), sequence: 2 ** 31 } })
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT'])
  })

  test('with an id in upper case is accepted', async () => {
    const id = await givenTree(api.pool, 'a')
    expect(await beat({ supervisorId: id('a').toUpperCase() })).toMatchObject({ supervisorId: id('a'), accepted: true })
  })
})

describe('a caller', () => {
  const as = async (viewer: Parameters<typeof execute>[0], input: HeartbeatInput) =>
    (await execute(viewer, beatDocument, { input })).data.heartbeat

  test('with the role READ is refused for any input', async () => {
    const id = await givenTree(api.pool, 'a:SPAWNING')
    const before = await dumpTables(api.pool)
    for (const supervisorId of [id('a'), 'none', randomUUID()])
      expect(await as({ role: 'READ' }, { supervisorId })).toMatchObject({
        __typename: 'ForbiddenError',
        required: 'REPORT',
      })
    expect(await dumpTables(api.pool)).toEqual(before)
  })

  test.each(['REPORT', 'OPERATE', 'ADMIN'] as const)('with the role %s can send heartbeats', async (role) => {
    const id = await givenTree(api.pool, 'a:SPAWNING')
    expect(await as({ role }, { supervisorId: id('a') })).toMatchObject({ status: 'ACTIVE', accepted: true })
  })

  test('that is limited to a subtree can send heartbeats only for supervisors in it', async () => {
    const id = await givenTree(api.pool, 'root > [mine > a:SPAWNING > b, theirs:SPAWNING], other')
    const viewer = { role: 'REPORT', within: id('mine') } as const
    const before = await dumpTables(api.pool)
    for (const name of ['root', 'theirs', 'other'])
      expect(await as(viewer, { supervisorId: id(name), sequence: 1, metrics: {} })).toMatchObject({
        __typename: 'NotFoundError',
        id: id(name),
      })
    expect(await dumpTables(api.pool)).toEqual(before)
    for (const name of ['mine', 'a', 'b'])
      expect(await as(viewer, { supervisorId: id(name) })).toMatchObject({ accepted: true, status: 'ACTIVE' })
  })

  test('outside the subtree does not make another heartbeat in the same batch late', async () => {
    const id = await givenTree(api.pool, 'mine, theirs')
    const supervisorId = id('mine')
    const [foreign, own] = await Promise.all([
      as({ role: 'REPORT', within: id('theirs') }, { supervisorId, sequence: 900, metrics: { forged: true } }),
      as({ role: 'REPORT', within: id('mine') }, { supervisorId, sequence: 1 }),
    ])
    expect(foreign).toMatchObject({ __typename: 'NotFoundError' })
    expect(own).toMatchObject({ accepted: true })
    expect(await columnsOf(supervisorId)).toMatchObject({ heartbeat_sequence: '1' })
    expect((await columnsOf(supervisorId)).health_metrics).not.toEqual({ forged: true })
  })

  test('that sends a future incarnation does not make another heartbeat in the same batch late', async () => {
    const id = await givenTree(api.pool, 'a')
    const supervisorId = id('a')
    const [forged, own] = await Promise.all([
      as({}, { supervisorId, incarnation: 7, sequence: 900 }),
      as({}, { supervisorId, incarnation: 1, sequence: 1 }),
    ])
    expect(forged).toMatchObject({ __typename: 'ValidationError' })
    expect(own).toMatchObject({ accepted: true })
  })
})
