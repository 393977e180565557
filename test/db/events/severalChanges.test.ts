import { describe, expect, test } from 'vitest'
import { givenTree } from '../../support/database/givenTree.ts'
import { withDatabase } from '../../support/database/withDatabase.ts'
import { eventsOf, verifyEventLogAfterEach } from '../../support/events/eventsOf.ts'
import { aMoment, withDirectWriter } from '../../support/events/withDirectWriter.ts'

const db = withDatabase()
withDirectWriter(db)
verifyEventLogAfterEach(db)

const uuid = '0a0a0a0a-0000-4000-8000-000000000002'

describe('one statement for several rows', () => {
  test('that inserts children before their parents records their final paths', async () => {
    const [a, b, c] = [1, 2, 3].map((n) => `0a0a0a0a-0000-4000-8000-00000000001${n}`)
    const events = await eventsOf(db, () =>
      db.pool.query(
        `INSERT INTO supervisors (id, name, parent_id) VALUES ($3, 'c', $2), ($2, 'b', $1), ($1, 'a', NULL)`,
        [a, b, c],
      ),
    )
    expect(events).toMatchObject([
      { type: 'SUPERVISOR_SPAWNED', supervisorId: c, version: 1, path: [a, b, c], after: { hierarchyLevel: 2 } },
      { type: 'SUPERVISOR_SPAWNED', supervisorId: b, version: 1, path: [a, b], after: { hierarchyLevel: 1 } },
      { type: 'SUPERVISOR_SPAWNED', supervisorId: a, version: 1, path: [a], after: { hierarchyLevel: 0 } },
    ])
  })

  test('that swaps a parent and its child records one event for each, and for each descendant', async () => {
    const id = await givenTree(db.pool, 'root > a > b > c')
    const [root, a, b, c] = ['root', 'a', 'b', 'c'].map(id)
    const events = await eventsOf(db, () =>
      db.pool.query(
        'UPDATE supervisors SET parent_id = CASE id WHEN $2 THEN $1::uuid ELSE $2 END WHERE id IN ($2, $3)',
        [root, b, a],
      ),
    )
    const moved = (of: unknown, path: unknown[], previousPath: unknown[]) =>
      expect.objectContaining({ type: 'SUPERVISOR_MOVED', supervisorId: of, version: 2, path, previousPath }) as unknown
    expect(events).toHaveLength(3)
    expect(events).toEqual(
      expect.arrayContaining([
        moved(a, [root, b, a], [root, a]),
        moved(b, [root, b], [root, a, b]),
        moved(c, [root, b, c], [root, a, b, c]),
      ]),
    )
    const causeOf = new Map(events.map(({ supervisorId, causedBy }) => [supervisorId, causedBy]))
    const ofB = events.find(({ supervisorId }) => supervisorId === b)?.sequence
    expect([causeOf.get(String(a)), causeOf.get(String(b)), causeOf.get(String(c))]).toEqual([null, null, ofB])
  })

  test('that terminates a subtree records one event per supervisor, which causes those of its memberships', async () => {
    const id = await givenTree(db.pool, 'root > [a > b, c]')
    for (const name of ['a', 'b', 'c'])
      await db.pool.query(
        `WITH team AS (INSERT INTO supervisor_teams (supervisor_id, name) VALUES ($1, 'team') RETURNING id)
         INSERT INTO supervisor_team_members (team_id, agent_id, joined_at, left_at) SELECT id, gen_random_uuid(), '2026-01-01', ended
         FROM team, (VALUES (NULL::timestamp), ('2026-01-02')) AS given (ended)`,
        [id(name)],
      )
    const events = await eventsOf(db, () =>
      db.pool.query(`UPDATE supervisors SET status = 'TERMINATED' WHERE id IN ($1, $2)`, [id('a'), id('b')]),
    )
    expect(events.map(({ type }) => type).toSorted()).toEqual([
      'MEMBER_LEFT',
      'MEMBER_LEFT',
      'SUPERVISOR_STATUS_CHANGED',
      'SUPERVISOR_STATUS_CHANGED',
    ])
    for (const name of ['a', 'b']) {
      const own = events.filter(({ supervisorId }) => supervisorId === id(name))
      const ended = own.find(({ type }) => type === 'SUPERVISOR_STATUS_CHANGED')
      const left = own.find(({ type }) => type === 'MEMBER_LEFT')
      expect(ended).toMatchObject({
        version: 2,
        before: { status: 'ACTIVE' },
        after: { status: 'TERMINATED' },
        causedBy: null,
      })
      expect(left).toMatchObject({
        version: 2,
        path: ended?.path,
        before: { leftAt: null },
        after: { leftAt: aMoment },
        causedBy: ended?.sequence,
      })
    }
  })
})

describe('several changes in one transaction', () => {
  test('are one event each, with the same time and consecutive versions', async () => {
    const id = await givenTree(db.pool, 'root > [a > b, target]')
    const events = await eventsOf(db, () =>
      db.pool.query(
        `BEGIN;
         UPDATE supervisors SET name = 'x' WHERE id = '${id('a')}';
         UPDATE supervisors SET name = 'x' WHERE id = '${id('a')}';
         UPDATE supervisors SET parent_id = '${id('target')}' WHERE id = '${id('a')}';
         UPDATE supervisors SET status = 'PAUSED' WHERE id = '${id('a')}';
         UPDATE supervisors SET parent_id = '${id('root')}' WHERE id = '${id('a')}';
         UPDATE supervisors SET status = 'ACTIVE' WHERE id = '${id('a')}';
         COMMIT`,
      ),
    )
    expect(new Set(events.map(({ at }) => at)).size).toBe(1)
    const ofA = events.filter(({ supervisorId }) => supervisorId === id('a'))
    expect(ofA.map(({ type, version }) => [type, version])).toEqual([
      ['SUPERVISOR_UPDATED', 2],
      ['SUPERVISOR_MOVED', 3],
      ['SUPERVISOR_STATUS_CHANGED', 4],
      ['SUPERVISOR_MOVED', 5],
      ['SUPERVISOR_STATUS_CHANGED', 6],
    ])
    const ofB = events.filter(({ supervisorId }) => supervisorId === id('b'))
    expect(ofB.map(({ version, causedBy }) => [version, causedBy])).toEqual([
      [2, ofA[1]?.sequence],
      [3, ofA[3]?.sequence],
    ])
  })

  test('record the path and the level of each of several moves', async () => {
    const id = await givenTree(db.pool, 'root > [a > b, one > two > three]')
    const script = ['three', 'two', 'one', 'three', 'one'].map(
      (to) => `UPDATE supervisors SET parent_id = '${id(to)}' WHERE id = '${id('a')}';`,
    )
    const events = await eventsOf(db, () => db.pool.query(`BEGIN; ${script.join(' ')} COMMIT`))
    expect(events).toHaveLength(10)
    const ofA = events.filter(({ supervisorId }) => supervisorId === id('a'))
    expect(ofA.map(({ path, after }) => [path.length - 1, after])).toEqual(
      [4, 3, 2, 4, 2].map((level, i) => {
        const parentId = id(['three', 'two', 'one', 'three', 'one'][i] ?? '')
        return [level, { parentId, hierarchyLevel: level }]
      }),
    )
    for (const [i, { path }] of ofA.entries()) expect(ofA[i + 1]?.previousPath ?? path).toEqual(path)
  })

  test.each(['', 'SET CONSTRAINTS ALL IMMEDIATE;'])(
    'that insert a row before its parent and then move, rename and delete it record each path: %s',
    async (immediate) => {
      const id = await givenTree(db.pool, 'root > [x > y, z]')
      const [above, below] = ['0a0a0a0a-0000-4000-8000-00000000000a', '0a0a0a0a-0000-4000-8000-00000000000b']
      const events = await eventsOf(db, () =>
        db.pool.query(
          `BEGIN;
           INSERT INTO supervisors (id, name, parent_id) VALUES ('${below}', 'below', '${above}'), ('${above}', 'above', '${id('y')}');
           ${immediate}
           UPDATE supervisors SET parent_id = '${id('root')}' WHERE id = '${below}';
           UPDATE supervisors SET name = 'renamed' WHERE id = '${below}';
           SAVEPOINT here; UPDATE supervisors SET parent_id = '${id('x')}' WHERE id = '${below}'; ROLLBACK TO SAVEPOINT here;
           UPDATE supervisors SET parent_id = '${id('z')}' WHERE id = '${below}';
           DELETE FROM supervisors WHERE id = '${below}';
           COMMIT`,
        ),
      )
      const root = [id('root'), below]
      const moved = [id('root'), id('z'), below]
      expect(events.filter(({ supervisorId }) => supervisorId === below)).toMatchObject([
        {
          type: 'SUPERVISOR_SPAWNED',
          path: [id('root'), id('x'), id('y'), above, below],
          after: { hierarchyLevel: 4 },
        },
        { type: 'SUPERVISOR_MOVED', path: root, before: { hierarchyLevel: 4 }, after: { hierarchyLevel: 1 } },
        { type: 'SUPERVISOR_UPDATED', path: root },
        { type: 'SUPERVISOR_MOVED', path: moved, previousPath: root, after: { hierarchyLevel: 2 } },
        { type: 'SUPERVISOR_DELETED', path: moved },
      ])
    },
  )

  test('that insert and delete a row are both recorded', async () => {
    const events = await eventsOf(db, () =>
      db.pool.query(
        `BEGIN; INSERT INTO supervisors (id, name) VALUES ('${uuid}', 'a'); DELETE FROM supervisors WHERE id = '${uuid}'; COMMIT`,
      ),
    )
    expect(events.map(({ type, version }) => [type, version])).toEqual([
      ['SUPERVISOR_SPAWNED', 1],
      ['SUPERVISOR_DELETED', 2],
    ])
  })
})
