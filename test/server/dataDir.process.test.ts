import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { graphql } from '../generated/index.ts'
import { processesIn, until } from '../support/process/embeddedProject.ts'
import { type ServerProcess, withServers } from '../support/process/serverProcess.ts'
import { withDatabase } from '../support/database/withDatabase.ts'

const database = withDatabase()
const servers = withServers()

const countOnDataDir = graphql(`
  query CountOnDataDir {
    stats(maxAgeSeconds: 0) {
      supervisors
    }
  }
`)
const spawnOnDataDir = graphql(`
  mutation SpawnOnDataDir($name: String!) {
    spawnSupervisor(input: { name: $name }) {
      __typename
    }
  }
`)

const newDataDir = (): string => join(servers.newDirectory(), 'made', 'data')
const countOf = async (server: ServerProcess): Promise<number> => (await server.data(countOnDataDir)).stats.supervisors
const spawnRoot = async (server: ServerProcess, name: string): Promise<void> => {
  const { spawnSupervisor } = await server.data(spawnOnDataDir, { name })
  expect(spawnSupervisor.__typename).toBe('SpawnSupervisorPayload')
}
const untilNothingRuns = (dataDir: string): Promise<void> =>
  until(() => processesIn(dataDir).length === 0, 'no process left')

test('a new DATA_DIR has a demonstration fleet soon, and a restart keeps it without loading it again', async () => {
  const DATA_DIR = newDataDir()
  const began = Date.now()
  const first = await servers.start({ DATA_DIR })
  const fleet = await countOf(first)
  const took = Date.now() - began
  console.info(`first query on a new DATA_DIR answered ${took} ms after the start`)
  expect(fleet).toBeGreaterThan(40)
  await spawnRoot(first, 'mine')
  expect((await first.stop()).stderr).toMatch(
    new RegExp(`^Creating a new database in ${DATA_DIR}\\. [^\n]*\n\nOpen ${first.url} in a browser\\.`),
  )
  await untilNothingRuns(DATA_DIR)

  const restarted = Date.now()
  const second = await servers.start({ DATA_DIR })
  expect(await countOf(second)).toBe(fleet + 1)
  // relative to a start without a new database, so that a busy machine delays both
  expect(took).toBeLessThan(10 * (Date.now() - restarted))
  expect((await second.stop()).stderr).toMatch(/^\nOpen /)
})

describe('with a shared DATA_DIR and DEMO=off,', () => {
  const env = { DATA_DIR: newDataDir(), DEMO: 'off' }
  const { DATA_DIR } = env

  test('a server starts without supervisors, and leaves only the database in the directory', async () => {
    const server = await servers.start(env)
    expect(await countOf(server)).toBe(0)
    await server.stop()
    expect(readdirSync(DATA_DIR).sort()).toEqual(['cluster', 'lock', 'postgres.log'])
  })

  test('a second server is refused with the process of the first, which continues', async () => {
    const first = await servers.start(env)
    const { code, stdout, stderr } = await servers.run(env)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toBe(
      `The data directory ${DATA_DIR} is in use by process ${first.pid}. Stop it, set DATA_DIR to another directory, or set DATABASE_URL.\n`,
    )
    await spawnRoot(first, 'of the first')
    await first.stop()
  })

  test('a killed server leaves no PostgreSQL process, and the next server has every acknowledged change', async () => {
    const first = await servers.start(env)
    const count = await countOf(first)
    await spawnRoot(first, 'of the killed')
    expect(processesIn(DATA_DIR).length).toBeGreaterThan(4)
    await first.stop('SIGKILL')
    await untilNothingRuns(DATA_DIR)

    const second = await servers.start(env)
    expect(await countOf(second)).toBe(count + 1)
    await second.stop()
  })

  test('a server whose PostgreSQL is killed exits and logs the reason', async () => {
    const server = await servers.start(env)
    const [postmaster] = readFileSync(join(DATA_DIR, 'cluster/data/postmaster.pid'), 'utf8').split('\n')
    process.kill(Number(postmaster), 'SIGKILL')
    const { code, stdout } = await server.exited
    expect(code).toBe(1)
    expect(stdout).toContain('PostgreSQL ended unexpectedly (signal SIGKILL)')
    await untilNothingRuns(DATA_DIR)
  })
})

test('with DATABASE_URL, DATA_DIR is not created, PostgreSQL is not started, and no demonstration is loaded', async () => {
  const DATA_DIR = newDataDir()
  const server = await servers.start({ DATA_DIR, DATABASE_URL: database.url })
  expect(await countOf(server)).toBe(0)
  const children = readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8')
  expect(children).toBe('')
  await server.stop()
  expect(existsSync(DATA_DIR)).toBe(false)
})
