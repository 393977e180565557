import { afterEach, expect, test } from 'vitest'
import { givenTree } from '../../support/database/givenTree.ts'
import { lifecycleDocument, type LifecycleMutation, lifecycleMutations } from '../../support/api/lifecycleMutation.ts'
import { withApi } from '../../support/api/withApi.ts'

const api = withApi()

afterEach(async () => {
  expect(await api.violations()).toEqual([])
  await api.pool.query('TRUNCATE supervisors, supervisor_events CASCADE')
})

/** The mutations that change a supervisor from the status on the left to the status above. */
const table = `
  from \\ to  | SPAWNING | ACTIVE   | PAUSED | FAILED | TERMINATED
  SPAWNING   |          | activate |        | fail   | terminate
  ACTIVE     | restart  |          | pause  | fail   | terminate
  PAUSED     | restart  | resume   |        | fail   | terminate
  FAILED     | restart  |          |        |        | terminate
  TERMINATED |          |          |        |        |          `

const [[, ...statuses] = [], ...rows] = table
  .trim()
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
const changes = rows.flatMap(([from = '', ...cells]) =>
  cells.map((verb, i) => ({ from, to: statuses[i] ?? '', verb })).filter(({ verb }) => verb !== ''),
)

/** The status to which a mutation leads from any status. */
function targetOf(mutation: LifecycleMutation): string {
  const change = changes.find(({ verb }) => `${verb}Supervisor` === mutation)
  if (!change) throw new Error(`the table has no ${mutation}`)
  return change.to
}

const cells = statuses.flatMap((from) =>
  lifecycleMutations.map(({ mutation }) => {
    const to = targetOf(mutation)
    const isChange = changes.some((change) => change.from === from && `${change.verb}Supervisor` === mutation)
    return { from, mutation, to, outcome: isChange ? 'changed' : from === to ? 'unchanged' : 'refused' }
  }),
)
const cellsOf = (outcome: string) => cells.filter((cell) => cell.outcome === outcome)

test('the table has every status as row and column, and leads each mutation to one status', () => {
  expect(rows.map(([from]) => from)).toEqual(statuses)
  expect(cells).toHaveLength(5 * 6)
  for (const { to, verb } of changes)
    expect(
      lifecycleMutations.find((each) => each.mutation === `${verb}Supervisor` && targetOf(each.mutation) === to),
    ).toBeDefined()
})

/** A supervisor with a reason and a heartbeat sequence, and a function that reads every row that a mutation could change. */
async function givenSupervisor(status: string) {
  const id = (await givenTree(api.pool, `root > a:${status}`))('a')
  await api.pool.query(
    `UPDATE supervisors SET status_reason = 'earlier', status_changed_at = '2026-01-01', heartbeat_sequence = 7 WHERE id = $1`,
    [id],
  )
  const readRows = async () => {
    const { rows: supervisors } = await api.pool.query<Record<string, unknown>>(
      'SELECT * FROM supervisors ORDER BY id = $1 DESC',
      [id],
    )
    const { rows: events } = await api.pool.query<Record<string, unknown>>(
      'SELECT * FROM supervisor_events ORDER BY sequence',
    )
    const [itself, ...others] = supervisors
    return { itself, others, events }
  }
  return { id, readRows }
}
async function mutate(mutation: LifecycleMutation, id: string) {
  return (await api.data(lifecycleDocument(mutation), { input: { id, reason: 'why' } })).result
}

test.each(cellsOf('changed'))('$mutation changes the status $from to $to', async ({ mutation, from, to }) => {
  const { id, readRows } = await givenSupervisor(from)
  const before = await readRows()
  const restarts = mutation === 'restartSupervisor'
  expect(await mutate(mutation, id)).toMatchObject({
    changed: true,
    supervisor: { id, status: to, statusReason: 'why', version: 3, incarnation: restarts ? 2 : 1 },
  })

  const { itself, others, events } = await readRows()
  expect(itself).toEqual({
    ...before.itself,
    status: to,
    status_reason: 'why',
    version: 3,
    incarnation: restarts ? 2 : 1,
    heartbeat_sequence: restarts ? null : '7',
    status_changed_at: itself?.updated_at,
    updated_at: expect.any(Date) as unknown,
  })
  expect(others).toEqual(before.others)
  const [change, ...childFailed] = events.slice(before.events.length)
  const common = { actor: 'local', reason: 'why' }
  expect(change).toMatchObject({
    ...common,
    type: 'SUPERVISOR_STATUS_CHANGED',
    supervisor_id: id,
    version: 3,
    caused_by: null,
  })
  const parent = { supervisor_id: others[0]?.id, version: others[0]?.version, caused_by: change?.sequence }
  expect(childFailed).toMatchObject(
    mutation === 'failSupervisor' ? [{ ...common, ...parent, type: 'CHILD_FAILED', after: { childId: id } }] : [],
  )
})

test.each(cellsOf('unchanged'))(
  '$mutation does not change a supervisor that is already $from',
  async ({ mutation, from }) => {
    const { id, readRows } = await givenSupervisor(from)
    const before = await readRows()
    expect(await mutate(mutation, id)).toMatchObject({
      changed: false,
      supervisor: { id, status: from, statusReason: 'earlier', version: 2 },
    })
    expect(await readRows()).toEqual(before)
  },
)

test.each(cellsOf('refused'))('$mutation refuses a supervisor that is $from', async ({ mutation, from, to }) => {
  const { id, readRows } = await givenSupervisor(from)
  const before = await readRows()
  const possible = changes.filter((change) => change.from === from).map((change) => change.to)
  const result = await mutate(mutation, id)
  expect(result).toMatchObject({ __typename: 'InvalidTransitionError', code: 'INVALID_TRANSITION', from, to })
  expect(new Set(result.allowed as string[])).toEqual(new Set(possible))
  for (const word of [from, to, ...possible]) expect(result.message).toContain(word)
  expect(await readRows()).toEqual(before)
})
