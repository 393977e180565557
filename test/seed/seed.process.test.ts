import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { describe, expect, it } from 'vitest'
import { loadBulk } from '../../prisma/seed/bulkLoad.ts'
import { loadDemoFleet } from '../../prisma/seed/demoFleet.ts'
import { planBulkTree } from '../../prisma/seed/planBulkTree.ts'
import { fleetAgentId, fleetSupervisorId } from '../../prisma/seed/planFleetRows.ts'
import { HELP, parseSeedArguments } from '../../prisma/seed/seedArguments.ts'
import { progressLine } from '../../prisma/seed/showProgress.ts'
import { withDatabase } from '../support/database/withDatabase.ts'

async function column(pool: pg.Pool, sql: string, values: unknown[] = []): Promise<unknown[]> {
  const { rows } = await pool.query<unknown[]>({ text: sql, values, rowMode: 'array' })
  return rows.map((row) => row[0])
}

const healthSql = `SELECT DISTINCT health_state(status, last_heartbeat,
  missed_heartbeats(config, last_heartbeat, status_changed_at, timezone('utc', now()))) AS state FROM supervisors ORDER BY state`
const allHealthStates = ['HEALTHY', 'LATE', 'NOT_MONITORED', 'UNKNOWN', 'UNRESPONSIVE']
const allStatuses = ['ACTIVE', 'FAILED', 'PAUSED', 'SPAWNING', 'TERMINATED']
const timesSql = `
  SELECT format('%s %s', s.name, t.name) FROM supervisors s LEFT JOIN supervisor_teams t ON t.supervisor_id = s.id
    LEFT JOIN supervisor_team_members m ON m.team_id = t.id
  WHERE s.status_changed_at < s.created_at OR s.last_heartbeat < s.created_at OR t.created_at < s.created_at
    OR m.joined_at < t.created_at
    OR greatest(s.status_changed_at, s.last_heartbeat, t.created_at, m.joined_at, m.left_at) > timezone('utc', now())`

describe('the demonstration fleet', () => {
  const first = withDatabase()
  const second = withDatabase()

  it('is loaded once by callers that race, and never into a hierarchy that has supervisors', async () => {
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

  it('tells a history that could have happened', async () => {
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

  it('is left out where the maximum level has no room for it', async () => {
    await second.pool.query('DELETE FROM supervisors')
    await second.pool.query('UPDATE hierarchy_settings SET max_level = 3')
    expect(await loadDemoFleet(second.pool)).toBe(false)
    expect(await column(second.pool, 'SELECT id FROM supervisors')).toEqual([])
  })
})

describe('a bulk load', () => {
  const database = withDatabase()

  it('adds a sound tree with teams and members under a root of its own', async () => {
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

  it('gives runs that start at once roots of their own', async () => {
    const sessions = await Promise.all([database.session(), database.session(), database.session()])
    const outcomes = await Promise.all(
      sessions.map((session) => loadBulk(session, { supervisors: 30, teams: 1, members: 0 })),
    )
    expect(outcomes.map(({ name }) => name).toSorted()).toEqual(['load-30-1', 'load-30-2', 'load-30-3'])
    expect(await database.violations()).toEqual([])
  })

  it('leaves whole supervisors behind when it is interrupted', async () => {
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

  it('has more children at each node where the maximum level is low', () => {
    const size = { supervisors: 1000, teams: 0, members: 0 }
    expect(planBulkTree(size, 10)).toMatchObject({ branching: 10, depth: 3 })
    expect(planBulkTree(size, 2)).toMatchObject({ branching: 32, depth: 2 })
    expect(planBulkTree(size, 1)).toMatchObject({ branching: 999, depth: 1 })
    expect(planBulkTree({ ...size, supervisors: 1 }, 0)).toMatchObject({ depth: 0 })
    expect(() => planBulkTree(size, 0)).toThrow('max_level is 0: raise it to 1 or more')
  })
})

describe('the seed command', () => {
  const database = withDatabase()

  const run = async (args: readonly string[], env: Record<string, string>) => {
    const seed = fileURLToPath(new URL('../../prisma/seed.ts', import.meta.url))
    const child = spawn(process.execPath, ['--import', 'tsx', seed, ...args], {
      env: { ...process.env, DATABASE_URL: '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
    return { code: child.exitCode, out, err }
  }

  it('loads the demonstration fleet by default, and says why when it does not', async () => {
    const env = { DATABASE_URL: database.url }
    expect(await run([], env)).toEqual({
      code: 0,
      out: 'The demonstration fleet is loaded; its root is mission-control.\n',
      err: '',
    })
    const again = await run([], env)
    expect(again).toMatchObject({ code: 1, out: '' })
    expect(again.err).toMatch(/^the demonstration fleet was not loaded: it takes a database without supervisors.*\n$/)
  })

  it('loads in bulk, with progress on stderr and the outcome on stdout', async () => {
    const { code, out, err } = await run(['--supervisors', '200', '--url', database.url], {})
    expect(code).toBe(0)
    expect(out).toMatch(/^load-200-1 \([\da-f-]{36}\): 200 supervisors, 400 teams, 2,000 members, 4 levels, in .* s\n$/)
    expect(err).toMatch(/^200 of 200 supervisors, 100 %, [\d,]+\/s, done in \d+ s\n$/)
    expect(await database.violations()).toEqual([])
  })

  it('says what to do where there is no database', async () => {
    const { code, err } = await run([], { DATA_DIR: '/nonexistent' })
    expect(code).toBe(1)
    expect(err).toMatch(/^no database: DATABASE_URL is not set, and no server runs on \/nonexistent\. Set DATABASE_URL/)
  })

  it.each([
    [['--supervisor', '5'], /^Unknown option '--supervisor': npm run seed -- \[--supervisors/],
    [['5'], /^Unexpected argument '5': npm run seed/],
    [['--supervisors'], /^Option '--supervisors <value>' argument missing: npm run seed/],
    [['--supervisors', '0'], /^--supervisors takes a whole number from 1 to 10000000, not '0'$/],
    [['--supervisors', '1e3'], /^--supervisors takes .*, not '1e3'$/],
    [['--supervisors', '5', '--members', '1001'], /^--members takes a whole number from 0 to 1000, not '1001'$/],
    [['--supervisors', '10000000', '--teams', '100', '--members', '9'], /^at most 1000000000 members in all/],
    [['--teams', '3'], /^--teams goes with --supervisors <n>/],
    [['--members', '3'], /^--members goes with --supervisors <n>/],
    [['--url', 'mysql://root:secret@host/db'], /^--url takes a connection string such as postgresql:(?!.*secret)/],
  ])('refuses %j in one line', (args, message) => {
    expect(() => parseSeedArguments(args)).toThrow(message)
    expect(() => parseSeedArguments(args)).not.toThrow('\n')
  })

  it('understands what its help says', () => {
    expect(HELP).toContain('npm run seed -- [--supervisors <n> [--teams <n>] [--members <n>]]')
    expect(parseSeedArguments([])).toEqual({ load: 'demo' })
    expect(parseSeedArguments(['--help', '--supervisors', 'x'])).toEqual({ load: 'help' })
    const size = { supervisors: 100_000, teams: 2, members: 5 }
    expect(parseSeedArguments(['--supervisors', '100000'])).toEqual({ load: 'bulk', size })
    expect(parseSeedArguments(['--supervisors=7', '--teams=0', '--members=1'])).toEqual({
      load: 'bulk',
      size: { supervisors: 7, teams: 0, members: 1 },
    })
  })

  it('shows rate, share and time left', () => {
    expect(progressLine(34_500, 100_000, 11.5)).toBe('34,500 of 100,000 supervisors, 34 %, 3,000/s, 22 s left')
    expect(progressLine(1000, 100_000, 10)).toBe('1,000 of 100,000 supervisors, 1 %, 100/s, 16 min 30 s left')
    expect(progressLine(5, 5, 2)).toBe('5 of 5 supervisors, 100 %, 3/s, done in 2 s')
  })
})
