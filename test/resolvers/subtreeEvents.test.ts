import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { TypedDocumentString } from '../generated/graphql.ts'
import { givenTeam } from '../support/database/givenRow.ts'
import { givenTree, type IdOf } from '../support/database/givenTree.ts'
import { withApi } from '../support/api/withApi.ts'
import { withFollower, withViewer } from '../support/api/withViewer.ts'

/** What the events of a subtree could disclose about the rest of the hierarchy. Each test covers one leak. */

const api = withApi()
const execute = withViewer(api)
const follow = withFollower(api)
let id: IdOf

beforeEach(async () => {
  await api.pool.query('TRUNCATE supervisors, supervisor_events, supervisor_restarts CASCADE')
  id = await givenTree(api.pool, 'root > [above > [mine > [a > b], sibling], theirs > visitor], other')
})

interface SeenEvent {
  cursor: string
  type: string
  supervisorId: string
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
  reason: string | null
  causedBy: string | null
}
const fields = 'cursor type supervisorId before after reason causedBy supervisor { name }'

async function eventsFor(viewer: object, args: object = {}): Promise<SeenEvent[]> {
  const document = new TypedDocumentString<{ events: { totalCount: number; nodes: SeenEvent[] } }, object>(
    `query ($within: ID) { events(within: $within, newestFirst: false, first: 100) { totalCount nodes { ${fields} } } }`,
  )
  const { data, errors } = await execute(viewer, document, args)
  expect(errors).toBe(undefined)
  expect(data.events.totalCount).toBe(data.events.nodes.length)
  return data.events.nodes
}
const mine = () => ({ within: id('mine') })

/** The last events that the caller sees in the list. Expects a subscription to deliver the same ones. */
async function lastEvents(count: number): Promise<SeenEvent[]> {
  const listed = await eventsFor(mine())
  const document = new TypedDocumentString<{ supervisorEvents: SeenEvent }, object>(
    `subscription ($after: String) { supervisorEvents(after: $after) { ... on SupervisorEvent { ${fields} } } }`,
  )
  const followed = await follow(mine(), document, { after: listed.at(-count - 1)?.cursor })
  const received: SeenEvent[] = []
  for await (const { data } of followed) if (received.push(data.supervisorEvents) === count) break
  const last = listed.slice(-count)
  expect(received).toEqual(last)
  return last
}
const move = (what: string, below: string) =>
  api.pool.query('UPDATE supervisors SET parent_id = $2 WHERE id = $1', [id(what), id(below)])

test('the event that spawned the top names no parent, and has the level 0', async () => {
  const [top, child] = await eventsFor(mine())
  expect(top).toMatchObject({ supervisorId: id('mine'), after: { parentId: null, hierarchyLevel: 0 } })
  expect(child).toMatchObject({ supervisorId: id('a'), after: { parentId: id('mine'), hierarchyLevel: 1 } })
})

test('the last event of a supervisor that leaves the subtree does not show its new position', async () => {
  await move('a', 'theirs')
  expect(await lastEvents(2)).toMatchObject([
    { type: 'SUPERVISOR_MOVED', supervisorId: id('a'), before: { parentId: id('mine') }, after: null },
    { type: 'SUPERVISOR_MOVED', supervisorId: id('b'), after: null, supervisor: null },
  ])
  const seen = await eventsFor(mine())
  await api.pool.query(`UPDATE supervisors SET name = 'later' WHERE id = $1`, [id('a')])
  expect(await eventsFor(mine())).toEqual(seen)
  for (const outer of ['theirs', 'above', 'root']) expect(JSON.stringify(seen)).not.toContain(id(outer))
})

test('the first event of a supervisor that enters the subtree does not show its old position', async () => {
  const writer = await api.session()
  await writer.query(`BEGIN; SELECT set_config('app.reason', 'from theirs', true)`)
  await writer.query('UPDATE supervisors SET parent_id = $2 WHERE id = $1', [id('visitor'), id('a')])
  await writer.query('COMMIT')
  const [entered] = await lastEvents(1)
  expect(entered).toMatchObject({
    type: 'SUPERVISOR_MOVED',
    before: null,
    after: { parentId: id('a') },
    reason: null,
  })
})

test('a change of status together with a move out does not show the new status', async () => {
  await api.pool.query(`UPDATE supervisors SET parent_id = $2, status = 'PAUSED' WHERE id = $1`, [id('b'), id('other')])
  expect(await lastEvents(1)).toMatchObject([{ before: { status: 'ACTIVE', parentId: id('a') }, after: null }])
})

test('a move of the top, or of a supervisor above it, shows neither positions nor levels', async () => {
  await move('mine', 'other')
  await move('other', 'theirs')
  for (const event of await lastEvents(6))
    expect(event).toMatchObject({ type: 'SUPERVISOR_MOVED', before: {}, after: {} })
})

test('a deletion of the top names no parent', async () => {
  const [seen] = await (async () => {
    const tree = await givenTree(api.pool, 'over > [under]')
    const document = new TypedDocumentString<{ supervisorEvents: SeenEvent }, object>(
      `subscription { supervisorEvents { ... on SupervisorEvent { ${fields} } } }`,
    )
    const followed = await follow({ within: tree('under') }, document)
    const first = followed.next()
    await expect.poll(() => follow.countFollowers()).toBe(1)
    await api.pool.query('DELETE FROM supervisors WHERE id = $1', [tree('under')])
    const { value } = (await first) as { value: { data: { supervisorEvents: SeenEvent } } }
    await followed.return?.()
    return [value.data.supervisorEvents]
  })()
  expect(seen).toMatchObject({ type: 'SUPERVISOR_DELETED', before: { parentId: null, hierarchyLevel: 0 }, after: null })
})

test('`within` with an ancestor, a sibling or another tree finds what an unknown id finds', async () => {
  for (const outer of [...['root', 'above', 'sibling', 'theirs', 'other'].map(id), randomUUID()])
    expect(await eventsFor(mine(), { within: outer })).toEqual([])
  expect((await eventsFor(mine(), { within: id('a') })).map(({ supervisorId }) => supervisorId)).toEqual([
    id('a'),
    id('b'),
  ])
})

test('`within` finds the earlier events of a supervisor that has left the subtree', async () => {
  await move('a', 'theirs')
  const past = await eventsFor(mine(), { within: id('a') })
  expect(past.map(({ type }) => type)).toEqual([
    'SUPERVISOR_SPAWNED',
    'SUPERVISOR_SPAWNED',
    'SUPERVISOR_MOVED',
    'SUPERVISOR_MOVED',
  ])
})

describe('the cause of an event', () => {
  const pauseSubtree = (name: string) =>
    execute(
      {},
      new TypedDocumentString<object, object>(
        'mutation ($id: ID!) { pauseSupervisor(input: { id: $id, scope: SUBTREE }) { __typename } }',
      ),
      { id: id(name) },
    )

  test('is null if it is outside the subtree', async () => {
    await pauseSubtree('above')
    for (const event of await lastEvents(3)) expect(event).toMatchObject({ causedBy: null })
    expect((await eventsFor({})).slice(-3).every(({ causedBy }) => causedBy !== null)).toBe(true)
  })

  test('is its cursor if it is in the subtree', async () => {
    await pauseSubtree('mine')
    const [cause, ...others] = await lastEvents(3)
    for (const event of others) expect(event.causedBy).toBe(cause?.cursor)
  })
})

test('a restart by the policy of an outer supervisor does not name it in any field', async () => {
  const reason = `restarted by the policy of ${id('above')}: one_for_all, 1 of 5 restarts within 60 s`
  await api.pool.query(`UPDATE supervisors SET status = 'SPAWNING', status_reason = $2 WHERE id = $1`, [
    id('mine'),
    reason,
  ])
  const hidden = 'restarted by the policy of a supervisor outside the subtree'
  expect(await lastEvents(1)).toMatchObject([{ after: { status: 'SPAWNING', statusReason: hidden }, reason: hidden }])
  expect((await eventsFor({})).at(-1)).toMatchObject({ after: { statusReason: reason }, reason })
})

test('the events of teams are seen with their supervisor', async () => {
  await givenTeam(api.pool, id('theirs'), 'outside')
  await givenTeam(api.pool, id('a'), 'inside')
  const seen = (await eventsFor(mine())).filter(({ type }) => type === 'TEAM_CREATED')
  expect(seen).toMatchObject([{ supervisorId: id('a'), after: { name: 'inside', supervisorId: id('a') } }])
})

test('a cause outside takes the same statements as no cause', async () => {
  const document = new TypedDocumentString<{ events: { nodes: { causedBy: string | null }[] } }, object>(
    '{ events(first: 1) { nodes { causedBy } } }',
  )
  const statements = async () => {
    api.statements.length = 0
    const { data } = await execute(mine(), document)
    expect(data.events.nodes).toEqual([{ causedBy: null }])
    return api.statements.toSorted()
  }
  const outer = await api.pool.query<{ sequence: string }>(
    'SELECT sequence FROM supervisor_events WHERE supervisor_id = $1 LIMIT 1',
    [id('root')],
  )
  const without = await statements()
  await api.pool.query(`BEGIN; SET LOCAL session_replication_role = replica;
    UPDATE supervisor_events SET caused_by = ${outer.rows[0]?.sequence} WHERE supervisor_id = '${id('b')}'; COMMIT`)
  expect(await statements()).toEqual(without)
})
