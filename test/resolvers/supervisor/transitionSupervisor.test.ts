import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { dumpTables } from '../../support/database/dumpTables.ts'
import { untilBlocked } from '../../support/database/untilBlocked.ts'
import { givenTree } from '../../support/database/givenTree.ts'
import { lifecycleDocument, lifecycleMutations, type LifecycleMutation } from '../../support/api/lifecycleMutation.ts'
import { withApi } from '../../support/api/withApi.ts'
import { withViewer } from '../../support/api/withViewer.ts'

const api = withApi()
const execute = withViewer(api)

afterEach(async () => {
  expect(await api.violations()).toEqual([])
  await api.pool.query('TRUNCATE supervisors, supervisor_events CASCADE')
})

/** For each mutation: a status that it changes, the status after it, and a status that it refuses. */
const mutations = [
  { mutation: 'activateSupervisor', from: 'SPAWNING', to: 'ACTIVE', refused: 'PAUSED' },
  { mutation: 'pauseSupervisor', from: 'ACTIVE', to: 'PAUSED', refused: 'SPAWNING' },
  { mutation: 'resumeSupervisor', from: 'PAUSED', to: 'ACTIVE', refused: 'SPAWNING' },
  { mutation: 'failSupervisor', from: 'ACTIVE', to: 'FAILED', refused: 'TERMINATED' },
  { mutation: 'restartSupervisor', from: 'FAILED', to: 'SPAWNING', refused: 'TERMINATED' },
] as const

const mutate = async (mutation: LifecycleMutation, input: { id: string; [field: string]: unknown }) =>
  (await api.data(lifecycleDocument(mutation), { input: { reason: 'why', ...input } })).result

/** Sends a request that is refused or changes nothing, and fails the test if it wrote anything. */
async function unchanged(...[mutation, input]: Parameters<typeof mutate>) {
  const before = await dumpTables(api.pool)
  const result = await mutate(mutation, input)
  expect(await dumpTables(api.pool)).toEqual(before)
  return result
}

describe.each(mutations)('$mutation', ({ mutation, from, to, refused }) => {
  const scoped = lifecycleMutations.some((each) => each.mutation === mutation && each.scoped)
  const reasonRequired = mutation === 'failSupervisor'

  test('accepts an id in upper case, and changes only that supervisor', async () => {
    const id = await givenTree(api.pool, `root:${from} > a:${from} > b:${from}`)
    expect(await mutate(mutation, { id: id('a').toUpperCase(), ...(scoped && { scope: 'SELF' }) })).toMatchObject({
      changed: true,
      supervisor: { id: id('a'), status: to },
      ...(scoped && { changedCount: 1, skipped: [] }),
    })
    const { rows } = await api.pool.query('SELECT name, status, version FROM supervisors ORDER BY name')
    expect(rows).toEqual([
      { name: 'a', status: to, version: 2 },
      { name: 'b', status: from, version: 1 },
      { name: 'root', status: from, version: 1 },
    ])
  })

  test('changes nothing if the supervisor has the target status, even if the expected version differs', async () => {
    const id = await givenTree(api.pool, `a:${to}`)
    expect(await unchanged(mutation, { id: id('a'), expectedVersion: 99 })).toMatchObject({
      changed: false,
      supervisor: { id: id('a'), status: to, version: 1 },
      ...(scoped && { changedCount: 0, skipped: [] }),
    })
  })

  test('returns ConflictError with the current supervisor if the version differs from the expected one', async () => {
    const id = await givenTree(api.pool, `a:${from}`)
    await api.pool.query(`UPDATE supervisors SET description = 'new'`)
    for (const expectedVersion of [1, 3, 0, -1])
      expect(await unchanged(mutation, { id: id('a'), expectedVersion })).toMatchObject({
        __typename: 'ConflictError',
        code: 'CONFLICT',
        current: { id: id('a'), status: from, version: 2 },
      })
    expect(await mutate(mutation, { id: id('a'), expectedVersion: 2 })).toMatchObject({ changed: true })
  })

  test('returns InvalidTransitionError if the lifecycle has no such transition, after it compares the version', async () => {
    const id = await givenTree(api.pool, `a:${refused}`)
    expect(await unchanged(mutation, { id: id('a') })).toMatchObject({
      __typename: 'InvalidTransitionError',
      from: refused,
      to,
    })
    expect(await unchanged(mutation, { id: id('a'), expectedVersion: 1 })).toMatchObject({ from: refused })
    expect(await unchanged(mutation, { id: id('a'), expectedVersion: 2 })).toMatchObject({
      __typename: 'ConflictError',
      current: { version: 1 },
    })
  })

  test('returns NotFoundError for an unknown id', async () => {
    await givenTree(api.pool, `a:${from}`)
    const unknownId = randomUUID()
    expect(await unchanged(mutation, { id: unknownId })).toMatchObject({
      __typename: 'NotFoundError',
      code: 'NOT_FOUND',
      path: ['input', 'id'],
      id: unknownId,
    })
  })

  const invalidInputs: [name: string, field: string, input: object][] = [
    ['an id that is no UUID', 'id', { id: 'a' }],
    ['a reason with a NUL', 'reason', { reason: 'a\0b' }],
    ['a reason that is too long', 'reason', { reason: 'x'.repeat(10_001) }],
  ]
  if (reasonRequired)
    invalidInputs.push(['a blank reason', 'reason', { reason: ' \t\n\u00a0' }], ['no reason', 'reason', { reason: '' }])
  test.each(invalidInputs)('returns ValidationError for %s, without a statement', async (_name, field, input) => {
    const id = await givenTree(api.pool, `a:${from}`)
    api.statements.length = 0
    expect(await unchanged(mutation, { id: id('a'), ...input })).toMatchObject({
      __typename: 'ValidationError',
      code: 'VALIDATION',
      path: ['input', field],
    })
    expect(api.statements).toEqual([])
  })

  test('returns ForbiddenError without the role OPERATE, for any input', async () => {
    const id = await givenTree(api.pool, `a:${from}`)
    const before = await dumpTables(api.pool)
    for (const role of ['READ', 'REPORT'] as const)
      for (const input of [{ id: id('a') }, { id: 'none' }, { id: randomUUID() }])
        expect(
          (await execute({ role }, lifecycleDocument(mutation), { input: { reason: 'why', ...input } })).data.result,
        ).toMatchObject({ __typename: 'ForbiddenError', code: 'FORBIDDEN', required: 'OPERATE' })
    expect(await dumpTables(api.pool)).toEqual(before)
  })

  test('finds only supervisors in the subtree of the caller, and records the actor', async () => {
    const id = await givenTree(api.pool, `root:${from} > [mine:${from} > a:${from}, theirs:${from}]`)
    const viewer = { actor: 'ops', role: 'OPERATE', within: id('mine') } as const
    const as = async (name: string) =>
      (await execute(viewer, lifecycleDocument(mutation), { input: { id: id(name), reason: 'why' } })).data.result
    const before = await dumpTables(api.pool)
    for (const name of ['root', 'theirs'])
      expect(await as(name)).toMatchObject({ __typename: 'NotFoundError', id: id(name) })
    expect(await dumpTables(api.pool)).toEqual(before)
    for (const name of ['mine', 'a']) expect(await as(name)).toMatchObject({ changed: true })
    const { rows } = await api.pool.query(
      `SELECT type, supervisor_id AS id FROM supervisor_events WHERE actor = 'ops' ORDER BY sequence`,
    )
    const changed = (name: string) => ({ type: 'SUPERVISOR_STATUS_CHANGED', id: id(name) })
    const childFailed = (name: string) => ({ type: 'CHILD_FAILED', id: id(name) })
    expect(rows).toEqual(
      mutation === 'failSupervisor'
        ? [changed('mine'), childFailed('root'), changed('a'), childFailed('mine')]
        : [changed('mine'), changed('a')],
    )
  })

  test('makes the change once if ten requests are concurrent', async () => {
    const id = await givenTree(api.pool, `a:${from}`)
    const results = await Promise.all(Array.from({ length: 10 }, () => mutate(mutation, { id: id('a') })))
    expect(results.filter(({ changed }) => changed === true)).toHaveLength(1)
    expect(results.filter(({ changed }) => changed === false)).toHaveLength(9)
    const { rows } = await api.pool.query(
      `SELECT version FROM supervisor_events WHERE type = 'SUPERVISOR_STATUS_CHANGED'`,
    )
    expect(rows).toEqual([{ version: 2 }])
  })

  test('makes the change once if ten concurrent requests expect the same version, and refuses none', async () => {
    const id = await givenTree(api.pool, `a:${from}`)
    const input = { id: id('a'), expectedVersion: 1 }
    const results = await Promise.all(Array.from({ length: 10 }, () => mutate(mutation, input)))
    expect(results).toHaveLength(10)
    expect(results.filter(({ changed }) => changed)).toHaveLength(1)
  })
})

test.each(mutations.filter(({ mutation }) => mutation !== 'failSupervisor'))(
  '$mutation without a reason clears the previous reason',
  async ({ mutation, from }) => {
    const id = await givenTree(api.pool, `a:${from}`)
    await api.pool.query(`UPDATE supervisors SET status_reason = 'earlier'`)
    expect(await mutate(mutation, { id: id('a'), reason: null })).toMatchObject({ supervisor: { statusReason: null } })
  },
)

describe('while a writer that bypasses the API holds the row lock', () => {
  /** Pauses the supervisor, waits until the pause is blocked by the writer's row lock, and then commits the writer. */
  async function pauseDuringUpdate(input: { expectedVersion?: number }) {
    const id = await givenTree(api.pool, 'a > b')
    const writer = await api.session()
    await writer.query('BEGIN')
    await writer.query(`UPDATE supervisors SET description = 'new' WHERE id = $1`, [id('a')])
    const paused = mutate('pauseSupervisor', { id: id('a'), scope: 'SUBTREE', ...input })
    await untilBlocked(api.pool, writer)
    await writer.query('COMMIT')
    return paused
  }

  test('pauseSupervisor waits, and applies after the change of the writer', async () => {
    expect(await pauseDuringUpdate({})).toMatchObject({
      changed: true,
      changedCount: 2,
      supervisor: { status: 'PAUSED', version: 3 },
    })
  })

  test('pauseSupervisor returns ConflictError and changes nothing if it expects the previous version', async () => {
    expect(await pauseDuringUpdate({ expectedVersion: 1 })).toMatchObject({
      __typename: 'ConflictError',
      current: { status: 'ACTIVE', version: 2 },
    })
    const { rows } = await api.pool.query('SELECT status FROM supervisors')
    expect(rows).toEqual([{ status: 'ACTIVE' }, { status: 'ACTIVE' }])
  })
})

test('restartSupervisor increases the incarnation and clears the heartbeat sequence', async () => {
  const id = await givenTree(api.pool, 'a')
  for (const incarnation of [2, 3]) {
    await api.pool.query(`UPDATE supervisors SET heartbeat_sequence = 9, status = 'ACTIVE'`)
    expect(await mutate('restartSupervisor', { id: id('a') })).toMatchObject({
      supervisor: { status: 'SPAWNING', incarnation },
    })
    const { rows } = await api.pool.query('SELECT heartbeat_sequence FROM supervisors')
    expect(rows).toEqual([{ heartbeat_sequence: null }])
  }
})
