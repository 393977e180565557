import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { dumpTables } from '../../support/database/dumpTables.ts'
import { givenTree, type IdOf } from '../../support/database/givenTree.ts'
import { lifecycleDocument } from '../../support/api/lifecycleMutation.ts'
import { withApi } from '../../support/api/withApi.ts'

const api = withApi()

afterEach(async () => {
  expect(await api.violations()).toEqual([])
  await api.pool.query('TRUNCATE supervisors, supervisor_events CASCADE')
})

type Verb = 'pause' | 'resume' | 'restart'
const mutate = async (verb: Verb, input: { id: string; [field: string]: unknown }) =>
  (await api.data(lifecycleDocument(`${verb}Supervisor`), { input: { scope: 'SUBTREE', ...input } })).result

/** Sends a request that is refused or changes nothing, and fails the test if it wrote anything. */
async function unchanged(...[verb, input]: Parameters<typeof mutate>) {
  const before = await dumpTables(api.pool)
  const result = await mutate(verb, input)
  expect(await dumpTables(api.pool)).toEqual(before)
  return result
}
async function statuses(): Promise<Record<string, string>> {
  const { rows } = await api.pool.query<{ name: string; status: string }>('SELECT name, status FROM supervisors')
  return Object.fromEntries(rows.map(({ name, status }) => [name, status]))
}

describe('with the scope SUBTREE, in a subtree of all statuses', () => {
  let id: IdOf
  const others = { root: 'ACTIVE', beside: 'ACTIVE' }
  beforeEach(async () => {
    id = await givenTree(
      api.pool,
      `root > [beside, top:ACTIVE > [s1:SPAWNING > a1, p1:PAUSED > [a2 > s2:SPAWNING, p2:PAUSED], f1:FAILED, t1:TERMINATED > t2:TERMINATED]]`,
    )
  })
  /** The statuses of the whole tree after the given changes. */
  const after = (changes: Record<string, string>) => ({
    ...others,
    ...{ top: 'ACTIVE', s1: 'SPAWNING', a1: 'ACTIVE', p1: 'PAUSED', a2: 'ACTIVE', s2: 'SPAWNING', p2: 'PAUSED' },
    ...{ f1: 'FAILED', t1: 'TERMINATED', t2: 'TERMINATED' },
    ...changes,
  })

  test.each([
    {
      verb: 'pause',
      changes: { top: 'PAUSED', a1: 'PAUSED', a2: 'PAUSED' },
      skipped: { SPAWNING: 2, PAUSED: 2, FAILED: 1 },
    },
    // the top is already ACTIVE, so it is counted as skipped
    { verb: 'resume', changes: { p1: 'ACTIVE', p2: 'ACTIVE' }, skipped: { SPAWNING: 2, ACTIVE: 3, FAILED: 1 } },
    {
      verb: 'restart',
      changes: { top: 'SPAWNING', a1: 'SPAWNING', p1: 'SPAWNING', a2: 'SPAWNING', p2: 'SPAWNING', f1: 'SPAWNING' },
      skipped: { SPAWNING: 2 },
    },
  ] as const)(
    '$verb changes every supervisor whose status allows it, and counts the others',
    async ({ verb, changes, skipped }) => {
      const changed = Object.keys(changes)
      expect(await mutate(verb, { id: id('top'), reason: 'all of you' })).toMatchObject({
        changed: true,
        changedCount: changed.length,
        skipped: Object.entries(skipped).map(([status, count]) => ({ status, count })),
        supervisor: { id: id('top') },
      })
      expect(await statuses()).toEqual(after(changes))

      const { rows } = await api.pool.query(
        `SELECT name, version, incarnation FROM supervisors WHERE status_reason = 'all of you' ORDER BY name`,
      )
      expect(rows).toEqual(
        changed.sort().map((name) => ({ name, version: 2, incarnation: verb === 'restart' ? 2 : 1 })),
      )
    },
  )

  test.each(['pause', 'restart'] as const)(
    '%s writes the event of the top first, as the cause of the others',
    async (verb) => {
      const { rows: last } = await api.pool.query<{ last: string }>(
        'SELECT max(sequence) AS last FROM supervisor_events',
      )
      const { changedCount } = await mutate(verb, { id: id('top'), reason: 'why' })
      const { rows } = await api.pool.query<{ sequence: string; supervisor_id: string; caused_by: string | null }>(
        'SELECT * FROM supervisor_events WHERE sequence > $1 ORDER BY sequence',
        [last[0]?.last],
      )
      const [first, ...rest] = rows
      expect(rows).toHaveLength(Number(changedCount))
      for (const event of rows)
        expect(event).toMatchObject({ type: 'SUPERVISOR_STATUS_CHANGED', reason: 'why', version: 2 })
      expect(first).toMatchObject({ supervisor_id: id('top'), caused_by: null })
      for (const event of rest) expect(event.caused_by).toBe(first?.sequence)
    },
  )

  test('the events have no cause if the top does not change', async () => {
    await mutate('resume', { id: id('top') })
    const { rows } = await api.pool.query(
      `SELECT caused_by FROM supervisor_events WHERE type = 'SUPERVISOR_STATUS_CHANGED'`,
    )
    expect(rows).toEqual([{ caused_by: null }, { caused_by: null }])
  })

  test('the expected version is compared with the top, even if the top does not change', async () => {
    await api.pool.query(`UPDATE supervisors SET description = 'new' WHERE name = 'top'`)
    for (const verb of ['pause', 'resume', 'restart'] as const)
      expect(await unchanged(verb, { id: id('top'), expectedVersion: 1 })).toMatchObject({
        __typename: 'ConflictError',
        current: { id: id('top'), version: 2 },
      })
    expect(await mutate('resume', { id: id('top'), expectedVersion: 2 })).toMatchObject({ changed: true })
  })

  test('no version is compared if no supervisor changes', async () => {
    await mutate('pause', { id: id('top') })
    expect(await unchanged('pause', { id: id('top'), expectedVersion: 99 })).toMatchObject({
      __typename: 'PauseSupervisorPayload',
      changed: false,
      changedCount: 0,
      skipped: [
        { status: 'SPAWNING', count: 2 },
        { status: 'PAUSED', count: 5 },
        { status: 'FAILED', count: 1 },
      ],
    })
  })

  test('one of ten concurrent requests changes the subtree', async () => {
    const results = await Promise.all(Array.from({ length: 10 }, () => mutate('pause', { id: id('top') })))
    expect(results).toHaveLength(10)
    expect(results.flatMap(({ changedCount }) => changedCount || [])).toEqual([3])
  })
})

test.each(['SPAWNING', 'PAUSED', 'FAILED'])(
  'pause skips a top that is %s and pauses its descendants',
  async (status) => {
    const id = await givenTree(api.pool, `top:${status} > [a, b > c]`)
    expect(await mutate('pause', { id: id('top') })).toMatchObject({
      changedCount: 3,
      skipped: [{ status, count: 1 }],
      supervisor: { status, version: 1 },
    })
    expect(await statuses()).toEqual({ top: status, a: 'PAUSED', b: 'PAUSED', c: 'PAUSED' })
  },
)

test.each(['pause', 'resume', 'restart'] as const)(
  '%s refuses the subtree of a TERMINATED supervisor',
  async (verb) => {
    const id = await givenTree(api.pool, 'root > terminated:TERMINATED > below:TERMINATED')
    expect(await unchanged(verb, { id: id('terminated') })).toMatchObject({
      __typename: 'InvalidTransitionError',
      from: 'TERMINATED',
      allowed: [],
    })
    expect(await unchanged(verb, { id: id('terminated'), expectedVersion: 7 })).toMatchObject({
      __typename: 'ConflictError',
    })
  },
)

test.each(['pause', 'restart'] as const)('%s runs as many statements for 60 supervisors as for 3', async (verb) => {
  const counts: number[] = []
  for (const below of [2, 59]) {
    const id = await givenTree(
      api.pool,
      `top${below} > [${Array.from({ length: below }, (_, i) => `n${below}-${i}`).join()}]`,
    )
    api.statements.length = 0
    expect(await mutate(verb, { id: id(`top${below}`) })).toMatchObject({ changedCount: below + 1 })
    counts.push(api.statements.length)
  }
  // BEGIN, the hierarchy lock, the top, its subtree, the change, COMMIT, and one read of the top for the payload
  expect(counts).toEqual([7, 7])
})
