import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { applyFleetMutation } from '../support/api/withFleets.ts'
import { processesOf, type ManagedProcess } from '../support/process/processesOf.ts'
import { observe, withServers, type Launched, type ServerProcess } from '../support/process/serverProcess.ts'
import { shortenIntervals } from '../support/supervision/shortIntervals.ts'
import { withDatabase } from '../support/database/withDatabase.ts'

const database = withDatabase()
const servers = withServers()
const project = fileURLToPath(new URL('../..', import.meta.url))
let server: ServerProcess
let directory = ''
const managers = new Set<Launched>()

beforeAll(async () => {
  await shortenIntervals(database.pool, 5)
  server = await servers.start({ DATABASE_URL: database.url, SWEEP_INTERVAL_MS: '200', MAX_RESULT_SIZE: '100000' })
})
beforeEach(() => {
  directory = servers.newDirectory()
})
// a manager of an earlier test would start the processes of the next one
afterEach(async () => {
  for (const { process } of managers) process.kill('SIGKILL')
  await Promise.all(Array.from(managers, ({ exited }) => exited))
  managers.clear()
  for (const { pid } of processesOf(directory)) process.kill(pid, 'SIGKILL')
  await database.pool.query(`UPDATE supervisors SET status = 'TERMINATED' WHERE status <> 'TERMINATED'`)
})

function launchManager(...args: string[]): Launched {
  const command = [
    '--import',
    'tsx',
    'examples/process-manager.ts',
    '--state',
    directory,
    '--url',
    `${server.url}/graphql`,
  ]
  const launched = observe(
    spawn(process.execPath, [...command, '--grace', '1', ...args], { cwd: project, stdio: ['ignore', 'pipe', 'pipe'] }),
  )
  managers.add(launched)
  return launched
}

const until = (holds: () => void | Promise<void>): Promise<void> => vi.waitFor(holds, { timeout: 20_000, interval: 50 })

/** A parent with the process to run, and children that inherit it. */
async function givenFleet(children: readonly string[], env: Record<string, string> = {}, more = {}): Promise<void> {
  const run = { command: process.execPath, args: ['--import', 'tsx', 'test/support/process/managedProcess.ts'], env }
  const { result } = await server.data(applyFleetMutation, {
    input: {
      fleet: 'managed',
      supervisors: [
        { key: 'top', name: 'top', config: { run, restart: { max_restarts: 100 }, ...more } },
        ...children.map((key) => ({ key, name: key, parentKey: 'top' })),
      ],
    },
  })
  expect(result.__typename).toBe('ApplyFleetPayload')
}

interface Row {
  readonly id: string
  readonly status: string
  readonly incarnation: number
}
async function rowOf(name: string): Promise<Row> {
  const { rows } = await database.pool.query<Row>(
    'SELECT id, status, incarnation FROM supervisors WHERE name = $1 ORDER BY created_at DESC LIMIT 1',
    [name],
  )
  if (!rows[0]) throw new Error(`no supervisor ${name}`)
  return rows[0]
}
/** The only process of the supervisor. */
async function processOf(name: string): Promise<ManagedProcess | undefined> {
  const { id } = await rowOf(name)
  const found = processesOf(directory).filter(({ supervisorId }) => supervisorId === id)
  expect(found.length).toBeLessThanOrEqual(1)
  return found[0]
}
async function pidOf(name: string): Promise<number> {
  const found = await processOf(name)
  if (!found) throw new Error(`no process of ${name}`)
  return found.pid
}
/** The reasons of the failures of the supervisor. */
async function failuresOf(name: string): Promise<string[]> {
  const { rows } = await database.pool.query<{ reason: string }>(
    `SELECT reason FROM supervisor_events WHERE type = 'SUPERVISOR_STATUS_CHANGED' AND after ->> 'status' = 'FAILED' AND supervisor_id = $1
     ORDER BY sequence`,
    [(await rowOf(name)).id],
  )
  return rows.map(({ reason }) => reason)
}
const untilRunning = (name: string, incarnation = 1): Promise<void> =>
  until(async () => {
    expect(await rowOf(name)).toMatchObject({ status: 'ACTIVE', incarnation })
    expect(await processOf(name)).toMatchObject({ incarnation })
  })

test('starts a process for each supervisor, and reports its death with the end of its output', async () => {
  // three such configs exceed the limit of a result: the manager reads them in halves
  await givenFleet(['a', 'b'], {}, { large: 'x'.repeat(40_000) })
  launchManager()
  for (const name of ['top', 'a', 'b']) await untilRunning(name)
  process.kill(await pidOf('a'), 'SIGKILL')
  await untilRunning('a', 2)
  expect(await failuresOf('a')).toEqual(['ended by SIGKILL: running incarnation 1'])
  expect(await rowOf('b')).toMatchObject({ incarnation: 1 })
})

test('ends the process of a terminated supervisor even if it ignores SIGTERM, and starts another after a restart', async () => {
  await givenFleet(['a', 'b'], { STUBBORN: 'yes' })
  launchManager()
  for (const name of ['top', 'a', 'b']) await untilRunning(name)
  const first = await pidOf('a')
  await server.graphql(`mutation { terminateSupervisor(input: { id: "${(await rowOf('a')).id}" }) { __typename } }`)
  await server.graphql(`mutation { restartSupervisor(input: { id: "${(await rowOf('b')).id}" }) { __typename } }`)
  await until(async () => {
    expect(await processOf('a')).toBe(undefined)
    expect(() => process.kill(first, 0)).toThrow()
  })
  await untilRunning('b', 2)
})

test('survives its own death: the next manager adopts the processes, and ends what is outdated', async () => {
  await givenFleet(['a', 'b'])
  const first = launchManager()
  for (const name of ['top', 'a', 'b']) await untilRunning(name)
  const before = processesOf(directory).map(({ pid }) => pid)
  first.process.kill('SIGKILL')
  await first.exited
  process.kill(await pidOf('b'), 'SIGKILL') // no manager sees it
  await server.graphql(`mutation { terminateSupervisor(input: { id: "${(await rowOf('a')).id}" }) { __typename } }`)
  const second = launchManager()
  await until(async () => {
    expect(second.stdout()).toMatch(/adopted [12] processes/) // the process of the terminated supervisor may have ended
    expect(await processOf('a')).toBe(undefined)
  })
  expect(before).toContain(await pidOf('top'))
  await until(async () => {
    expect(await rowOf('b')).toMatchObject({ status: 'ACTIVE', incarnation: 2 })
  })
  expect(await failuresOf('b')).toEqual(['ended while no manager ran: running incarnation 1'])
})

test('a process with a child in another process group survives the next manager', async () => {
  await givenFleet(['a'], { HELPER: '1' })
  const first = launchManager()
  const running = (): number[] => processesOf(directory).map(({ pid }) => pid)
  await until(() => {
    expect(running()).toHaveLength(4) // those of `top` and `a`, each with its child
  })
  const before = running()
  first.process.kill('SIGKILL')
  await first.exited
  const second = launchManager()
  await until(() => {
    expect(second.stdout()).toContain('adopted 2 processes')
  })
  expect(running()).toEqual(before)
})

test('a second manager with the same directory is refused', async () => {
  await givenFleet(['a'])
  launchManager()
  await untilRunning('a')
  const second = await launchManager().exited
  expect([second.code, second.stdout]).toEqual([1, expect.stringMatching(/another manager, with the pid \d+/)])
})

test.each([
  ['that does not exist', `./${randomUUID()}`, /^cannot be started: spawn .* ENOENT:/],
  ['that is no text', 7, /^cannot be started: TypeError/],
])('reports a command %s, and continues', async (_, command, reason) => {
  const config = { run: { command } }
  await server.data(applyFleetMutation, { input: { fleet: 'managed', supervisors: [{ key: 'x', name: 'x', config }] } })
  await givenFleet(['a'])
  launchManager()
  await until(async () => {
    expect(await rowOf('x')).toMatchObject({ status: 'FAILED' })
  })
  expect(await failuresOf('x')).toEqual([expect.stringMatching(reason)])
  await untilRunning('a')
})
