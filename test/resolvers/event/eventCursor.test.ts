import { describe, expect, test } from 'vitest'
import { encodeEventCursor } from '../../../src/domain/page.ts'
import { graphql } from '../../generated/index.ts'
import { givenTree } from '../../support/database/givenTree.ts'
import { fetchEvents } from '../../support/events/replayEvents.ts'
import { untilBlocked } from '../../support/database/untilBlocked.ts'
import { withApi } from '../../support/api/withApi.ts'
import { withViewer } from '../../support/api/withViewer.ts'

const api = withApi()
const execute = withViewer(api)

const cursorDocument = graphql(`
  query EventCursor {
    eventCursor
  }
`)
const behindDocument = graphql(`
  query EventsBehind($after: String) {
    events(newestFirst: false, after: $after) {
      nodes {
        type
      }
    }
  }
`)
const typesAfter = async (after: string) =>
  (await api.data(behindDocument, { after })).events.nodes.map(({ type }) => type)
const newest = async () => encodeEventCursor((await fetchEvents(api.pool)).at(-1)?.sequence ?? '')

describe('eventCursor', () => {
  test('of an empty event log is before all later events', async () => {
    const { eventCursor } = await api.data(cursorDocument, {})
    expect(await typesAfter(eventCursor)).toEqual([])
    await givenTree(api.pool, 'first')
    expect(await typesAfter(eventCursor)).toEqual(['SUPERVISOR_SPAWNED'])
  })

  test('is the cursor of the newest event, so later events follow it', async () => {
    await givenTree(api.pool, 'second > below')
    const { eventCursor } = await api.data(cursorDocument, {})
    expect(eventCursor).toBe(await newest())
    expect(await typesAfter(eventCursor)).toEqual([])
  })

  test('is read before the other fields of its request, so that they are never older', async () => {
    const snapshot = `query { supervisors { nodes { id } } ...position } fragment position on Query { now: eventCursor }`
    for (let request = 1; request <= 4; request++) {
      // the first requests run in graphql-js, the later ones are compiled
      const holder = await api.session()
      await holder.query('BEGIN; LOCK TABLE supervisor_events')
      api.statements.length = 0
      const answered = api.request(snapshot)
      await untilBlocked(api.pool, holder)
      expect(api.statements).toEqual([])
      await holder.query('ROLLBACK')
      expect((await answered).errors).toBe(undefined)
      expect(api.statements.map((text) => /FROM (\w+) e/.exec(text)?.[1])).toEqual(['supervisor_events', undefined])
    }
  })

  test('is the newest one of the whole hierarchy also for a caller that is limited to a subtree', async () => {
    const id = await givenTree(api.pool, 'within, without')
    await api.pool.query(`UPDATE supervisors SET name = 'elsewhere' WHERE id = $1`, [id('without')])
    const { data } = await execute({ within: id('within'), role: 'READ' }, cursorDocument, {})
    expect(data.eventCursor).toBe(await newest())
  })
})
