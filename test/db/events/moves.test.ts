import { expect, test } from 'vitest'
import { givenTree } from '../../support/database/givenTree.ts'
import { withDatabase } from '../../support/database/withDatabase.ts'
import { eventsOf, verifyEventLogAfterEach } from '../../support/events/eventsOf.ts'
import { withDirectWriter } from '../../support/events/withDirectWriter.ts'

const db = withDatabase()
const ofSupervisor = withDirectWriter(db)
verifyEventLogAfterEach(db)

test('a move records an event for each descendant, caused by the event of the moved supervisor', async () => {
  const id = await givenTree(db.pool, 'root > [a > b > c, target]')
  const events = await eventsOf(db, () =>
    db.pool.query('UPDATE supervisors SET parent_id = $2 WHERE id = $1', [id('a'), id('target')]),
  )
  const [moved, ...ofDescendants] = events
  expect(moved).toEqual({
    ...ofSupervisor(id('a')),
    type: 'SUPERVISOR_MOVED',
    version: 2,
    path: [id('root'), id('target'), id('a')],
    previousPath: [id('root'), id('a')],
    before: { parentId: id('root'), hierarchyLevel: 1 },
    after: { parentId: id('target'), hierarchyLevel: 2 },
  })
  const descendant = (name: string, above: string[], level: number) => ({
    ...ofSupervisor(id(name)),
    type: 'SUPERVISOR_MOVED',
    version: 2,
    path: [id('root'), id('target'), ...above.map(id), id(name)],
    previousPath: [id('root'), ...above.map(id), id(name)],
    before: { hierarchyLevel: level },
    after: { hierarchyLevel: level + 1 },
    causedBy: moved?.sequence,
  })
  expect(ofDescendants).toHaveLength(2)
  expect(ofDescendants).toEqual(expect.arrayContaining([descendant('b', ['a'], 2), descendant('c', ['a', 'b'], 3)]))
})

test('a move within a level records only the new parent as a changed field', async () => {
  const id = await givenTree(db.pool, 'root > [x > a > b, y]')
  const events = await eventsOf(db, () =>
    db.pool.query('UPDATE supervisors SET parent_id = $2 WHERE id = $1', [id('a'), id('y')]),
  )
  expect(events).toMatchObject([
    { supervisorId: id('a'), before: { parentId: id('x') }, after: { parentId: id('y') } },
    { supervisorId: id('b'), before: {}, after: {}, path: [id('root'), id('y'), id('a'), id('b')] },
  ])
})

test('a change of status and parent in one UPDATE is one event of type SUPERVISOR_STATUS_CHANGED', async () => {
  const id = await givenTree(db.pool, 'root > [a > b, target]')
  const events = await eventsOf(db, () =>
    db.pool.query(`UPDATE supervisors SET parent_id = $2, status = 'PAUSED' WHERE id = $1`, [id('a'), id('target')]),
  )
  expect(events).toMatchObject([
    {
      type: 'SUPERVISOR_STATUS_CHANGED',
      supervisorId: id('a'),
      version: 2,
      previousPath: [id('root'), id('a')],
      path: [id('root'), id('target'), id('a')],
      before: { parentId: id('root'), hierarchyLevel: 1, status: 'ACTIVE' },
      after: { parentId: id('target'), hierarchyLevel: 2, status: 'PAUSED' },
    },
    { type: 'SUPERVISOR_MOVED', supervisorId: id('b'), causedBy: events[0]?.sequence },
  ])
})
