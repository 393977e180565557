import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { graphql } from '../generated/index.ts'
import { observe, withServers, type Launched, type ServerProcess } from '../support/process/serverProcess.ts'
import { shortenIntervals } from '../support/supervision/shortIntervals.ts'
import { withDatabase } from '../support/database/withDatabase.ts'

const database = withDatabase()
const servers = withServers()
const project = fileURLToPath(new URL('../..', import.meta.url))
let server: ServerProcess
const running: Launched[] = []

beforeAll(async () => {
  await shortenIntervals(database.pool, 2)
  server = await servers.start(environment())
})
afterAll(() => {
  for (const { process } of running) process.kill('SIGKILL')
})
const environment = () => ({ DATABASE_URL: database.url, SWEEP_INTERVAL_MS: '200' })

/** Starts the example. */
const launch = (name: string, ...args: string[]): Launched => launchBy([], name, ...args)

/** Starts the example with a clock that is wrong by this many hours. */
const launchAhead = (hours: number, name: string): Launched =>
  launchBy(
    [
      '--import',
      `data:text/javascript,${encodeURIComponent(`globalThis.Date = class extends Date {
        constructor(...given) { super(...(given.length === 0 ? [globalThis.Date.now()] : given)) }
        static now() { return super.now() + ${hours * 3_600_000} }
      }`)}`,
    ],
    name,
  )

function launchBy(nodeArgs: readonly string[], name: string, ...args: string[]): Launched {
  const command = [...nodeArgs, '--import', 'tsx', 'examples/supervisor-process.ts', '--name', name]
  const launched = observe(
    spawn(process.execPath, [...command, '--url', `${server.url}/graphql`, ...args], {
      cwd: project,
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  )
  running.push(launched)
  return launched
}
/** Waits until the output matches. */
const says = (launched: Launched, line: string | RegExp): Promise<void> =>
  until(() => {
    expect(launched.stdout()).toMatch(line)
  })
// `expect.poll` does not support concurrent tests: it does not know which test it belongs to.
const until = (holds: () => void | Promise<void>): Promise<void> => vi.waitFor(holds, { timeout: 15_000, interval: 20 })
/** Waits for two heartbeats: the first may have been in flight before this call. */
async function reportsAgain(name: string): Promise<void> {
  for (let n = 0; n < 2; n++) {
    const previous = await lastHeartbeat(name)
    await until(async () => {
      expect(await lastHeartbeat(name)).toBeGreaterThan(previous)
    })
  }
}
const doneBy = async (name: string): Promise<number> => (await rowOf(name)).health_metrics.done ?? 0
const doesMoreThan = (name: string, done: number): Promise<void> =>
  until(async () => {
    expect(await doneBy(name)).toBeGreaterThan(done)
  })

interface Row {
  id: string
  status: string
  incarnation: number
  parent: string | null
  health_metrics: { done?: number }
}
async function rowOf(name: string): Promise<Row> {
  const { rows } = await database.pool.query<Row>(
    `SELECT id, status, incarnation, parent_id AS parent, health_metrics FROM supervisors WHERE name = $1`,
    [name],
  )
  expect(rows).toHaveLength(1)
  return rows[0] as Row // as just expected
}

const pause = graphql(`
  mutation PauseProcess($id: ID!) {
    pauseSupervisor(input: { id: $id }) {
      __typename
    }
  }
`)
const resume = graphql(`
  mutation ResumeProcess($id: ID!) {
    resumeSupervisor(input: { id: $id }) {
      __typename
    }
  }
`)
const configure = graphql(`
  mutation ConfigureProcess($id: ID!, $mergeConfig: JSONObject!) {
    updateSupervisor(input: { id: $id, mergeConfig: $mergeConfig }) {
      __typename
    }
  }
`)
const restart = graphql(`
  mutation RestartProcess($id: ID!) {
    restartSupervisor(input: { id: $id }) {
      __typename
    }
  }
`)
const terminate = graphql(`
  mutation TerminateProcess($id: ID!) {
    terminateSupervisor(input: { id: $id }) {
      __typename
    }
  }
`)

test.concurrent('spawns itself, becomes ACTIVE, works, reloads its config, pauses, resumes and stops', async () => {
  const watch = launch('watch')
  await says(watch, /^watch: CONTINUE, status ACTIVE$/m)
  const { id, status } = await rowOf('watch')
  expect(status).toBe('ACTIVE')
  expect(watch.stdout()).toMatch(new RegExp(`^watch: ${id}, incarnation 1, config {`))

  await server.data(configure, { id, mergeConfig: { work_ms: 10 } })
  await says(watch, /^watch: version 3, config {.*"work_ms":10/m)
  await doesMoreThan('watch', 20)

  await server.data(pause, { id })
  await says(watch, /^watch: PAUSE, status PAUSED$/m)
  await reportsAgain('watch')
  const done = await doneBy('watch')
  await reportsAgain('watch')
  expect(await doneBy('watch')).toBe(done)

  await server.data(resume, { id })
  await says(watch, /PAUSED\n(.*\n)*watch: CONTINUE, status ACTIVE$/m)
  await doesMoreThan('watch', done)

  await server.data(terminate, { id })
  expect(await watch.exited).toMatchObject({ code: 0, stderr: '' })
  expect(watch.stdout()).toMatch(/^watch: STOP, status TERMINATED\nwatch: ended, \d+ done$/m)
})

test.concurrent('does no work below a PAUSED parent, and does not become FAILED', async () => {
  const above = launch('above')
  await says(above, 'CONTINUE')
  const { id } = await rowOf('above')
  await server.data(pause, { id })
  const below = launch('below', '--parent', id)
  await says(below, /^below: PAUSE, status ACTIVE$/m)
  expect(await rowOf('below')).toMatchObject({ parent: id, status: 'ACTIVE', health_metrics: { done: 0 } })
  await server.data(resume, { id })
  await says(below, /^below: CONTINUE, status ACTIVE$/m)
  for (const each of [above, below]) each.process.kill('SIGTERM')
  expect(await above.exited).toMatchObject({ code: 0, stderr: '' })
  expect(await below.exited).toMatchObject({ code: 0, stderr: '' })
})

test.concurrent(
  'stays the same supervisor after a kill, and its next incarnation takes over after a restart',
  async () => {
    const first = launch('twice')
    await says(first, 'CONTINUE')
    const { id } = await rowOf('twice')
    first.process.kill('SIGKILL')
    await first.exited

    const second = launch('twice')
    await says(second, new RegExp(`^twice: ${id}, incarnation 1, `))
    await says(second, 'CONTINUE')
    await reportsAgain('twice')

    await server.data(restart, { id })
    expect(await second.exited).toMatchObject({ code: 0 })
    expect(second.stdout()).toMatch(/^twice: STOP, status SPAWNING$/m)

    const third = launch('twice')
    await says(third, new RegExp(`^twice: ${id}, incarnation 2, `))
    await says(third, 'CONTINUE, status ACTIVE')
    expect(await rowOf('twice')).toMatchObject({ id, status: 'ACTIVE', incarnation: 2 })
    third.process.kill('SIGTERM')
    expect((await third.exited).code).toBe(0)
  },
)

test.concurrent('reports heartbeats in the same incarnation, even with a clock that is an hour wrong', async () => {
  for (const hours of [1, 0, -1]) {
    const shifted = launchAhead(hours, 'shifted')
    await says(shifted, 'CONTINUE, status ACTIVE')
    await reportsAgain('shifted')
    shifted.process.kill('SIGKILL')
    await shifted.exited
  }
  expect(await rowOf('shifted')).toMatchObject({ status: 'ACTIVE', incarnation: 1 })
})

test.concurrent('exits with 1 after a refusal, and prints the reason', async () => {
  const { code, stdout } = await launch('orphan', '--parent', '00000000-0000-4000-8000-000000000000').exited
  expect(code).toBe(1)
  expect(stdout).toMatch(/^orphan: .*00000000-0000-4000-8000-000000000000.*\norphan: ended, 0 done\n$/)
})

test('retries during an outage of the server, and continues after it', async () => {
  const steady = launch('steady')
  await says(steady, 'CONTINUE')
  const { port } = new URL(server.url)
  await server.stop('SIGKILL')
  await says(steady, /^steady: no response from .*; retrying$/m)
  const early = launch('early')
  await says(early, /^early: no response from .*; retrying$/m)
  server = await servers.start({ ...environment(), PORT: port })

  await says(early, 'CONTINUE, status ACTIVE')
  await reportsAgain('steady')
  expect(await rowOf('steady')).toMatchObject({ status: 'ACTIVE', incarnation: 1 })
  expect(await rowOf('early')).toMatchObject({ status: 'ACTIVE', incarnation: 1 })
  for (const each of [steady, early]) each.process.kill('SIGTERM')
  expect(await steady.exited).toMatchObject({ code: 0, stderr: '' })
  expect((await early.exited).code).toBe(0)
  expect(await database.violations()).toEqual([])
})

async function lastHeartbeat(name: string): Promise<number> {
  const { rows } = await database.pool.query<{ at: number }>(
    'SELECT extract(epoch FROM last_heartbeat)::float8 AS at FROM supervisors WHERE name = $1',
    [name],
  )
  return rows[0]?.at ?? 0
}
