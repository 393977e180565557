import { describe, expect, test } from 'vitest'
import { withDatabase } from '../support/database/withDatabase.ts'
import { withVerifiedHierarchy } from '../support/database/withVerifiedHierarchy.ts'

const db = withDatabase()
const { id, team, member, findAfter } = withVerifiedHierarchy(db)
const STRANGER = '00000000-0000-0000-0000-00000000dead'
const ALL_F = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

const sorted = (...ids: string[]): string[] => ids.sort()

test('a sound database has no violation', async () => {
  expect(await db.violations()).toEqual([])
})

describe('verify_hierarchy() reports the table, row and invariant of', () => {
  test('changes without an event', async () => {
    const unrecorded = 'every change is on the record'
    expect(
      await findAfter(
        `UPDATE supervisors SET version = 7, description = 'new' WHERE id = '${id('c')}'`,
        `UPDATE supervisor_teams SET version = 2 WHERE id = '${team()}'`,
        `UPDATE supervisor_team_members SET version = 2 WHERE id = '${member()}'`,
        `UPDATE supervisor_events SET version = 3 WHERE supervisor_id = '${id('b')}'`,
      ),
    ).toEqual([
      ['supervisor_team_members', member(), unrecorded],
      ['supervisor_teams', team(), unrecorded],
      ['supervisors', id('b'), 'a new row has version 1'],
      ...sorted(id('b'), id('c')).map((supervisor) => ['supervisors', supervisor, unrecorded]),
    ])
  })

  test('a missing event of a row', async () => {
    expect(
      await findAfter(
        `INSERT INTO supervisor_events (type, at, actor, supervisor_id, version, path) VALUES ('SUPERVISOR_UPDATED', now(), 'x', '${id('b')}', 3, '{}')`,
        `UPDATE supervisors SET version = 3 WHERE id = '${id('b')}'`,
      ),
    ).toEqual([['supervisors', id('b'), 'every change is on the record']])
  })

  test('a cycle of one supervisor', async () => {
    expect(await findAfter(`UPDATE supervisors SET parent_id = id WHERE id = '${id('c')}'`)).toEqual([
      ['supervisors', id('c'), 'one parent, no cycle'],
    ])
  })

  test('a cycle of several supervisors, and their descendants', async () => {
    expect(await findAfter(`UPDATE supervisors SET parent_id = '${id('c')}' WHERE id IN ('${id('root')}')`)).toEqual(
      sorted(id('root'), id('a'), id('b'), id('c')).map((row) => ['supervisors', row, 'one parent, no cycle']),
    )
  })

  test('a missing parent', async () => {
    expect(await findAfter(`UPDATE supervisors SET parent_id = '${STRANGER}' WHERE id = '${id('c')}'`)).toEqual([
      ['supervisors', id('c'), 'one parent, no cycle'],
    ])
  })

  test('a path through another supervisor', async () => {
    expect(
      await findAfter(`UPDATE supervisors SET path = ARRAY['${id('dead')}', id]::uuid[] WHERE id = '${id('c')}'`),
    ).toEqual([['supervisors', id('c'), 'path is true']])
  })

  test('an empty path, whose level cannot be valid either', async () => {
    expect(await findAfter(`UPDATE supervisors SET path = '{}' WHERE id = '${id('c')}'`)).toEqual([
      ['supervisors', id('c'), 'hierarchy_level is true'],
      ['supervisors', id('c'), 'path is true'],
    ])
  })

  test('a level that differs from the path', async () => {
    expect(await findAfter(`UPDATE supervisors SET hierarchy_level = 5 WHERE id = '${id('c')}'`)).toEqual([
      ['supervisors', id('c'), 'hierarchy_level is true'],
    ])
  })

  test('a level beyond the maximum', async () => {
    expect(await findAfter('UPDATE hierarchy_settings SET max_level = 1')).toEqual([
      ['supervisors', id('b'), 'level within the maximum'],
    ])
  })

  test('two live children or two live roots with the same name', async () => {
    const twins = sorted(id('a'), id('c')).map((row) => [
      'supervisors',
      row,
      'one live supervisor per name under a parent',
    ])
    expect(await findAfter(`UPDATE supervisors SET name = 'a' WHERE id = '${id('c')}'`)).toEqual(twins)
    const roots = await findAfter(
      `INSERT INTO supervisors (id, name, path) VALUES ('${STRANGER}', 'root', ARRAY['${STRANGER}']::uuid[])`,
    )
    expect(roots).toEqual(
      sorted(id('root'), STRANGER).map((row) => ['supervisors', row, 'one live supervisor per name under a parent']),
    )
  })

  test('a live supervisor below a TERMINATED one', async () => {
    expect(await findAfter(`UPDATE supervisors SET status = 'PAUSED' WHERE id = '${id('gone')}'`)).toEqual([
      ['supervisors', id('gone'), 'no live supervisor below a TERMINATED one'],
    ])
  })

  test('an unknown status', async () => {
    expect(await findAfter(`UPDATE supervisors SET status = 'active' WHERE id = '${id('c')}'`)).toEqual([
      ['supervisors', id('c'), 'status is one of five'],
    ])
  })

  test('the id that is the upper bound of paths', async () => {
    expect(
      await findAfter(
        `UPDATE supervisors SET id = '${ALL_F}', path = ARRAY['${id('root')}', '${ALL_F}']::uuid[] WHERE id = '${id('c')}'`,
      ),
    ).toEqual([['supervisors', ALL_F, 'id is below the upper bound']])
  })

  test('a blank name', async () => {
    expect(await findAfter(`UPDATE supervisors SET name = E' \\t' WHERE id = '${id('c')}'`)).toEqual([
      ['supervisors', id('c'), 'name is not blank'],
    ])
    expect(await findAfter(`UPDATE supervisor_teams SET name = '' WHERE id = '${team()}'`)).toEqual([
      ['supervisor_teams', team(), 'name is not blank'],
    ])
  })

  test.each([
    [`E'cafe\\u0301'`, 'decomposed'],
    [`'a '`, 'a blank at the end'],
    [`E'a\\u200b'`, 'a zero-width character'],
  ])('a name in another form: %s, %s', async (name) => {
    const invariant = 'name is in its normal form'
    expect(await findAfter(`UPDATE supervisors SET name = ${name} WHERE id = '${id('c')}'`)).toEqual([
      ['supervisors', id('c'), invariant],
    ])
    expect(await findAfter(`UPDATE supervisor_teams SET name = ${name} WHERE id = '${team()}'`)).toEqual([
      ['supervisor_teams', team(), invariant],
    ])
  })

  test('JSON with more than 100 levels', async () => {
    const json = `'${'{"a":'.repeat(101)}1${'}'.repeat(101)}'`
    const invariant = 'JSON has at most 100 levels'
    expect(
      await findAfter(
        `UPDATE supervisors SET config = ${json} WHERE id = '${id('b')}'`,
        `UPDATE supervisors SET health_metrics = ${json} WHERE id = '${id('c')}'`,
        `UPDATE supervisor_teams SET config = ${json} WHERE id = '${team()}'`,
        `UPDATE supervisor_team_members SET metadata = ${json}`,
      ),
    ).toEqual([
      ['supervisor_team_members', member(), invariant],
      ['supervisor_teams', team(), invariant],
      ...sorted(id('b'), id('c')).map((row) => ['supervisors', row, invariant]),
    ])
  })

  test('rows that were inserted with another version than 1', async () => {
    expect(
      await findAfter(
        `UPDATE supervisor_teams SET version = 5 WHERE id = '${team()}'`,
        `UPDATE supervisor_team_members SET version = 5 WHERE id = '${member()}'`,
        `UPDATE supervisor_events SET version = 5 WHERE coalesce(membership_id, team_id) IN ('${team()}', '${member()}')`,
      ),
    ).toEqual([
      ['supervisor_team_members', member(), 'a new row has version 1'],
      ['supervisor_teams', team(), 'a new row has version 1'],
    ])
  })

  test.for([`config = '[]'`, `health_metrics = '1'`, `config = 'null', health_metrics = '"x"'`])(
    'JSON of a supervisor that is not an object: %s',
    async (assignment) => {
      expect(await findAfter(`UPDATE supervisors SET ${assignment} WHERE id = '${id('c')}'`)).toEqual([
        ['supervisors', id('c'), 'config and health_metrics are objects'],
      ])
    },
  )

  test('a missing or second row of settings', async () => {
    const violation = [['hierarchy_settings', null, 'there is one row of settings']]
    expect(await findAfter('DELETE FROM hierarchy_settings')).toEqual(violation)
    expect(await findAfter('INSERT INTO hierarchy_settings VALUES (false, 10)')).toEqual(violation)
  })

  test('a missing or second row of the sweeper', async () => {
    const violation = [['sweeper', null, 'there is one row of the sweeper']]
    expect(await findAfter('DELETE FROM sweeper')).toEqual(violation)
    expect(await findAfter('INSERT INTO sweeper VALUES (false)')).toEqual(violation)
  })

  test('several violations at once', async () => {
    expect(
      await findAfter(
        `UPDATE supervisors SET name = '' WHERE id = '${id('b')}'`,
        `UPDATE supervisors SET hierarchy_level = 0 WHERE id = '${id('c')}'`,
        `UPDATE supervisor_team_members SET role = ''`,
      ),
    ).toEqual([
      ['supervisor_team_members', member(), 'role is not blank'],
      ['supervisors', id('c'), 'hierarchy_level is true'],
      ['supervisors', id('b'), 'name is not blank'],
    ])
  })
})
