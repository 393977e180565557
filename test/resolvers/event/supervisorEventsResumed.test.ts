import { describe, expect, test } from 'vitest'
import { encodeEventCursor } from '../../../src/domain/page.ts'
import type { FollowEventsSubscription } from '../../generated/graphql.ts'
import { graphql } from '../../generated/index.ts'
import { withApi } from '../../support/api/withApi.ts'
import { withSockets, type Followed } from '../../support/api/withSockets.ts'
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
const { now, spawn, rename } = withFollowedEvents(api)

test('a snapshot and the events after its `eventCursor` give every later state during concurrent changes', async () => {
  const snapshotDocument = graphql(`
    query SnapshotToFollow {
      supervisors(first: 100) {
        nodes {
          id
          name
          version
        }
      }
      eventCursor
    }
  `)
  let isOver = false
  const writing = Promise.all(
    ['left', 'right', 'a', 'other'].map(async (parent) => {
      await spawn(`below ${parent}`, parent)
      for (let i = 0; !isOver; i++) {
        await rename(parent, `${parent} ${i}`)
        if (i % 20 === 10) await spawn(`${parent} ${i}`, 'root')
      }
    }),
  )
  const replicas: { rows: Map<string, Row>; followed: Followed<FollowEventsSubscription> }[] = []
  try {
    while (replicas.length < 8) {
      const { supervisors, eventCursor } = await api.data(snapshotDocument)
      replicas.push({
        rows: new Map(supervisors.nodes.map((row) => [row.id, row])),
        followed: sockets.follow(followDocument, { after: eventCursor }),
      })
    }
  } finally {
    isOver = true
    await writing
  }
  await spawn('the last')
  const expected = (await api.data(snapshotDocument)).supervisors.nodes

  for (const { rows, followed } of replicas) {
    await expect.poll(() => itemsOf(followed).map(describeItem).at(-1), { timeout: 5_000 }).toBe('SPAWNED the last')
    for (const item of itemsOf(followed)) {
      if (item.__typename !== 'SupervisorEvent') throw new Error(describeItem(item))
      const row = rows.get(item.supervisorId)
      // a snapshot may be newer than its cursor, but never older
      if (row && item.version <= row.version) continue
      expect(item.version).toBe((row?.version ?? 0) + 1)
      const name = item.after && typeof item.after.name === 'string' ? item.after.name : (row?.name ?? '')
      rows.set(item.supervisorId, { id: item.supervisorId, name, version: item.version })
    }
    expect([...rows.values()].sort(byId)).toEqual([...expected].sort(byId))
  }
})

interface Row {
  readonly id: string
  readonly name: string
  readonly version: number
}
const byId = (a: Row, b: Row): number => (a.id < b.id ? -1 : 1)

describe('if events are missing after the cursor', () => {
  test('the subscription ends with ResyncRequired and a cursor to resume from', async () => {
    const after = await now()
    await spawn('old')
    await spawn('newer')
    await api.pool.query('DELETE FROM supervisor_events WHERE sequence < (SELECT max(sequence) FROM supervisor_events)')
    const followed = sockets.follow(followDocument, { after })
    expect(await endOf(followed)).toEqual({})
    const [item, ...more] = itemsOf(followed)
    expect(more).toEqual([])
    if (item?.__typename !== 'ResyncRequired') throw new Error('expected ResyncRequired')
    expect(item.reason).toMatch(/no longer retained.*subscribe after eventCursor/)
    expect(item.eventCursor).toBe(await now())

    const resumed = sockets.follow(followDocument, { after: item.eventCursor })
    await spawn('next')
    await expectItems(resumed, ['SPAWNED next'])
  })

  test('the subscription ends with ResyncRequired if the cursor is of no event', async () => {
    const followed = sockets.follow(followDocument, { after: encodeEventCursor('1000000') })
    expect(await endOf(followed)).toEqual({})
    expect(itemsOf(followed)).toEqual([
      {
        __typename: 'ResyncRequired',
        reason: expect.stringMatching(/no such event/) as unknown,
        eventCursor: await now(),
      },
    ])
  })

  test('a subscription continues if the events that it already sent are deleted', async () => {
    const followed = sockets.follow(followDocument, { after: await now() })
    await spawn('one')
    await expectItems(followed, ['SPAWNED one'])
    // retention deletes all but the newest event too
    await api.pool.query('DELETE FROM supervisor_events WHERE sequence < (SELECT max(sequence) FROM supervisor_events)')
    await spawn('two')
    await expectItems(followed, ['SPAWNED one', 'SPAWNED two'])
  })
})
