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
  const kilobytes = (bytes: number) => ({ a: 'x'.repeat(bytes - '{"a":""}'.length) })

  test('stay where a heartbeat has none, and are replaced as a whole by others', async () => {
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

  test('are taken up to 16 KiB, to the byte', async () => {
    const id = await givenTree(api.pool, 'a')
    expect(await beat({ supervisorId: id('a'), metrics: kilobytes(16 * 1024) })).toMatchObject({ accepted: true })
    expect((await columnsOf(id('a'))).health_metrics).toEqual(kilobytes(16 * 1024))
    expect(await unchanged(() => beat({ supervisorId: id('a'), metrics: kilobytes(16 * 1024 + 1) }))).toMatchObject({
      __typename: 'ValidationError',
      code: 'VALIDATION',
      path: ['input', 'metrics'],
    })
    // bytes as they are stored, not characters
    expect(await unchanged(() => beat({ supervisorId: id('a'), metrics: { a: 'é'.repeat(8 * 1024) } }))).toMatchObject({
      path: ['input', 'metrics'],
    })
  })

  test.each<[what: string, metrics: unknown, place: string[]]>([
    ['a list', [], []],
    ['a text', 'x', []],
    ['a number', 5, []],
    ['a NUL', { a: 'b\0' }, ['a']],
    ['a NUL in a key', { 'a\0': 1 }, []],
    ['a lone surrogate', { a: ['\ud800'] }, ['a', '0']],
    ['a key __proto__', JSON.parse('{"a": {"__proto__": 1}}'), ['a']],
  ])('that hold %s are refused, before the database sees them', async (_what, metrics, place) => {
    const id = await givenTree(api.pool, 'a:SPAWNING')
    api.statements.length = 0
    expect(await unchanged(() => beat({ supervisorId: id('a'), metrics }))).toMatchObject({
      __typename: 'ValidationError',
      path: ['input', 'metrics', ...place],
    })
    expect(api.statements).toEqual([])
  })
})

describe('what cannot be', () => {
  test.each([
    ['an id that is none', 'supervisorId', { supervisorId: 'a' }],
    ['a sequence below 0', 'sequence', { sequence: -1 }],
    ['an incarnation below 1', 'incarnation', { incarnation: 0 }],
  ])('%s is a ValidationError, before the database sees it', async (_what, place, input) => {
    const id = await givenTree(api.pool, 'a:SPAWNING')
    api.statements.length = 0
    expect(await unchanged(() => beat({ supervisorId: id('a'), ...input }))).toMatchObject({
      __typename: 'ValidationError',
      path: ['input', place],
    })
    expect(api.statements).toEqual([])
  })

  test('an incarnation that is yet to come is a ValidationError, whatever the status', async () => {
    const id = await givenTree(api.pool, 'a:SPAWNING, b, c:TERMINATED')
    for (const name of ['a', 'b', 'c'])
      expect(await unchanged(() => beat({ supervisorId: id(name), incarnation: 2, sequence: 1 }))).toMatchObject({
        __typename: 'ValidationError',
        path: ['input', 'incarnation'],
        message: expect.stringContaining("expected at most 1, the supervisor's incarnation, got 2.") as string,
      })
  })

  test('an id that no supervisor has is a NotFoundError', async () => {
    await givenTree(api.pool, 'a')
    const nobody = randomUUID()
    expect(await unchanged(() => beat({ supervisorId: nobody }))).toMatchObject({
      __typename: 'NotFoundError',
      code: 'NOT_FOUND',
      path: ['input', 'supervisorId'],
      id: nobody,
    })
  })

  test('a sequence that is no Int is an error of the variable', async () => {
    const id = await givenTree(api.pool, 'a')
    const { errors } = await api.request(beatDocument, { input: { supervisorId: id('a'), sequence: 2 ** 31 } })
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT'])
  })

  test('an id in upper case is one', async () => {
    const id = await givenTree(api.pool, 'a')
    expect(await beat({ supervisorId: id('a').toUpperCase() })).toMatchObject({ supervisorId: id('a'), accepted: true })
  })
})

describe('a viewer', () => {
  const as = async (viewer: Parameters<typeof execute>[0], input: HeartbeatInput) =>
    (await execute(viewer, beatDocument, { input })).data.heartbeat

  test('that may only read is refused, be the input what it may', async () => {
    const id = await givenTree(api.pool, 'a:SPAWNING')
    const before = await dumpTables(api.pool)
    for (const supervisorId of [id('a'), 'none', randomUUID()])
      expect(await as({ role: 'READ' }, { supervisorId })).toMatchObject({
        __typename: 'ForbiddenError',
        required: 'REPORT',
      })
    expect(await dumpTables(api.pool)).toEqual(before)
  })

  test.each(['REPORT', 'OPERATE', 'ADMIN'] as const)('with the role %s may report', async (role) => {
    const id = await givenTree(api.pool, 'a:SPAWNING')
    expect(await as({ role }, { supervisorId: id('a') })).toMatchObject({ status: 'ACTIVE', accepted: true })
  })

  test('of a subtree reports for all of it, and for nothing else', async () => {
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

  test('out of the subtree makes no heartbeat late that comes with its own', async () => {
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

  test('that knows of an incarnation to come makes no heartbeat late either', async () => {
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
