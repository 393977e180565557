import { describe, expect, it } from 'vitest'
import { loadDemoFleet } from '../../src/demo/loadDemoFleet.ts'
import { fleetAgentId, fleetSupervisorId } from '../../src/demo/planFleetRows.ts'
import { allHealthStates, allStatuses, column, healthSql, timesSql } from '../support/database/seededHierarchy.ts'
import { withDatabase } from '../support/database/withDatabase.ts'

describe('the demonstration fleet', () => {
  const first = withDatabase()
  const second = withDatabase()

  it('is loaded once by concurrent calls, and never into a hierarchy that has supervisors', async () => {
    const loaded = await Promise.all([loadDemoFleet(first.pool), loadDemoFleet(first.pool), loadDemoFleet(first.pool)])
    expect(loaded.filter(Boolean)).toHaveLength(1)
    expect(await loadDemoFleet(first.pool)).toBe(false)
    expect(await column(first.pool, 'SELECT count(*)::int FROM supervisors WHERE parent_id IS NULL')).toEqual([1])
    expect(await first.violations()).toEqual([])
  })

  it('has every level, status and health, teams with objectives, and past memberships', async () => {
    const { pool } = first
    const [supervisors] = await column(pool, 'SELECT count(*)::int FROM supervisors')
    expect(supervisors).toBeGreaterThanOrEqual(55)
    expect(supervisors).toBeLessThanOrEqual(70)
    const [members] = await column(pool, 'SELECT count(*)::int FROM supervisor_team_members')
    expect(members).toBeGreaterThanOrEqual(280)
    expect(members).toBeLessThanOrEqual(330)
    expect(await column(pool, 'SELECT DISTINCT hierarchy_level FROM supervisors ORDER BY 1')).toEqual([0, 1, 2, 3, 4])
    expect(await column(pool, 'SELECT DISTINCT status FROM supervisors ORDER BY 1')).toEqual(allStatuses)
    expect(await column(pool, healthSql)).toEqual(allHealthStates)
    expect(await column(pool, `SELECT name FROM supervisor_teams WHERE objective IS NULL`)).toEqual([])
    expect(
      await column(pool, `SELECT name FROM supervisors WHERE status <> 'ACTIVE' AND status_reason IS NULL`),
    ).toEqual([])
    expect(
      await column(
        pool,
        `SELECT DISTINCT p.status FROM supervisors s JOIN supervisors p ON p.id = s.parent_id
         WHERE s.status = 'ACTIVE' AND p.status <> 'ACTIVE' ORDER BY 1`,
      ),
    ).toEqual(['FAILED', 'PAUSED'])
  })

  it('has a plausible history', async () => {
    expect(await column(first.pool, timesSql)).toEqual([])
    const memberships = `SELECT t.name || coalesce(' until ' || extract(day FROM timezone('utc', now()) - m.left_at)::int, '')
      FROM supervisor_team_members m JOIN supervisor_teams t ON t.id = m.team_id WHERE m.agent_id = $1 ORDER BY m.joined_at`
    expect(await column(first.pool, memberships, [fleetAgentId('stork')])).toEqual([
      'settlement until 180',
      'authors until 110',
      'settlement',
    ])
    expect(
      await column(first.pool, `SELECT status FROM supervisors WHERE name = 'invoice-rendering' ORDER BY created_at`),
    ).toEqual(['TERMINATED', 'ACTIVE'])
  })

  it('has the same ids and contents in every database', async () => {
    expect(await loadDemoFleet(second.pool)).toBe(true)
    const contents = `
      SELECT id::text || (to_jsonb(s) - '{created_at,updated_at,last_heartbeat,status_changed_at}'::text[]) FROM supervisors s
      UNION ALL SELECT id::text || (to_jsonb(t) - '{created_at,updated_at}'::text[]) FROM supervisor_teams t
      UNION ALL SELECT id::text || (to_jsonb(m) - '{joined_at,left_at}'::text[]) || (left_at - joined_at) FROM supervisor_team_members m
      ORDER BY 1`
    expect(await column(second.pool, contents)).toEqual(await column(first.pool, contents))
    expect(
      await column(second.pool, 'SELECT name FROM supervisors WHERE id = $1', [
        fleetSupervisorId('mission-control', 'reliability'),
      ]),
    ).toEqual(['reliability'])
  })

  it('is not loaded if the maximum level is too low for it', async () => {
    await second.pool.query('DELETE FROM supervisors')
    await second.pool.query('UPDATE hierarchy_settings SET max_level = 3')
    expect(await loadDemoFleet(second.pool)).toBe(false)
    expect(await column(second.pool, 'SELECT id FROM supervisors')).toEqual([])
  })
})
