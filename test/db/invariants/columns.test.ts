import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { supervisorEventTypes } from '../../../src/domain/glossary.ts'
import { givenTree } from '../../support/database/givenTree.ts'
import { withDatabase } from '../../support/database/withDatabase.ts'

const db = withDatabase()
beforeEach(() => db.pool.query('DELETE FROM supervisors'))
afterEach(async () => {
  expect(await db.violations()).toEqual([])
})

const givenAll = async (): Promise<void> => {
  await givenTree(db.pool, 'a > b')
  await db.pool.query(`
    INSERT INTO supervisor_teams (supervisor_id, name) SELECT id, 'team' FROM supervisors WHERE name = 'a';
    INSERT INTO supervisor_team_members (team_id, agent_id) SELECT id, gen_random_uuid() FROM supervisor_teams`)
}

describe('the database overrides a writer’s values of', () => {
  test('path, hierarchy_level and version in an INSERT', async () => {
    await db.pool.query(
      `INSERT INTO supervisors (name, path, hierarchy_level, version) VALUES ('a', ARRAY[gen_random_uuid()], 7, 99)`,
    )

    const { rows } = await db.pool.query(
      'SELECT path = ARRAY[id] AS true_path, hierarchy_level, version FROM supervisors',
    )
    expect(rows).toEqual([{ true_path: true, hierarchy_level: 0, version: 1 }])
  })

  test('version in an INSERT of a team or a membership, also in its event', async () => {
    await givenTree(db.pool, 'a')
    await db.pool.query(`
      INSERT INTO supervisor_teams (supervisor_id, name, version) SELECT id, 'team', 2147483647 FROM supervisors;
      INSERT INTO supervisor_team_members (team_id, agent_id, version) SELECT id, gen_random_uuid(), -5 FROM supervisor_teams`)

    const { rows } = await db.pool.query(`SELECT type, version FROM supervisor_events ORDER BY sequence DESC LIMIT 2`)
    expect(rows).toEqual([
      { type: 'MEMBER_JOINED', version: 1 },
      { type: 'TEAM_CREATED', version: 1 },
    ])
    const versions = 'SELECT version FROM supervisor_teams UNION SELECT version FROM supervisor_team_members'
    expect((await db.pool.query(versions)).rows).toEqual([{ version: 1 }])
  })

  test('path and hierarchy_level in an UPDATE, with or without a move', async () => {
    const id = await givenTree(db.pool, 'a > b')
    await db.pool.query(`UPDATE supervisors SET path = '{}', hierarchy_level = 7`)
    await db.pool.query('UPDATE supervisors SET path = ARRAY[gen_random_uuid()], hierarchy_level = 7, parent_id = NULL')
    await db.pool.query('UPDATE supervisors SET parent_id = $2, path = ARRAY[id] WHERE id = $1', [id('a'), id('b')])

    const { rows } = await db.pool.query('SELECT name, hierarchy_level FROM supervisors ORDER BY name')
    expect(rows).toEqual([
      { name: 'a', hierarchy_level: 1 },
      { name: 'b', hierarchy_level: 0 },
    ])
  })

  test('path and hierarchy_level in a session with the setting of the trigger that writes paths', async () => {
    await givenTree(db.pool, 'a > b')
    const session = await db.session()
    await session.query(`SET hierarchy.repairing = 'on'`)
    await session.query(`UPDATE supervisors SET path = ARRAY[gen_random_uuid()], hierarchy_level = 7`)
  })

  test('path and hierarchy_level by a writer that does so in a trigger of its own table', async () => {
    await givenTree(db.pool, 'a > b')
    const session = await db.session()
    const role = `writer_${randomBytes(6).toString('hex')}`
    await session.query(`CREATE ROLE ${role}; GRANT SELECT, UPDATE ON supervisors TO ${role}`)
    try {
      await session.query(
        `SET ROLE ${role};
         CREATE TEMPORARY TABLE own (id int);
         CREATE FUNCTION pg_temp.forge() RETURNS trigger LANGUAGE plpgsql AS $$
           BEGIN UPDATE public.supervisors SET path = ARRAY[gen_random_uuid()], hierarchy_level = 7; RETURN NULL; END $$;
         CREATE TRIGGER forge AFTER INSERT ON own FOR EACH ROW EXECUTE FUNCTION pg_temp.forge();
         SET hierarchy.repairing = 'on';
         INSERT INTO own VALUES (1)`,
      )
    } finally {
      await session.query(`DROP TABLE own; RESET ROLE; DROP OWNED BY ${role} CASCADE; DROP ROLE ${role}`)
    }
  })

  test('version and updated_at of a supervisor or a team, and version of a membership', async () => {
    await givenAll()
    await db.pool.query(`UPDATE supervisors SET version = 99, updated_at = '2000-01-01'`)
    await db.pool.query(`UPDATE supervisor_teams SET version = 99, updated_at = '2000-01-01'`)
    await db.pool.query('UPDATE supervisor_team_members SET version = 99')

    const { rows } = await db.pool.query(
      `SELECT version, updated_at > '2001-01-01' AS kept FROM supervisors UNION SELECT version, updated_at > '2001-01-01' FROM supervisor_teams
       UNION SELECT version, true FROM supervisor_team_members`,
    )
    expect(rows).toEqual([{ version: 1, kept: true }])
  })
})

describe('a table of the server’s own accepts no', () => {
  const EVENT = `INSERT INTO supervisor_events (type, at, actor, supervisor_id, version, path)`
  test.for<[what: string, sql: string, constraint: string]>([
    [
      'event at infinity',
      `${EVENT} VALUES ('TEAM_UPDATED', 'infinity', 'x', gen_random_uuid(), 1, '{}')`,
      'supervisor_events_times_check',
    ],
    [
      'event in the year 10000',
      `${EVENT} VALUES ('TEAM_UPDATED', '10000-01-01', 'x', gen_random_uuid(), 1, '{}')`,
      'supervisor_events_times_check',
    ],
    [
      'event of an unknown type',
      `${EVENT} VALUES ('TEAM_RENAMED', now(), 'x', gen_random_uuid(), 1, '{}')`,
      'supervisor_events_type_check',
    ],
    ['sweep at infinity', `UPDATE sweeper SET last_round_at = 'infinity'`, 'sweeper_times_check'],
    ['grace period at the end of time', `UPDATE sweeper SET grace_from = '294276-12-31'`, 'sweeper_times_check'],
  ])('%s', async ([, sql, constraint]) => {
    await expect(db.pool.query(sql)).rejects.toMatchObject({ code: '23514', constraint })
  })

  test('event type that the API does not have', async () => {
    const { rows } = await db.pool.query<{ definition: string }>(
      `SELECT prosrc AS definition FROM pg_proc WHERE oid = 'is_event_type(text)'::regprocedure`,
    )
    const types = [...(rows[0]?.definition ?? '').matchAll(/'(\w+)'/g)].map(([, type]) => type)
    expect(new Set(types)).toEqual(new Set(supervisorEventTypes))
  })
})

describe('an id', () => {
  test('of a supervisor never changes', async () => {
    await givenTree(db.pool, 'a')

    await expect(db.pool.query('UPDATE supervisors SET id = gen_random_uuid()')).rejects.toMatchObject({
      code: '23514',
      table: 'supervisors',
      constraint: 'supervisors_id_immutable',
    })
    await db.pool.query('UPDATE supervisors SET id = id')
  })

  test.for(['supervisor_teams', 'supervisor_team_members'])('of a row of %s never changes', async (table) => {
    await givenAll()

    await expect(db.pool.query(`UPDATE ${table} SET id = gen_random_uuid()`)).rejects.toMatchObject({
      code: '23514',
      table,
      constraint: `${table}_id_immutable`,
    })
    await db.pool.query(`UPDATE ${table} SET id = id`)
  })

  test('of only f digits is refused, since it is the upper bound of paths', async () => {
    await expect(
      db.pool.query(`INSERT INTO supervisors (id, name) VALUES ('ffffffff-ffff-ffff-ffff-ffffffffffff', 'a')`),
    ).rejects.toMatchObject({ code: '23514', constraint: 'supervisors_id_check' })
    await db.pool.query(`INSERT INTO supervisors (id, name) VALUES ('ffffffff-ffff-ffff-ffff-fffffffffffe', 'a')`)
  })

  test('is unique', async () => {
    const id = await givenTree(db.pool, 'a')

    await expect(db.pool.query(`INSERT INTO supervisors (id, name) VALUES ($1, 'b')`, [id('a')])).rejects.toMatchObject(
      { code: '23505', constraint: 'supervisors_pkey' },
    )
  })
})

describe('a JSON column accepts only objects:', () => {
  const columns: [table: string, column: string][] = [
    ['supervisors', 'config'],
    ['supervisors', 'health_metrics'],
    ['supervisor_teams', 'config'],
    ['supervisor_team_members', 'metadata'],
  ]

  test.for(columns)('%s.%s', async ([table, column]) => {
    await givenAll()
    const set = (json: string | null): Promise<unknown> => db.pool.query(`UPDATE ${table} SET ${column} = $1`, [json])

    for (const json of ['[]', '[{}]', '"{}"', '1', 'true', 'null']) {
      await expect(set(json)).rejects.toMatchObject({ code: '23514', constraint: `${table}_${column}_check` })
    }
    await expect(set(null)).rejects.toMatchObject({ code: '23502', column })
    await set('{"a": [null]}')
  })
})

describe('JSON has at most 100 levels:', () => {
  const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
  const lists = (levels: number): string => `{"a":${'['.repeat(levels - 1)}1${']'.repeat(levels - 1)}}`

  test.for<[table: string, column: string, insert: string]>([
    ['supervisors', 'config', `INSERT INTO supervisors (name, config) VALUES ('x', $1)`],
    ['supervisors', 'health_metrics', `INSERT INTO supervisors (name, health_metrics) VALUES ('x', $1)`],
    [
      'supervisor_teams',
      'config',
      `INSERT INTO supervisor_teams (supervisor_id, name, config) SELECT id, 'x', $1 FROM supervisors LIMIT 1`,
    ],
    [
      'supervisor_team_members',
      'metadata',
      `INSERT INTO supervisor_team_members (team_id, agent_id, metadata) SELECT id, id, $1 FROM supervisor_teams LIMIT 1`,
    ],
  ])('%s.%s', async ([table, column, insert]) => {
    await givenAll()
    const update = `UPDATE ${table} SET ${column} = $1`
    for (const json of [nested, lists]) {
      for (const sql of [insert, update])
        await expect(db.pool.query(sql, [json(101)])).rejects.toMatchObject({
          code: '23514',
          table,
          constraint: `${table}_json_depth`,
        })
      await db.pool.query(update, [json(100)])
    }
    await db.pool.query(insert, [nested(100)])
  })
})

describe('a time must be in the years 1 to 9999:', () => {
  const columns: [table: string, column: string][] = [
    ['supervisors', 'created_at'],
    ['supervisors', 'updated_at'],
    ['supervisors', 'status_changed_at'],
    ['supervisors', 'last_heartbeat'],
    ['supervisor_teams', 'created_at'],
    ['supervisor_team_members', 'joined_at'],
    ['supervisor_team_members', 'left_at'],
  ]

  test.for(columns)('%s.%s', async ([table, column]) => {
    await givenAll()
    const insert = (time: string): Promise<unknown> =>
      db.pool.query(
        {
          supervisors: `INSERT INTO supervisors (name, ${column}) VALUES ('x', $1)`,
          supervisor_teams: `INSERT INTO supervisor_teams (supervisor_id, name, ${column}) SELECT id, 'x', $1 FROM supervisors LIMIT 1`,
          supervisor_team_members: `INSERT INTO supervisor_team_members (team_id, agent_id, ${column === 'left_at' ? 'joined_at, ' : ''}${column})
            SELECT id, gen_random_uuid(), ${column === 'left_at' ? `'0001-01-01', ` : ''}$1 FROM supervisor_teams LIMIT 1`,
        }[table] ?? '',
        [time],
      )

    for (const time of ['infinity', '10000-01-01', ...(column === 'left_at' ? [] : ['-infinity', '0001-12-31 BC'])]) {
      await expect(insert(time)).rejects.toMatchObject({ code: '23514', constraint: `${table}_times_check` })
    }
    await insert('0001-01-01')
    await db.pool.query('DELETE FROM supervisors')
    await givenAll()
    await insert('9999-12-31 23:59:59.999')
  })
})
