import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { eventsOf, verifyEventLogAfterEach } from '../../support/events/eventsOf.ts'
import { givenMember, givenTeam } from '../../support/database/givenRow.ts'
import { givenTree, type IdOf } from '../../support/database/givenTree.ts'
import { withDatabase } from '../../support/database/withDatabase.ts'

const db = withDatabase()
const agent = randomUUID()
let id: IdOf
let team = ''
let member = ''
const created = '2026-01-01T00:00:00.000'

beforeEach(async () => {
  await db.pool.query('DELETE FROM supervisors')
  id = await givenTree(db.pool, 'root > [a, b]')
  team = await givenTeam(db.pool, id('a'), 'team', { created_at: created })
  member = await givenMember(db.pool, team, agent, { joined_at: created })
})
verifyEventLogAfterEach(db)

const query = (sql: string, values: unknown[] = []) => eventsOf(db, () => db.pool.query(sql, values))
const ofTeam = () => ({
  supervisorId: id('a'),
  teamId: team,
  membershipId: null,
  agentId: null,
  path: [id('root'), id('a')],
  previousPath: null,
  reason: null,
  causedBy: null,
})
const ofMember = () => ({ ...ofTeam(), membershipId: member, agentId: agent })

describe('a team', () => {
  test('records one event with all its fields when it is inserted', async () => {
    const other = randomUUID()
    expect(
      await query(
        `INSERT INTO supervisor_teams (id, supervisor_id, name, objective, config, created_at, version)
         VALUES ($1, $2, 'other', 'win', '{"k": [1]}', $3, 7)`,
        [other, id('b'), created],
      ),
    ).toMatchObject([
      {
        ...ofTeam(),
        type: 'TEAM_CREATED',
        supervisorId: id('b'),
        teamId: other,
        path: [id('root'), id('b')],
        before: null,
        after: {
          supervisorId: id('b'),
          name: 'other',
          description: null,
          objective: 'win',
          config: { k: [1] },
          createdAt: `${created}Z`,
        },
      },
    ])
  })

  test.each([
    [`name = 'new'`, { name: 'team' }, { name: 'new' }],
    [`description = 'x'`, { description: null }, { description: 'x' }],
    [`objective = 'x'`, { objective: null }, { objective: 'x' }],
    [`config = '{"k": 1}'`, { config: {} }, { config: { k: 1 } }],
    [`created_at = '2025-01-01'`, { createdAt: `${created}Z` }, { createdAt: '2025-01-01T00:00:00.000Z' }],
    [`spawn_hash = '\\x00'`, {}, {}],
    [
      `name = 'new', objective = 'x', config = config`,
      { name: 'team', objective: null },
      { name: 'new', objective: 'x' },
    ],
  ])('records one event after SET %s', async (assignment, before, after) => {
    const events = await query(`UPDATE supervisor_teams SET ${assignment}`)
    expect(events).toMatchObject([{ ...ofTeam(), type: 'TEAM_UPDATED', version: 2 }])
    expect(events[0]).toMatchObject({ before: {}, after: {} })
    expect([events[0]?.before, events[0]?.after]).toEqual([before, after])
  })

  test.each([`name = name`, `updated_at = now()`, `name = name, version = 9`])(
    'records no event after SET %s',
    async (set) => {
      expect(await query(`UPDATE supervisor_teams SET ${set}`)).toEqual([])
    },
  )

  test('records the paths of both supervisors when it moves to another one', async () => {
    expect(await query('UPDATE supervisor_teams SET supervisor_id = $1', [id('b')])).toMatchObject([
      {
        ...ofTeam(),
        type: 'TEAM_UPDATED',
        version: 2,
        supervisorId: id('b'),
        path: [id('root'), id('b')],
        previousPath: [id('root'), id('a')],
        before: { supervisorId: id('a') },
        after: { supervisorId: id('b') },
      },
    ])
  })

  test('records that its active members left when it is deleted, and nothing for ended memberships', async () => {
    await givenMember(db.pool, team, agent, { joined_at: created, left_at: created })
    const events = await query('DELETE FROM supervisor_teams')
    expect(events).toMatchObject([
      { ...ofTeam(), type: 'TEAM_DELETED', version: 2, before: { name: 'team' }, after: null },
      {
        ...ofMember(),
        type: 'MEMBER_LEFT',
        version: 2,
        before: { teamId: team, agentId: agent, leftAt: null },
        after: null,
        causedBy: events[0]?.sequence,
      },
    ])
  })
})

describe('a membership', () => {
  test('records one event with all its fields when it is inserted', async () => {
    const [newcomer, membership] = [randomUUID(), randomUUID()]
    const events = await query(
      `INSERT INTO supervisor_team_members (id, team_id, agent_id, role, metadata, joined_at) VALUES ($1, $2, $3, 'LEAD', '{"k": 1}', $4)`,
      [membership, team, newcomer, created],
    )
    expect(events).toMatchObject([
      { ...ofTeam(), type: 'MEMBER_JOINED', membershipId: membership, agentId: newcomer, version: 1, before: null },
    ])
    expect(events[0]?.after).toEqual({
      teamId: team,
      agentId: newcomer,
      role: 'LEAD',
      metadata: { k: 1 },
      joinedAt: `${created}Z`,
      leftAt: null,
    })
  })

  test.each([
    [`role = 'LEAD'`, { role: 'MEMBER' }, { role: 'LEAD' }],
    [`metadata = '{"k": 1}'`, { metadata: {} }, { metadata: { k: 1 } }],
    [`joined_at = '2025-01-01'`, { joinedAt: `${created}Z` }, { joinedAt: '2025-01-01T00:00:00.000Z' }],
  ])('records one event after SET %s', async (assignment, before, after) => {
    const events = await query(`UPDATE supervisor_team_members SET ${assignment}`)
    expect(events).toMatchObject([{ ...ofMember(), type: 'MEMBER_UPDATED', version: 2 }])
    expect([events[0]?.before, events[0]?.after]).toEqual([before, after])
  })

  test('records no event if nothing changes', async () => {
    expect(await query('UPDATE supervisor_team_members SET role = role, left_at = left_at')).toEqual([])
  })

  test('records one event each when it ends, when the end is corrected, and when it becomes active again', async () => {
    const [first, second] = ['2026-02-01T00:00:00.000', '2026-03-01T00:00:00.000']
    const set = (leftAt: string | null) => query('UPDATE supervisor_team_members SET left_at = $1', [leftAt])
    const event = (type: string, version: number, before: string | null, after: string | null) => [
      { ...ofMember(), type, version, before: { leftAt: before }, after: { leftAt: after } },
    ]
    expect(await set(first)).toMatchObject(event('MEMBER_LEFT', 2, null, `${first}Z`))
    expect(await set(second)).toMatchObject(event('MEMBER_UPDATED', 3, `${first}Z`, `${second}Z`))
    expect(await set(null)).toMatchObject(event('MEMBER_JOINED', 4, `${second}Z`, null))
  })

  test.each([null, '2026-02-01T00:00:00.000'])(
    'records one event when it is deleted with the end %s',
    async (ended) => {
      await db.pool.query('UPDATE supervisor_team_members SET left_at = $1', [ended])
      const events = await query('DELETE FROM supervisor_team_members')
      expect(events).toMatchObject([
        {
          ...ofMember(),
          type: 'MEMBER_LEFT',
          version: ended === null ? 2 : 3,
          before: { role: 'MEMBER', leftAt: ended && `${ended}Z` },
          after: null,
        },
      ])
    },
  )

  test('records the paths of both supervisors when it moves to the team of another one', async () => {
    const other = await givenTeam(db.pool, id('b'), 'other')
    expect(await query('UPDATE supervisor_team_members SET team_id = $1', [other])).toMatchObject([
      {
        ...ofMember(),
        type: 'MEMBER_UPDATED',
        supervisorId: id('b'),
        teamId: other,
        path: [id('root'), id('b')],
        previousPath: [id('root'), id('a')],
        before: { teamId: team },
        after: { teamId: other },
      },
    ])
  })

  test('records both paths even if its first team is deleted after the move', async () => {
    const other = await givenTeam(db.pool, id('b'), 'other')
    const events = await query(
      `BEGIN; UPDATE supervisor_team_members SET team_id = '${other}'; DELETE FROM supervisor_teams WHERE id = '${team}'; COMMIT`,
    )
    expect(events).toMatchObject([
      { type: 'MEMBER_UPDATED', path: [id('root'), id('b')], previousPath: [id('root'), id('a')] },
      { type: 'TEAM_DELETED', teamId: team },
    ])
  })

  test('is recorded, like its team, even if both exist only within one transaction', async () => {
    const temporary = randomUUID()
    const events = await query(
      `BEGIN; INSERT INTO supervisor_teams (id, supervisor_id, name) VALUES ('${temporary}', '${id('b')}', 'temporary');
       INSERT INTO supervisor_team_members (team_id, agent_id) VALUES ('${temporary}', '${agent}');
       DELETE FROM supervisor_teams WHERE id = '${temporary}'; COMMIT`,
    )
    expect(events.map(({ type, path, teamId }) => [type, path, teamId])).toEqual(
      ['TEAM_CREATED', 'MEMBER_JOINED', 'TEAM_DELETED', 'MEMBER_LEFT'].map((type) => [
        type,
        [id('root'), id('b')],
        temporary,
      ]),
    )
  })
})
