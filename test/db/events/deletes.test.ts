import { describe, expect, test } from 'vitest'
import { givenTree } from '../../support/database/givenTree.ts'
import { withDatabase } from '../../support/database/withDatabase.ts'
import { eventsOf, verifyEventLogAfterEach } from '../../support/events/eventsOf.ts'
import { aMoment, withDirectWriter } from '../../support/events/withDirectWriter.ts'

const db = withDatabase()
const ofSupervisor = withDirectWriter(db)
verifyEventLogAfterEach(db)

describe('a DELETE', () => {
  /** The tree `root > a`. The supervisor a has a team with an active and an ended membership. */
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

  test('of a supervisor records an event for it, and for each team and active membership that it deletes', async () => {
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

  test('in the order of an ORM, members first, records the same events without causes', async () => {
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

  test('records the last path of the supervisor, even if it moved after the creation of the team', async () => {
    const { a, team } = await givenStaffed()
    await db.pool.query('UPDATE supervisors SET parent_id = NULL WHERE id = $1', [a])
    const events = await eventsOf(db, () =>
      db.pool.query(
        `BEGIN; DELETE FROM supervisor_team_members WHERE team_id = '${team}'; DELETE FROM supervisor_teams WHERE id = '${team}'; COMMIT`,
      ),
    )
    expect(events.map(({ path }) => path)).toEqual([[a], [a]])
  })

  test('of a parent whose children an ORM makes roots first also records their moves', async () => {
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

describe('the supervisor of an event is the nil UUID', () => {
  const own = withDatabase()
  const nil = '00000000-0000-0000-0000-000000000000'

  test.each([
    [
      'if the team of a deleted membership is gone without an event',
      'SET session_replication_role = replica; DELETE FROM supervisor_teams; RESET session_replication_role',
      'DELETE FROM supervisor_team_members',
      'MEMBER_LEFT',
    ],
    [
      'if TRUNCATE follows in the transaction',
      '',
      `BEGIN; UPDATE supervisor_team_members SET role = 'LEAD'; TRUNCATE supervisors CASCADE; COMMIT`,
      'MEMBER_UPDATED',
    ],
  ])('%s', async (_when, preparation, change, type) => {
    const id = await givenTree(own.pool, 'root')
    const session = await own.session()
    await session.query(
      `WITH team AS (INSERT INTO supervisor_teams (supervisor_id, name) VALUES ('${id('root')}', 'team') RETURNING id)
       INSERT INTO supervisor_team_members (team_id, agent_id) SELECT id, gen_random_uuid() FROM team`,
    )
    await session.query(preparation)

    const events = await eventsOf(own, () => session.query(change))
    expect(events).toMatchObject([{ type, supervisorId: nil, path: [nil] }])
    await session.query('TRUNCATE supervisors CASCADE')
  })
})
