import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Queryable } from '../../src/db/database.ts'
import { fetchSubtreeCounts, type SubtreeCounts } from '../../src/db/queries/counts.ts'
import { fetchHorizon } from '../../src/db/queries/events.ts'
import { inSnapshot } from '../../src/db/snapshot.ts'
import { countGroups } from '../../src/domain/counts.ts'
import { keepCounts, keepCountsIn } from '../../src/events/createCountKeeper.ts'
import { withApi } from '../support/api/withApi.ts'
import { givenMember, givenTeam } from '../support/database/givenRow.ts'
import { givenTree, type IdOf } from '../support/database/givenTree.ts'
import { keepUntilCurrent, randomChange } from '../support/database/randomChanges.ts'

const api = withApi()
const groups = countGroups.supervisors | countGroups.teams | countGroups.members
const hourMs = 3_600_000

type Counts = Omit<SubtreeCounts, 'computedAt' | 'ageMs'>

/** The counts of the whole hierarchy and of each subtree, kept or computed. */
async function countsOf(db: Queryable, maxAgeMs: number): Promise<Map<string | null, Counts>> {
  const roots = (await db.query<{ id: string }>(sql`SELECT id FROM supervisors ORDER BY id`)).map(({ id }) => id)
  const [whole] = await fetchSubtreeCounts(db, [{ root: null, maxAgeMs }], groups)
  const subtrees = await fetchSubtreeCounts(
    db,
    roots.map((root) => ({ root, maxAgeMs })),
    groups,
  )
  return new Map(
    [[null, whole] as const, ...roots.map((root, i) => [root, subtrees[i]] as const)].map(([root, found]) => {
      if (!found) throw new Error(`expected counts of ${root}`)
      const { byStatus = {}, path, supervisors, maxLevel, teams, activeMemberships, activeAgents } = found
      const counts = { path, supervisors, maxLevel, teams, activeMemberships, activeAgents }
      return [
        root,
        { ...counts, byStatus: Object.fromEntries(Object.entries(byStatus).filter(([, count]) => count > 0)) },
      ]
    }),
  )
}

/** Counts the changes, and compares the kept counts with brute force in the same snapshot, while other sessions write. */
async function expectExact(): Promise<void> {
  const horizon = await fetchHorizon(api.db)
  await inSnapshot(api.db, async (tx) => {
    expect(await keepCountsIn(tx, horizon, 0)).toBe('current')
    const kept = await countsOf(tx, hourMs)
    expect(kept).toEqual(await countsOf(tx, 0))
  })
}

const isKept = async (root: string | null = null): Promise<boolean> => {
  const [counts] = await fetchSubtreeCounts(api.db, [{ root, maxAgeMs: hourMs }], groups)
  return (counts?.ageMs ?? 0) > 0
}

beforeEach(async () => {
  await api.pool.query('DELETE FROM supervisors; DELETE FROM supervisor_events')
  await keepUntilCurrent(api.db)
})

describe('kept counts', () => {
  let id: IdOf
  const [one, two] = [randomUUID(), randomUUID()]
  const member = async (name: string, agent: string) =>
    givenMember(api.pool, await givenTeam(api.pool, id(name), randomUUID()), agent)
  beforeEach(async () => {
    id = await givenTree(api.pool, 'a > [b > [c, d:TERMINATED], e:PAUSED > f], g')
    for (const name of ['a', 'c', 'c', 'f', 'g']) await member(name, one)
    for (const name of ['b', 'f']) await member(name, two)
    await keepUntilCurrent(api.db)
  })

  test('are equal to those that are computed, for each subtree', async () => {
    expect(await isKept()).toBe(true)
    const counts = await countsOf(api.db, hourMs)
    expect(counts.get(null)).toMatchObject({
      supervisors: 6,
      maxLevel: 2,
      teams: 7,
      activeMemberships: 7,
      activeAgents: 2,
    })
    expect(counts.get(id('b'))).toMatchObject({ supervisors: 2, teams: 3, activeMemberships: 3, activeAgents: 2 })
    expect(counts.get(id('e'))).toMatchObject({
      byStatus: { PAUSED: 1, ACTIVE: 1 },
      activeMemberships: 2,
      activeAgents: 2,
    })
    expect(counts).toEqual(await countsOf(api.db, 0))
  })

  test.each([
    ['a move of a subtree', `UPDATE supervisors SET parent_id = $2 WHERE id = $1`, ['b', 'e']],
    ['a move to the root', `UPDATE supervisors SET parent_id = NULL WHERE id = $1`, ['b']],
    ['a termination', `UPDATE supervisors SET status = 'TERMINATED' WHERE id = $1`, ['f']],
    ['a change of status', `UPDATE supervisors SET status = 'FAILED' WHERE id = $1`, ['a']],
    ['a move of teams', `UPDATE supervisor_teams SET supervisor_id = $2 WHERE supervisor_id = $1`, ['c', 'g']],
    ['a deletion of teams', `DELETE FROM supervisor_teams WHERE supervisor_id = $1`, ['c']],
    ['a deletion of a supervisor', `DELETE FROM supervisors WHERE id = $1`, ['f']],
    [
      'a move of memberships',
      `UPDATE supervisor_team_members SET team_id = (SELECT id FROM supervisor_teams WHERE supervisor_id = $2)
       WHERE team_id IN (SELECT id FROM supervisor_teams WHERE supervisor_id = $1)`,
      ['b', 'g'],
    ],
    [
      'another agent',
      `UPDATE supervisor_team_members SET agent_id = gen_random_uuid()
       WHERE team_id IN (SELECT id FROM supervisor_teams WHERE supervisor_id = $1)`,
      ['c'],
    ],
    [
      'an end of memberships',
      `UPDATE supervisor_team_members SET left_at = joined_at
       WHERE team_id IN (SELECT id FROM supervisor_teams WHERE supervisor_id = $1)`,
      ['a'],
    ],
    ['a root above a root', `UPDATE supervisors SET parent_id = $2 WHERE id = $1`, ['a', 'g']],
  ])('follow %s in SQL', async (_name, statement, names) => {
    const before = await countsOf(api.db, hourMs)
    await api.pool.query({ text: statement, values: names.map(id) })
    await expectExact()
    expect(await countsOf(api.db, hourMs)).not.toEqual(before)
  })

  test('are exact after several changes of the same rows in one transaction', async () => {
    await api.pool.query(`BEGIN; UPDATE supervisors SET parent_id = '${id('e')}' WHERE id = '${id('c')}';
      UPDATE supervisors SET parent_id = '${id('g')}' WHERE id = '${id('e')}'; UPDATE supervisors SET status = 'TERMINATED' WHERE id = '${id('f')}'; COMMIT`)
    await expectExact()
  })

  test('are not used for a new supervisor, whose subtree is computed', async () => {
    const added = await givenTree(api.pool, 'new > below')
    expect(await isKept(added('new'))).toBe(false)
    expect((await fetchSubtreeCounts(api.db, [{ root: added('new'), maxAgeMs: hourMs }], groups))[0]).toMatchObject({
      supervisors: 2,
    })
  })

  test('of an id that no supervisor has are 0, also of the id that stands for the whole hierarchy', async () => {
    for (const root of [randomUUID(), 'ffffffff-ffff-ffff-ffff-ffffffffffff'])
      expect((await fetchSubtreeCounts(api.db, [{ root, maxAgeMs: hourMs }], groups))[0]).toMatchObject({
        supervisors: 0,
        teams: 0,
        activeAgents: 0,
        path: null,
      })
  })

  test('are not used if they are older than the request accepts, or from the future', async () => {
    const shift = (by: string) =>
      api.pool.query(`UPDATE count_progress SET computed_at = timezone('utc', clock_timestamp()) + $1::interval`, [by])
    await shift('-2 hours')
    expect(await isKept()).toBe(false)
    await shift('1 minute')
    expect(await isKept()).toBe(false)
    await shift('-10 minutes')
    expect(await isKept()).toBe(true)
  })

  test('are built again if events were deleted that have not been counted', async () => {
    await api.pool.query(`UPDATE supervisors SET parent_id = $2 WHERE id = $1`, [id('b'), id('g')])
    await api.pool.query('DELETE FROM supervisor_events')
    expect(await keepCounts(api.db)).toBe('behind')
    expect(await isKept()).toBe(false)
    await keepUntilCurrent(api.db)
    expect(await isKept()).toBe(true)
    expect(await countsOf(api.db, hourMs)).toEqual(await countsOf(api.db, 0))
  })

  test('notice changes without events within some runs', async () => {
    await api.pool.query(`BEGIN; SET LOCAL session_replication_role = replica;
      DELETE FROM supervisor_team_members; UPDATE supervisors SET status = 'FAILED' WHERE id = '${id('c')}'; COMMIT`)
    for (let run = 0; run < 6; run++) await keepCounts(api.db)
    await expectExact()
  })

  test('are kept by one of several servers at a time', async () => {
    const states = await Promise.all([keepCounts(api.db), keepCounts(api.db), keepCounts(api.db)])
    expect(states).toContain('current')
    await expectExact()
  })

  test('are the same after a run that was killed', async () => {
    await api.pool.query(`UPDATE supervisors SET parent_id = $2 WHERE id = $1`, [id('b'), id('e')])
    const horizon = await fetchHorizon(api.db)
    const killed = inSnapshot(api.db, async (tx) => {
      await keepCountsIn(tx, horizon, 0)
      await tx.query(sql`SELECT pg_terminate_backend(pg_backend_pid())`)
    })
    await expect(killed).rejects.toThrow()
    await expectExact()
  })
})

test('kept counts are exact at their moment while other sessions change everything', { timeout: 120_000 }, async () => {
  await givenTree(api.pool, 'a > [b > [c > d, e], f], g > h')
  await keepUntilCurrent(api.db)
  const agents = Array.from({ length: 6 }, () => randomUUID())
  let writes = 0
  let isDone = false
  const writers = Array.from({ length: 3 }, async (_, i) => {
    const session = await api.session()
    while (!isDone) {
      // a refused change changes nothing
      const changed = await session.query(randomChange(agents)).then(
        () => true,
        () => session.query('ROLLBACK').then(() => false),
      )
      if (changed) writes++
      if (i === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    }
  })
  for (let round = 0; round < 20 || writes <= 100; round++) await expectExact()
  isDone = true
  await Promise.all(writers)
  await expectExact()
  const { rows } = await api.pool.query<{ id: string }>('SELECT id FROM supervisors ORDER BY random() LIMIT 1')
  for (const root of [null, ...rows.map((row) => row.id)]) expect(await isKept(root)).toBe(true)
  expect(await api.violations()).toEqual([])
})

test('kept counts are exact after a long backlog, which several runs count', async () => {
  const id = await givenTree(api.pool, 'a > b, c')
  await keepUntilCurrent(api.db)
  await api.pool.query(
    `INSERT INTO supervisors (name, parent_id) SELECT 's' || i, (ARRAY[$1, $2]::uuid[])[1 + i % 2] FROM generate_series(1, 40) i`,
    [id('b'), id('c')],
  )
  await api.pool.query(`INSERT INTO supervisor_teams (supervisor_id, name) SELECT id, 't' FROM supervisors`)
  await api.pool.query(`INSERT INTO supervisor_team_members (team_id, agent_id)
    SELECT t.id, ('00000000-0000-4000-8000-00000000000' || row_number() OVER () % 7)::uuid FROM supervisor_teams t`)
  await api.pool.query(`UPDATE supervisors SET parent_id = $1 WHERE id = $2`, [id('c'), id('b')])
  const limits = { events: 7, rows: 3, runMs: 1 }
  let runs = 0
  while ((await keepCounts(api.db, 0, limits)) === 'behind') {
    expect(await isKept()).toBe(false)
    runs++
  }
  expect(runs).toBeGreaterThan(5)
  expect(await countsOf(api.db, hourMs)).toEqual(await countsOf(api.db, 0))
})
