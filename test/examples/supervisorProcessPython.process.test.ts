import { spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { observe, withServers, type Launched, type ServerProcess } from '../support/process/serverProcess.ts'
import { shortenIntervals } from '../support/supervision/shortIntervals.ts'
import { withDatabase } from '../support/database/withDatabase.ts'

const hasPython = spawnSync('python3', ['--version']).status === 0
if (!hasPython) process.stdout.write('The tests of supervisor_process.py are skipped: no python3 is installed\n')

const database = withDatabase()
const servers = withServers()
const script = fileURLToPath(new URL('../../examples/supervisor_process.py', import.meta.url))
const environment = () => ({ DATABASE_URL: database.url, SWEEP_INTERVAL_MS: '200' })
let server: ServerProcess
const running: Launched[] = []

beforeAll(async () => {
  await shortenIntervals(database.pool, 2)
  server = await servers.start(environment())
})
afterAll(() => {
  for (const { process } of running) process.kill('SIGKILL')
})

/** Spawns a supervisor, and returns its id. */
async function givenSupervisor(name: string): Promise<string> {
  const id = randomUUID()
  await server.graphql(`mutation { spawnSupervisor(input: { id: "${id}", name: "${name}" }) { __typename } }`)
  return id
}

function launch(SUPERVISOR_ID: string, env: Record<string, string> = {}): Launched {
  const launched = observe(
    spawn('python3', [script], {
      env: { PATH: process.env.PATH, HIERARCHY_URL: `${server.url}/graphql`, SUPERVISOR_ID, ...env },
    }),
  )
  running.push(launched)
  return launched
}

const until = (holds: () => void | Promise<void>): Promise<void> => vi.waitFor(holds, { timeout: 15_000, interval: 20 })
const says = (launched: Launched, line: RegExp): Promise<void> =>
  until(() => {
    expect(launched.stderr()).toMatch(line)
  })

interface Row {
  readonly status: string
  readonly done: number | null
}
async function rowOf(id: string): Promise<Row> {
  const { rows } = await database.pool.query<Row>(
    `SELECT status, (health_metrics ->> 'done')::int AS done FROM supervisors WHERE id = $1`,
    [id],
  )
  return rows[0] ?? { status: 'missing', done: null }
}
async function untilReportedAgain(id: string): Promise<void> {
  const { done } = await rowOf(id)
  await until(async () => {
    expect((await rowOf(id)).done).toBeGreaterThan(done ?? 0)
  })
}
async function change(mutation: 'restart' | 'fail' | 'terminate', id: string): Promise<void> {
  const input = `{ id: "${id}", reason: "test" }`
  const answer = await server.graphql(`mutation { ${mutation}Supervisor(input: ${input}) { __typename } }`)
  expect(answer).not.toHaveProperty('errors')
}

describe.skipIf(!hasPython)('the supervisor process in Python', () => {
  test.concurrent('becomes ACTIVE, reports its metrics, and ends on STOP after a restart', async () => {
    const id = await givenSupervisor('works')
    const first = launch(id, { INCARNATION: '1' })
    await says(first, /: CONTINUE, status ACTIVE$/m)
    await untilReportedAgain(id)
    await change('restart', id)
    expect(await first.exited).toMatchObject({ code: 0 })
    expect(first.stderr()).toMatch(/: STOP, status SPAWNING\n.*: ended after \d+ s\n$/)
  })

  test.concurrent(
    'does not start for a supervisor that has another incarnation, or is FAILED or TERMINATED',
    async () => {
      const id = await givenSupervisor('late')
      const starts = async (): Promise<unknown[]> => {
        const { code, stderr } = await launch(id, { INCARNATION: '1' }).exited
        return [code, /: not started: .*/.exec(stderr)?.[0]]
      }
      await change('fail', id)
      expect(await starts()).toEqual([0, ': not started: FAILED, incarnation 1'])
      await change('restart', id)
      expect(await starts()).toEqual([0, ': not started: SPAWNING, incarnation 2'])
      await change('terminate', id)
      expect(await starts()).toEqual([0, ': not started: TERMINATED, incarnation 2'])
      expect(await rowOf(id)).toEqual({ status: 'TERMINATED', done: null })
    },
  )

  test.concurrent('exits with 1 for an unknown supervisor, and prints the reason', async () => {
    const { code, stderr } = await launch('00000000-0000-4000-8000-000000000000').exited
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^00000000: .* does not exist\n$/)])
  })

  test('continues after an outage of the server, and ends on SIGTERM', async () => {
    const id = await givenSupervisor('steady')
    const steady = launch(id)
    await says(steady, /CONTINUE/)
    const { port } = new URL(server.url)
    await server.stop('SIGKILL')
    await says(steady, /; retrying$/m)
    const early = launch(id) // it cannot read its supervisor
    await says(early, /; retrying$/m)
    early.process.kill('SIGTERM')
    expect(await early.exited).toMatchObject({ code: 0 })
    server = await servers.start({ ...environment(), PORT: port })
    await untilReportedAgain(id)
    expect(await rowOf(id)).toMatchObject({ status: 'ACTIVE' })
    steady.process.kill('SIGTERM')
    expect(await steady.exited).toMatchObject({ code: 0 })
  })
})
