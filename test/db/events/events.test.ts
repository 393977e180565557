import { beforeEach, describe, expect, test } from 'vitest'
import { eventsOf, holdsItsRecord } from '../../support/events/eventsOf.ts'
import { givenTree } from '../../support/database/givenTree.ts'
import { withDatabase } from '../../support/database/withDatabase.ts'

const db = withDatabase()
const aMoment = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string
let role = ''
beforeEach(async () => {
  await db.pool.query('DELETE FROM supervisors')
  role = (await db.pool.query<{ role: string }>('SELECT session_user AS role')).rows[0]?.role ?? ''
})
holdsItsRecord(db)

/** What events of supervisors have in common, where a raw writer says nothing. */
const ofSupervisor = (id: string) => ({
  sequence: expect.stringMatching(/^\d+$/) as string,
  at: aMoment,
  actor: role,
  reason: null,
  supervisorId: id,
  teamId: null,
  membershipId: null,
  agentId: null,
  previousPath: null,
  causedBy: null,
})

test('a supervisor that is inserted leaves one event, with all that it is', async () => {
  const id = await givenTree(db.pool, 'root')
  const child = '0a0a0a0a-0000-4000-8000-000000000001'
  const events = await eventsOf(db, () =>
    db.pool.query(
      `INSERT INTO supervisors (id, name, parent_id, description, config, policy_version_id, status_changed_at, created_at, version)
       VALUES ($1, 'child', $2, 'what for', '{"a": [1, {"b": null}]}', $1, '2026-01-02 03:04:05.678', '2026-01-02 03:04:05', 9)`,
      [child, id('root')],
    ),
  )
  expect(events).toEqual([
    {
      ...ofSupervisor(child),
      type: 'SUPERVISOR_SPAWNED',
      version: 1,
      path: [id('root'), child],
      before: null,
      after: {
        name: 'child',
        description: 'what for',
        status: 'SPAWNING',
        statusReason: null,
        statusChangedAt: '2026-01-02T03:04:05.678Z',
        config: { a: [1, { b: null }] },
        parentId: id('root'),
        hierarchyLevel: 1,
        policyVersionId: child,
        incarnation: 1,
        createdAt: '2026-01-02T03:04:05.000Z',
      },
    },
  ])
})

const uuid = '0a0a0a0a-0000-4000-8000-000000000002'
/** One assignment, the event's type, what the fields that changed were and are, and why: a status says so itself. */
const updates: [assignment: string, type: string, before: object, after: object, reason?: string][] = [
  [`name = 'b'`, 'SUPERVISOR_UPDATED', { name: 'a' }, { name: 'b' }],
  [`description = 'x'`, 'SUPERVISOR_UPDATED', { description: null }, { description: 'x' }],
  [`config = '{"k": 1}'`, 'SUPERVISOR_UPDATED', { config: {} }, { config: { k: 1 } }],
  [`policy_version_id = '${uuid}'`, 'SUPERVISOR_UPDATED', { policyVersionId: null }, { policyVersionId: uuid }],
  [
    `created_at = '2026-01-01'`,
    'SUPERVISOR_UPDATED',
    { createdAt: '2025-01-01T00:00:00.000Z' },
    { createdAt: '2026-01-01T00:00:00.000Z' },
  ],
  [`incarnation = 2`, 'SUPERVISOR_UPDATED', { incarnation: 1 }, { incarnation: 2 }],
  [`status_reason = 'x'`, 'SUPERVISOR_UPDATED', { statusReason: null }, { statusReason: 'x' }],
  [
    `status_changed_at = '2026-01-01'`,
    'SUPERVISOR_UPDATED',
    { statusChangedAt: '2025-01-01T00:00:00.000Z' },
    { statusChangedAt: '2026-01-01T00:00:00.000Z' },
  ],
  [
    `status = 'PAUSED', status_reason = 'night', name = 'b'`,
    'SUPERVISOR_STATUS_CHANGED',
    { name: 'a', status: 'ACTIVE', statusReason: null, statusChangedAt: '2025-01-01T00:00:00.000Z' },
    { name: 'b', status: 'PAUSED', statusReason: 'night', statusChangedAt: aMoment },
    'night',
  ],
  [`spawn_hash = '\\x00'`, 'SUPERVISOR_UPDATED', {}, {}],
  [`name = 'b', last_heartbeat = now()`, 'SUPERVISOR_UPDATED', { name: 'a' }, { name: 'b' }],
  [`name = 'b', version = 77, updated_at = now()`, 'SUPERVISOR_UPDATED', { name: 'a' }, { name: 'b' }],
]
const givenA = async (): Promise<string> => {
  await db.pool.query(
    `INSERT INTO supervisors (id, name, status, created_at, status_changed_at) VALUES ('${uuid}', 'a', 'ACTIVE', '2025-01-01', '2025-01-01')`,
  )
  return uuid
}

test.each(updates)('UPDATE … SET %s leaves one event: %s', async (assignment, type, before, after, reason) => {
  const id = await givenA()
  expect(await eventsOf(db, () => db.pool.query(`UPDATE supervisors SET ${assignment}`))).toEqual([
    { ...ofSupervisor(id), type, version: 2, path: [id], before, after, reason: reason ?? null },
  ])
})

test.each([
  `last_heartbeat = now()`,
  `last_heartbeat = now(), health_metrics = '{"load": 0.5}', heartbeat_sequence = 5, updated_at = now()`,
  `name = name, status = status, parent_id = parent_id, config = config`,
  `updated_at = now(), version = 99, hierarchy_level = 5, path = '{}'`,
])('UPDATE … SET %s leaves none', async (assignment) => {
  await givenA()
  expect(await eventsOf(db, () => db.pool.query(`UPDATE supervisors SET ${assignment}`))).toEqual([])
})

test('a move leaves an event for each supervisor that it takes along, caused by that of the one moved', async () => {
  const id = await givenTree(db.pool, 'root > [a > b > c, target]')
  const events = await eventsOf(db, () =>
    db.pool.query('UPDATE supervisors SET parent_id = $2 WHERE id = $1', [id('a'), id('target')]),
  )
  const [moved, ...along] = events
  expect(moved).toEqual({
    ...ofSupervisor(id('a')),
    type: 'SUPERVISOR_MOVED',
    version: 2,
    path: [id('root'), id('target'), id('a')],
    previousPath: [id('root'), id('a')],
    before: { parentId: id('root'), hierarchyLevel: 1 },
    after: { parentId: id('target'), hierarchyLevel: 2 },
  })
  const carried = (name: string, above: string[], level: number) => ({
    ...ofSupervisor(id(name)),
    type: 'SUPERVISOR_MOVED',
    version: 2,
    path: [id('root'), id('target'), ...above.map(id), id(name)],
    previousPath: [id('root'), ...above.map(id), id(name)],
    before: { hierarchyLevel: level },
    after: { hierarchyLevel: level + 1 },
    causedBy: moved?.sequence,
  })
  expect(along).toHaveLength(2)
  expect(along).toEqual(expect.arrayContaining([carried('b', ['a'], 2), carried('c', ['a', 'b'], 3)]))
})

test('a move to a place of the same level tells of the path by nothing but the new parent', async () => {
  const id = await givenTree(db.pool, 'root > [x > a > b, y]')
  const events = await eventsOf(db, () =>
    db.pool.query('UPDATE supervisors SET parent_id = $2 WHERE id = $1', [id('a'), id('y')]),
  )
  expect(events).toMatchObject([
    { supervisorId: id('a'), before: { parentId: id('x') }, after: { parentId: id('y') } },
    { supervisorId: id('b'), before: {}, after: {}, path: [id('root'), id('y'), id('a'), id('b')] },
  ])
})

test('a change of status and place in one UPDATE is one event, of the status', async () => {
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

describe('one statement for many', () => {
  test('that inserts children before their parents tells the places that they end up in', async () => {
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

  test('that swaps a parent and its child leaves one event for each, and for what is carried along', async () => {
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

  test('that terminates a subtree leaves one event for each, and those of memberships are caused by them', async () => {
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
  test('are an event each, at one moment, with versions that follow on each other', async () => {
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

  test('tell the level that the last of several moves leaves', async () => {
    const id = await givenTree(db.pool, 'root > [a > b, one > two > three]')
    const script = ['three', 'two', 'one', 'three', 'one'].map(
      (to) => `UPDATE supervisors SET parent_id = '${id(to)}' WHERE id = '${id('a')}';`,
    )
    const events = await eventsOf(db, () => db.pool.query(`BEGIN; ${script.join(' ')} COMMIT`))
    expect(events).toHaveLength(10)
  })

  test('that insert and delete are both there', async () => {
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

describe('deleting', () => {
  /** root > a, which has a team of one active member and one who left. */
  const givenStaffed = async () => {
    const id = await givenTree(db.pool, 'root > a')
    const { rows } = await db.pool.query<{ team: string; active: string }>(
      `WITH team AS (INSERT INTO supervisor_teams (supervisor_id, name) VALUES ($1, 'team') RETURNING id), members AS (
         INSERT INTO supervisor_team_members (team_id, agent_id, joined_at, left_at) SELECT id, gen_random_uuid(), '2026-01-01', ended
         FROM team, (VALUES (NULL::timestamp), ('2026-01-02')) AS given (ended) RETURNING id, left_at)
       SELECT team.id AS team, members.id AS active FROM team, members WHERE left_at IS NULL`,
      [id('a')],
    )
    const { team = '', active = '' } = rows[0] ?? {}
    return { a: id('a'), path: [id('root'), id('a')], team, active }
  }

  test('a supervisor leaves an event of its own, and of each team and active membership that goes with it', async () => {
    const { a, path, team, active } = await givenStaffed()
    const events = await eventsOf(db, () => db.pool.query('DELETE FROM supervisors WHERE id = $1', [a]))
    const [supervisor, ofTeam] = events
    expect(events).toEqual([
      {
        ...ofSupervisor(a),
        type: 'SUPERVISOR_DELETED',
        version: 2,
        path,
        before: {
          name: 'a',
          description: null,
          status: 'ACTIVE',
          statusReason: null,
          statusChangedAt: aMoment,
          config: {},
          parentId: path[0],
          hierarchyLevel: 1,
          policyVersionId: null,
          incarnation: 1,
          createdAt: aMoment,
        },
        after: null,
      },
      expect.objectContaining({
        type: 'TEAM_DELETED',
        supervisorId: a,
        teamId: team,
        version: 2,
        path,
        before: expect.objectContaining({ supervisorId: a, name: 'team' }) as unknown,
        after: null,
        causedBy: supervisor?.sequence,
      }),
      expect.objectContaining({
        type: 'MEMBER_LEFT',
        supervisorId: a,
        teamId: team,
        membershipId: active,
        version: 2,
        path,
        before: expect.objectContaining({ teamId: team, leftAt: null }) as unknown,
        after: null,
        causedBy: ofTeam?.sequence,
      }),
    ])
  })

  test('in an ORM’s order, members first and the supervisor last, leaves the same, each on its own', async () => {
    const { a, path, team, active } = await givenStaffed()
    const events = await eventsOf(db, () =>
      db.pool.query(
        `BEGIN; DELETE FROM supervisor_team_members WHERE team_id = '${team}'; DELETE FROM supervisor_teams WHERE id = '${team}';
         DELETE FROM supervisors WHERE id = '${a}'; COMMIT`,
      ),
    )
    expect(events).toMatchObject([
      { type: 'MEMBER_LEFT', supervisorId: a, teamId: team, membershipId: active, path, causedBy: null },
      { type: 'TEAM_DELETED', supervisorId: a, teamId: team, path, causedBy: null },
      { type: 'SUPERVISOR_DELETED', supervisorId: a, path, causedBy: null },
    ])
  })

  test('tells where the supervisor was last, also where its team knows of an earlier place', async () => {
    const { a, team } = await givenStaffed()
    await db.pool.query('UPDATE supervisors SET parent_id = NULL WHERE id = $1', [a])
    const events = await eventsOf(db, () =>
      db.pool.query(
        `BEGIN; DELETE FROM supervisor_team_members WHERE team_id = '${team}'; DELETE FROM supervisor_teams WHERE id = '${team}'; COMMIT`,
      ),
    )
    expect(events.map(({ path }) => path)).toEqual([[a], [a]])
  })

  test('a parent, whose children an ORM makes roots before, leaves their moves', async () => {
    const id = await givenTree(db.pool, 'root > a > b')
    const events = await eventsOf(db, () =>
      db.pool.query(
        `BEGIN; UPDATE supervisors SET parent_id = NULL WHERE parent_id = '${id('a')}'; DELETE FROM supervisors WHERE id = '${id('a')}'; COMMIT`,
      ),
    )
    expect(events).toMatchObject([
      {
        type: 'SUPERVISOR_MOVED',
        supervisorId: id('b'),
        path: [id('b')],
        previousPath: [id('root'), id('a'), id('b')],
      },
      { type: 'SUPERVISOR_DELETED', supervisorId: id('a') },
    ])
  })
})
