import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { encodeEventCursor } from '../../../src/domain/page.ts'
import { graphql } from '../../generated/index.ts'
import { withApi } from '../../support/api/withApi.ts'
import { withSockets } from '../../support/api/withSockets.ts'
import { withFollower } from '../../support/api/withViewer.ts'
import { givenMember, givenTeam } from '../../support/database/givenRow.ts'
import {
  endOf,
  expectItems,
  followDocument,
  itemsOf,
  describeItem,
  withFollowedEvents,
} from '../../support/events/withFollowedEvents.ts'

const api = withApi()
const sockets = withSockets(api)
const followAs = withFollower(api)
const { id, now, spawn, move, rename } = withFollowedEvents(api)

describe('the subscription supervisorEvents', () => {
  test('begins now if no cursor is given', async () => {
    await spawn('before')
    const followed = sockets.follow(followDocument, {})
    await sockets.untilStarted()
    await spawn('after')
    await expectItems(followed, ['SPAWNED after'])
    expect(followed.end).toBe(undefined)
  })

  test('begins after the cursor of an event or of `eventCursor`, with the events since then', async () => {
    const start = await now()
    await spawn('one')
    await spawn('two')
    const fromState = sockets.follow(followDocument, { after: start })
    await expectItems(fromState, ['SPAWNED one', 'SPAWNED two'])
    const [first] = itemsOf(fromState)
    const fromEvent = sockets.follow(followDocument, {
      after: first?.__typename === 'SupervisorEvent' ? first.cursor : '',
    })
    await expectItems(fromEvent, ['SPAWNED two'])
    await spawn('three')
    await expectItems(fromState, ['SPAWNED one', 'SPAWNED two', 'SPAWNED three'])
    await expectItems(fromEvent, ['SPAWNED two', 'SPAWNED three'])
  })

  test('with `within` sends the events of a subtree, and moves into it or out of it', async () => {
    const after = await now()
    const watch = (name: string) => sockets.follow(followDocument, { within: id(name), after })
    const watching = ['root', 'left', 'right', 'a', 'other'].map((name) => ({ name, followed: watch(name) }))
    await rename('a', 'a1')
    await move('a', 'right')
    await rename('a', 'a2')
    await spawn('below', 'a')
    for (const name of ['other', 'left', 'right']) await spawn(`end of ${name}`, name)

    const [before, moved, later, below] = ['UPDATED a2', 'MOVED a2', 'UPDATED a2', 'SPAWNED below'] as const
    const expected: Record<string, string[]> = {
      root: [before, moved, later, below, 'SPAWNED end of left', 'SPAWNED end of right'],
      left: [before, moved, 'SPAWNED end of left'],
      right: [moved, later, below, 'SPAWNED end of right'],
      a: [before, moved, later, below],
      other: ['SPAWNED end of other'],
    }
    for (const { name, followed } of watching) {
      // the name is the one at the time of sending, which differs between subscribers
      const kinds = (items: string[]): string[] => items.map((item) => item.replace(/ a\d?$/, ' a'))
      await expect
        .poll(() => kinds(itemsOf(followed).map(describeItem)), { timeout: 5_000 })
        .toEqual(kinds(expected[name] ?? []))
    }
  })

  test('with `within` sends the events of teams and members in the subtree', async () => {
    const followed = sockets.follow(followDocument, { within: id('left'), after: await now() })
    await givenMember(api.pool, await givenTeam(api.pool, id('right'), 'elsewhere'), randomUUID())
    await givenMember(api.pool, await givenTeam(api.pool, id('a'), 'team'), randomUUID())
    await expectItems(followed, ['TEAM_CREATED a', 'MEMBER_JOINED a'])
  })

  test('with `types` sends only events of these types', async () => {
    const after = await now()
    const types = ['SUPERVISOR_MOVED', 'TEAM_CREATED'] as const
    const followed = sockets.follow(followDocument, { types: [...types], after })
    await spawn('x', 'left')
    await move('a', 'right')
    await givenTeam(api.pool, id('a'), 'team')
    await rename('a', 'a1')
    await move('a', 'left')
    await expect.poll(() => itemsOf(followed)).toHaveLength(3)
    expect(itemsOf(followed).map((item) => 'type' in item && item.type)).toEqual([types[0], types[1], types[0]])
  })

  test('sends the present state of the supervisor, and null if it was deleted', async () => {
    const after = await now()
    await spawn('gone', 'a')
    await rename('left', 'renamed')
    await rename('left', 'again')
    const { rows } = await api.pool.query<{ id: string }>(`DELETE FROM supervisors WHERE name = 'gone' RETURNING id`)
    await expectItems(sockets.follow(followDocument, { after }), [
      `SPAWNED ${rows[0]?.id}`,
      'UPDATED again',
      'UPDATED again',
      `DELETED ${rows[0]?.id}`,
    ])
  })

  test.each<[string, object]>([
    ['a malformed cursor', { after: 'nonsense' }],
    ['an empty cursor', { after: '' }],
    ['a plain sequence as cursor', { after: '1' }],
    ['a cursor beyond the largest sequence', { after: encodeEventCursor('9'.repeat(30)) }],
    ['a negative cursor', { after: encodeEventCursor('-1') }],
    ['an id that is no UUID', { within: 'x' }],
    ['an unknown type', { types: ['NOTHING'] }],
  ])('is refused for %s', async (_, variables) => {
    const { error } = await endOf(sockets.follow(String(followDocument), variables))
    expect(error).toEqual([
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_USER_INPUT' }) as unknown }),
    ])
  })

  test('is refused for a cursor of another list', async () => {
    const page = await api.data(
      graphql(`
        query SupervisorCursor {
          supervisors(first: 1) {
            pageInfo {
              endCursor
            }
          }
        }
      `),
    )
    const { error } = await endOf(sockets.follow(followDocument, { after: page.supervisors.pageInfo.endCursor }))
    expect(error).toMatchObject([{ path: ['supervisorEvents'], extensions: { code: 'BAD_USER_INPUT' } }])
  })
})

test('an internal error in an event is masked, logged with its `errorId`, and does not end the subscription', async () => {
  const followed = sockets.follow<{ supervisorEvents: unknown }, object>(
    'subscription { supervisorEvents { ... on SupervisorEvent { supervisor { name health { state } } } } }',
  )
  await sockets.untilStarted()
  await api.pool.query('ALTER FUNCTION health_state(text, timestamp, integer) RENAME TO hidden')
  try {
    await rename('a', 'a1')
    await expect.poll(() => followed.answers.length).toBe(1)
  } finally {
    await api.pool.query('ALTER FUNCTION hidden(text, timestamp, integer) RENAME TO health_state')
  }
  const error = followed.answers[0]?.errors?.[0]
  expect(error).toMatchObject({
    message: expect.not.stringMatching(/health_state/) as unknown,
    path: ['supervisorEvents', 'supervisor', 'health'],
    extensions: { code: 'INTERNAL_SERVER_ERROR' },
  })
  expect(api.log).toContainEqual(expect.objectContaining({ errorId: error?.extensions.errorId }))
  await rename('a', 'a2')
  await expect
    .poll(() => followed.answers[1])
    .toMatchObject({ data: { supervisorEvents: { supervisor: { name: 'a2', health: { state: 'UNKNOWN' } } } } })
})

describe('a caller that is limited to a subtree', () => {
  const take = async (viewer: { within: string | null }, variables: object, count: number): Promise<string[]> => {
    const answers = await followAs(viewer, followDocument, variables)
    const taken: string[] = []
    for await (const { data } of answers) if (taken.push(describeItem(data.supervisorEvents)) === count) break
    return taken
  }

  test('receives only the events of the subtree, even if it asks for others', async () => {
    const after = await now()
    await rename('root', 'top')
    await rename('a', 'a1')
    await spawn('beside', 'right')
    await move('a', 'right')
    await rename('a', 'unseen')
    await spawn('mine', 'left')
    const viewer = { within: id('left') }
    // the caller learns that a supervisor left its subtree, but its present fields stay hidden
    const expectedItems = [`UPDATED ${id('a')}`, `MOVED ${id('a')}`, 'SPAWNED mine']
    expect(await take(viewer, { after }, 3)).toEqual(expectedItems)
    expect(await take(viewer, { after, within: id('a') }, 2)).toEqual(expectedItems.slice(0, 2))
    expect(await take({ within: null }, { after }, 6)).toHaveLength(6)
  })
})
