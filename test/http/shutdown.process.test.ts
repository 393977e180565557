import { spawn } from 'node:child_process'
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { graphql } from '../generated/index.ts'
import { isAlive } from '../../src/db/embedded/lock.ts'
import { projectDirectory } from '../docs/projectFiles.ts'
import { processesIn, until } from '../support/process/embeddedProject.ts'
import { observe, serverMain, type ServerProcess, withServers } from '../support/process/serverProcess.ts'
import { untilWaiting } from '../support/database/untilBlocked.ts'
import { withDatabase } from '../support/database/withDatabase.ts'

const database = withDatabase()
const servers = withServers()

const spawnWhileDraining = graphql(`
  mutation SpawnWhileDraining($name: String!) {
    spawnSupervisor(input: { name: $name }) {
      __typename
    }
  }
`)
const listWhileDraining = graphql(`
  query ListWhileDraining {
    supervisors {
      totalCount
    }
  }
`)

/** Runs a statement in a transaction that stays open until the returned function is called. */
async function holding(sql: string): Promise<() => Promise<void>> {
  const session = await database.session()
  await session.query(`BEGIN; ${sql}`)
  return async () => {
    await session.query('ROLLBACK')
  }
}

const untilDraining = (server: ServerProcess): Promise<void> =>
  until(() => server.log().some(({ msg }) => msg === 'shutting down'), 'shutting down')

const connects = (url: string): Promise<unknown> => fetch(`${url}/livez`, { headers: { connection: 'close' } })

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s completes in-flight requests and refuses new connections',
  async (signal) => {
    const server = await servers.start({ DATABASE_URL: database.url })
    const release = await holding('SELECT lock_hierarchy(true)')
    const spawned = server.graphql(spawnWhileDraining, { name: signal })
    await untilWaiting(database.pool)

    const exited = server.stop(signal)
    await untilDraining(server)
    await expect
      .poll(() =>
        connects(server.url).then(
          () => 'accepted',
          () => 'refused',
        ),
      )
      .toBe('refused')
    await sleep(1_500) // a repeated signal counts as the same one for 1 s only
    expect(isAlive(server.pid)).toBe(true)

    await release()
    expect(await spawned).toEqual({ data: { spawnSupervisor: { __typename: 'SpawnSupervisorPayload' } } })
    const releasedAt = Date.now()
    expect(await exited).toMatchObject({ code: 0, signal: null })
    expect(Date.now() - releasedAt).toBeLessThan(2_000)
  },
)

test('an idle server exits within 2 s, even if clients keep connections open', async () => {
  const server = await servers.start({ DATABASE_URL: database.url })
  await Promise.all([1, 2, 3].map(() => fetch(`${server.url}/livez`).then((response) => response.text())))
  const began = Date.now()
  expect(await server.stop()).toMatchObject({ code: 0 })
  expect(Date.now() - began).toBeLessThan(2_000)
})

describe('a request that does not complete', () => {
  const stuck = async (server: ServerProcess): Promise<{ answer: Promise<string>; release: () => Promise<void> }> => {
    const release = await holding('LOCK TABLE supervisors IN ACCESS EXCLUSIVE MODE')
    const answer = server.graphql(listWhileDraining).then(JSON.stringify, (error: unknown) => String(error))
    await untilWaiting(database.pool)
    return { answer, release }
  }

  test('is aborted after the shutdown timeout, so that the process exits within 10 s', async () => {
    const server = await servers.start({ DATABASE_URL: database.url })
    const { answer, release } = await stuck(server)
    const began = Date.now()
    const { code, stdout } = await server.stop()
    expect(Date.now() - began).toBeLessThan(10_000)
    expect(code).toBe(1)
    expect(stdout).toContain('aborting in-flight requests')
    expect(await answer).toMatch(/socket hang up|ECONNRESET/)
    await release()
  })

  test('is aborted immediately by a second signal', async () => {
    const server = await servers.start({ DATABASE_URL: database.url })
    const { answer, release } = await stuck(server)
    const exited = server.stop('SIGINT')
    await untilDraining(server)
    const again = setInterval(() => server.process.kill('SIGINT'), 100)
    const began = Date.now()
    expect((await exited).code).toBe(1)
    clearInterval(again)
    expect(Date.now() - began).toBeLessThan(2_500)
    expect(await answer).toMatch(/socket hang up|ECONNRESET/)
    await release()
  })
})

test('SIGTERM ends a server that is still preparing its database', async () => {
  const server = await servers.start({ DATA_DIR: join(servers.newDirectory(), 'data') }, 'listening')
  const began = Date.now()
  const { code, stderr } = await server.stop()
  expect(code).toBe(0)
  expect(stderr).toMatch(/^Creating a new database in [^\n]+\n$/)
  expect(Date.now() - began).toBeLessThan(10_000)
})

describe('npm start', () => {
  // a package with the start script of this project, but without its build, which would replace files that other tests run
  const dataDir = join(servers.newDirectory(), 'data')
  const start = async (): Promise<{ npm: ReturnType<typeof observe>; pid: number }> => {
    const project = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      scripts: { start: string }
    }
    const directory = servers.newDirectory()
    const scripts = { start: project.scripts.start, 'build:program': 'node --version' }
    writeFileSync(join(directory, 'package.json'), JSON.stringify({ type: 'module', scripts }))
    symlinkSync(dirname(dirname(serverMain)), join(directory, 'dist'))
    symlinkSync(join(projectDirectory, 'node_modules'), join(directory, 'node_modules'))
    for (const file of ['cli/run.js', 'cli/buildStamp.js']) cpSync(join(projectDirectory, file), join(directory, file))
    const npm = observe(
      spawn('npm', ['start'], {
        cwd: directory,
        env: { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: dataDir, DEMO: 'off', PORT: '0' },
        detached: true, // its own process group, as in a terminal
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    )
    const url = await npm.listening
    await expect.poll(async () => (await fetch(`${url}/readyz`)).status, { timeout: 20_000 }).toBe(200)
    return { npm, pid: Number(/"pid":(\d+)/.exec(npm.stdout())?.[1]) }
  }

  test.each([
    ['SIGTERM to npm', (npm: number) => process.kill(npm, 'SIGTERM')],
    ['Ctrl-C, which the terminal sends to the whole process group', (npm: number) => process.kill(-npm, 'SIGINT')],
  ])('passes on %s, so that the server drains and no process is left', async (_, send) => {
    const { npm, pid } = await start()
    try {
      send(npm.process.pid ?? 0)
      const { stdout } = await npm.exited
      await until(() => !isAlive(pid), 'the server to exit')
      expect(stdout).toContain('"shutting down"')
      await until(() => processesIn(dataDir).length === 0, 'PostgreSQL to exit')
    } finally {
      if (isAlive(pid)) process.kill(pid, 'SIGKILL')
    }
  })
})
