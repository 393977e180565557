import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import {
  observe,
  programMain,
  withServers,
  type Exit,
  type Launched,
  type ServerProcess,
} from '../support/process/serverProcess.ts'
import { shortenIntervals } from '../support/supervision/shortIntervals.ts'
import { withDatabase } from '../support/database/withDatabase.ts'

const database = withDatabase()
const servers = withServers()
const project = fileURLToPath(new URL('../..', import.meta.url))
let server: ServerProcess

beforeAll(async () => {
  await shortenIntervals(database.pool, 1)
  server = await servers.start({ DATABASE_URL: database.url, SWEEP_INTERVAL_MS: '200', SPAWN_TIMEOUT_SECONDS: '3' })
})

function launch(...args: string[]): Launched {
  const command = [programMain, 'simulate', '--url', `${server.url}/graphql`, ...args]
  return observe(spawn(process.execPath, command, { cwd: project, stdio: ['ignore', 'pipe', 'pipe'] }))
}
const run = (...args: string[]): Promise<Exit> => launch(...args).exited
const statuses = async (): Promise<unknown> => {
  const { rows } = await database.pool.query<{ statuses: unknown }>(
    'SELECT json_object_agg(status, n) AS statuses FROM (SELECT status, count(*) AS n FROM supervisors GROUP BY 1) s',
  )
  return rows[0]?.statuses
}

test('killed processes are detected and restarted, no healthy supervisor fails, and all are terminated at the end', async () => {
  const { code, stdout, stderr } = await run(
    '--supervisors',
    '50',
    '--kill-rate',
    '0.2',
    '--seconds',
    '6',
    '--sweep',
    '2',
  )
  expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(/^simulation [0-9a-f]{8}: 50 supervisors, heartbeat interval 1 s, kill rate 0\.2 per second$/m)
  expect(stdout).toMatch(
    /^ +5 s {2}.*\d+ ACTIVE.*; (\d+ UNKNOWN, )?\d+ HEALTHY.*; \d+ killed, \d+ detected, 0 failed while healthy$/m,
  )
  expect(stdout).toMatch(
    /^latency {3}p50 [345]\.\d s, p95 \d\.\d s, max \d\.\d s after the last heartbeat; \d+ above 5\.0 s /m,
  )
  expect(stdout).toMatch(/^healthy {3}0 failed$/m)
  expect(await statuses()).toEqual({ TERMINATED: 51 })

  // The event log confirms the counts. It can contain more changes, from the time until all are terminated.
  const [, detected, restarted] =
    /^detected {2}(\d+), (\d+) restarted by policy; 0 overdue, \d+ not due yet$/m.exec(stdout) ?? []
  const { rows } = await database.pool.query<{ status: string; n: number }>(
    `SELECT after ->> 'status' AS status, count(*)::int AS n FROM supervisor_events
     WHERE type = 'SUPERVISOR_STATUS_CHANGED' GROUP BY 1`,
  )
  const recorded = Object.fromEntries(rows.map(({ status, n }) => [status, n]))
  expect(Number(detected)).toBeGreaterThan(0)
  expect(Number(restarted)).toBeGreaterThan(0)
  expect(recorded.FAILED).toBeGreaterThanOrEqual(Number(detected))
  expect(recorded.SPAWNING).toBeGreaterThanOrEqual(Number(restarted))
  expect(await database.violations()).toEqual([])
})

test('a healthy supervisor that fails is reported, and the exit code is 1', async () => {
  const simulation = launch('--supervisors', '5', '--kill-rate', '0', '--seconds', '2')
  await expect
    .poll(
      async () => {
        const { rowCount } = await database.pool.query(
          `UPDATE supervisors SET status = 'FAILED' WHERE status = 'ACTIVE' AND name = 'supervisor-3'`,
        )
        return rowCount
      },
      { timeout: 10_000 },
    )
    .toBe(1)
  const { code, stdout } = await simulation.exited
  expect(code, stdout).toBe(1)
  expect(stdout).toMatch(/^healthy {3}1 failed\n {10}supervisor-3, \d\.\d s (after|before) a heartbeat$/m)
})

test('Ctrl-C ends the simulation early and terminates the fleet', async () => {
  const simulation = launch('--supervisors', '5', '--seconds', '600')
  await expect.poll(() => simulation.stdout(), { timeout: 10_000 }).toContain('5 supervisors, heartbeat interval')
  simulation.process.kill('SIGINT')
  expect(await simulation.exited).toMatchObject({
    code: 130,
    stderr: '',
    stdout: expect.stringContaining('healthy   0 failed') as unknown,
  })
  expect(Object.keys((await statuses()) as object)).toEqual(['TERMINATED'])
})

test('an invalid option, an unreachable server and --help are handled before a supervisor is spawned', async () => {
  const [unknown, unreachable, help] = await Promise.all([
    run('--kil-rate', '1'),
    run('--url', 'http://127.0.0.1:1/graphql'),
    run('--help'),
  ])
  expect(unknown).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(/^Unknown option '--kil-rate'\n\nUsage: npm run simulate -- /) as unknown,
  })
  expect(unreachable).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^No server responds at http:[^\n]*\n$/) as unknown,
  })
  expect(help).toMatchObject({ code: 0, stdout: unknown.stderr.slice(unknown.stderr.indexOf('Usage')), stderr: '' })
})
