import { describe, expect, it } from 'vitest'
import { loadBulk } from '../../prisma/seed/bulkLoad.ts'
import { planBulkTree } from '../../prisma/seed/planBulkTree.ts'
import { allHealthStates, allStatuses, column, healthSql, timesSql } from '../support/database/seededHierarchy.ts'
import { withDatabase } from '../support/database/withDatabase.ts'

describe('a bulk load', () => {
  const database = withDatabase()

  it('adds a valid tree with teams and members below its own root', async () => {
    const session = await database.session()
    const progress: number[] = []
    const outcome = await loadBulk(
      session,
      { supervisors: 2000, teams: 2, members: 5 },
      { onProgress: (done) => progress.push(done) },
    )
    expect(outcome).toMatchObject({ name: 'load-2000-1', supervisors: 2000, tree: { branching: 10, depth: 4 } })
    expect(progress).toEqual([1, 1539, 2000])
    expect(
      await column(
        database.pool,
        `SELECT count(*)::int FROM supervisors UNION ALL SELECT count(*)::int FROM supervisor_teams
         UNION ALL SELECT count(*)::int FROM supervisor_team_members ORDER BY 1`,
      ),
    ).toEqual([2000, 4000, 20_000])
    expect(await column(database.pool, 'SELECT id FROM supervisors WHERE parent_id IS NULL')).toEqual([outcome.rootId])
    expect(await column(database.pool, 'SELECT count(DISTINCT name)::int FROM supervisors')).toEqual([2000])
    expect(await column(database.pool, 'SELECT DISTINCT status FROM supervisors ORDER BY 1')).toEqual(allStatuses)
    expect(await column(database.pool, healthSql)).toEqual(allHealthStates)
    expect(await column(database.pool, timesSql)).toEqual([])
    expect(await database.violations()).toEqual([])
  })

  it('gives each of several concurrent loads its own root', async () => {
    const sessions = await Promise.all([database.session(), database.session(), database.session()])
    const outcomes = await Promise.all(
      sessions.map((session) => loadBulk(session, { supervisors: 30, teams: 1, members: 0 })),
    )
    expect(outcomes.map(({ name }) => name).toSorted()).toEqual(['load-30-1', 'load-30-2', 'load-30-3'])
    expect(await database.violations()).toEqual([])
  })

  it('keeps only supervisors with all teams and members when it is interrupted', async () => {
    const interruption = new AbortController()
    const onProgress = (done: number) => {
      if (done > 1) interruption.abort()
    }
    const outcome = await loadBulk(
      await database.session(),
      { supervisors: 50, teams: 1, members: 1000 },
      { signal: interruption.signal, onProgress },
    )
    expect(outcome.supervisors).toBe(20)
    expect(
      await column(
        database.pool,
        `SELECT count(*)::int FROM supervisor_team_members m JOIN supervisor_teams t ON t.id = m.team_id
         JOIN supervisors s ON s.id = t.supervisor_id WHERE s.path[1] = $1`,
        [outcome.rootId],
      ),
    ).toEqual([20_000])
    expect(await database.violations()).toEqual([])
  })

  it('gives each supervisor more children if the maximum level is low', () => {
    const size = { supervisors: 1000, teams: 0, members: 0 }
    expect(planBulkTree(size, 10)).toMatchObject({ branching: 10, depth: 3 })
    expect(planBulkTree(size, 2)).toMatchObject({ branching: 32, depth: 2 })
    expect(planBulkTree(size, 1)).toMatchObject({ branching: 999, depth: 1 })
    expect(planBulkTree({ ...size, supervisors: 1 }, 0)).toMatchObject({ depth: 0 })
    expect(() => planBulkTree(size, 0)).toThrow('max_level is 0: raise it to 1 or more')
  })
})
