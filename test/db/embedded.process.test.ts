import { spawn } from 'node:child_process'
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import {
  type EmbeddedOptions,
  type EmbeddedPostgres,
  EmbeddedInUseError,
  EmbeddedStartError,
  runningEmbeddedUrl,
  startEmbedded,
} from '../../src/db/embedded.ts'
import {
  ask,
  newDir,
  newProject,
  processesIn,
  removeDirectories,
  startIn,
  until,
  urlOf,
} from '../support/process/embeddedProject.ts'

const isLinux = process.platform === 'linux'

afterAll(removeDirectories)

const start = (options: EmbeddedOptions): Promise<EmbeddedPostgres> =>
  startEmbedded({ ...options, settings: { fsync: 'off', ...options.settings } })

describe('an embedded server of this process', () => {
  test('starts in a new directory, keeps its data over a restart, and leaves no process after a stop', async () => {
    const dataDir = join(newDir(), 'made', 'for it')
    const first = await start({ dataDir })
    await ask(first.url(), 'CREATE TABLE kept AS SELECT 42 AS answer')
    expect(await runningEmbeddedUrl(dataDir)).toBe(first.url())
    expect(statSync(join(dataDir, 'url')).mode & 0o777).toBe(0o600)
    await Promise.all([first.stop(), first.stop()])
    await first.stop()
    expect(existsSync(join(dataDir, 'url'))).toBe(false)
    expect(await runningEmbeddedUrl(dataDir)).toBeNull()
    await expect(ask(first.url(), 'SELECT 1')).rejects.toThrow('ECONNREFUSED')

    const second = await start({ dataDir })
    expect(await ask(second.url(), 'SELECT answer FROM kept')).toEqual({ answer: 42 })
    expect(new URL(second.url('postgres')).pathname).toBe('/postgres')
    await second.stop()
    if (isLinux) await until(() => processesIn(dataDir).length === 0, 'no process left')
  })

  test('uses UTF-8, UTC and the same collation everywhere, and accepts settings and a database name', async () => {
    const settings = { max_connections: '300', synchronous_commit: 'off' }
    const server = await start({ dataDir: newDir(), database: 'Ünlike "others"', settings })
    const facts = `SELECT current_setting('server_encoding') AS encoding, current_setting('TimeZone') AS zone,
      current_setting('max_connections') AS connections, current_setting('server_version_num')::int / 10000 AS version,
      datlocprovider AS provider, datlocale AS locale, datname AS name FROM pg_database WHERE datname = current_database()`
    expect(await ask(server.url(), facts)).toEqual({
      encoding: 'UTF8',
      zone: 'UTC',
      connections: '300',
      version: 18,
      provider: 'b',
      locale: 'C.UTF-8',
      name: 'Ünlike "others"',
    })
    await server.stop()
  })

  test('refuses connections without the password and from other machines', async () => {
    const server = await start({ dataDir: newDir(), settings: { listen_addresses: '*' } })
    await expect(ask(server.url().replace(/:\w+@/, ':guessed@'), 'SELECT 1')).rejects.toThrow('password')
    const outside = Object.values(networkInterfaces()).flatMap((list) => list?.filter((one) => !one.internal) ?? [])
    for (const { address, family } of outside) {
      const host = family === 'IPv6' ? `[${address}]` : address
      await expect(ask(server.url().replace('127.0.0.1', host), 'SELECT 1')).rejects.toThrow()
    }
    await server.stop()
  })

  test('reports an unexpected exit with its reason', async () => {
    const dataDir = newDir()
    const detail = await new Promise<string>((resolve, reject) => {
      start({ dataDir, onExit: resolve }).then((server) => process.kill(server.pid, 'SIGKILL'), reject)
    })
    expect(detail).toContain('signal SIGKILL')
    expect(detail).toContain('ready to accept connections')
    expect(existsSync(join(dataDir, 'url'))).toBe(false)

    const again = await start({ dataDir })
    await again.stop()
  })

  test('that cannot start reports its log, and leaves no process and no lock on the directory', async () => {
    const dataDir = newDir()
    const failure = await start({ dataDir, settings: { work_mem: 'plenty' } }).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(EmbeddedStartError)
    expect(String(failure)).toContain('invalid value for parameter "work_mem"')
    if (isLinux) await until(() => processesIn(dataDir).length === 0, 'no process left')

    const server = await start({ dataDir })
    await server.stop()
  })

  test('starts despite a postmaster.pid whose process id belongs to another program', async () => {
    const dataDir = newDir()
    await (await start({ dataDir })).stop()
    const bystander = spawn('sleep', ['60'], { stdio: 'ignore' })
    writeFileSync(join(dataDir, 'cluster/data/postmaster.pid'), `${bystander.pid ?? 0}\n`, { mode: 0o600 })
    const server = await start({ dataDir })
    await server.stop()
    bystander.kill()
  })
})

describe('a data directory', () => {
  test('is used by one server at a time, and the error names its process', async () => {
    const dataDir = newDir()
    const first = await start({ dataDir })
    const began = Date.now()
    const refusal = await start({ dataDir }).catch((error: unknown) => error)
    expect(Date.now() - began).toBeLessThan(6_000)
    expect(refusal).toBeInstanceOf(EmbeddedInUseError)
    expect(String(refusal)).toMatch(
      new RegExp(`${dataDir} is in use by process ${process.pid}. Stop it, set DATA_DIR .* or set DATABASE_URL.$`),
    )
    expect(await runningEmbeddedUrl(dataDir)).toBe(first.url())
    await first.stop()
  })

  test('that is new is used by exactly one of two servers that start at the same time', async () => {
    const project = newProject()
    const dataDir = join(newDir(), 'data')
    const both = [startIn(project, dataDir), startIn(project, dataDir)]
    const outcomes = await Promise.all(both.map(({ outcome }) => outcome))
    expect(outcomes.filter((outcome) => 'url' in outcome)).toHaveLength(1)
    const winner = both[outcomes.findIndex((outcome) => 'url' in outcome)]
    const loser = outcomes.find((outcome) => 'error' in outcome)
    expect(loser).toMatchObject({ error: 'EmbeddedInUseError' })
    expect(loser).toHaveProperty('message', expect.stringContaining(`process ${winner?.process.pid ?? 'unknown'}`))
    await Promise.all(both.map((one) => one.stop()))
  })
})

describe.runIf(isLinux)('an embedded server whose parent process is killed', () => {
  const project = isLinux ? newProject() : ''

  test('exits, and the next start waits for that and finds the data', async () => {
    const dataDir = newDir()
    const first = startIn(project, dataDir)
    await ask(urlOf(await first.outcome), 'CREATE TABLE kept AS SELECT 42 AS answer')
    first.process.kill('SIGKILL')
    const second = await start({ dataDir })
    expect(await ask(second.url(), 'SELECT answer FROM kept')).toEqual({ answer: 42 })
    await second.stop()
    await until(() => processesIn(dataDir).length === 0, 'no process left')
  })

  test('exits although a client has an open transaction', async () => {
    const dataDir = newDir()
    const first = startIn(project, dataDir)
    const client = new pg.Client(urlOf(await first.outcome))
    client.on('error', () => undefined)
    await client.connect()
    await client.query('BEGIN')
    expect(processesIn(dataDir).length).toBeGreaterThan(4)
    first.process.kill('SIGKILL')
    await until(() => processesIn(dataDir).length === 0, 'no process left')
    expect(existsSync(join(dataDir, 'url'))).toBe(true)
    expect(await runningEmbeddedUrl(dataDir)).toBeNull()
  })

  test.each([
    ['during initdb', (dataDir: string) => readdirSync(dataDir).some((name) => hasFiles(join(dataDir, name, 'data')))],
    ['during the start', (dataDir: string) => existsSync(join(dataDir, 'cluster/data/postmaster.pid'))],
  ])('leaves no unusable files %s, and the next start succeeds', async (_, reached) => {
    const dataDir = newDir()
    const first = startIn(project, dataDir)
    await until(() => reached(dataDir), 'the moment to kill')
    first.process.kill('SIGKILL')
    await until(() => processesIn(dataDir).length === 0, 'no process left')

    const second = await start({ dataDir })
    expect(readdirSync(dataDir).sort()).toEqual(['cluster', 'lock', 'postgres.log', 'url'])
    await second.stop()
  })
})

const hasFiles = (dir: string): boolean => existsSync(dir) && readdirSync(dir).length > 0

describe('without suitable binaries', () => {
  test('the error is one line that asks for DATABASE_URL', async () => {
    const project = newProject({ binaries: false })
    const line = /^The embedded PostgreSQL cannot run here: [^\n]+ set DATABASE_URL [^\n]+$/
    const missing = await startIn(project, newDir()).outcome
    expect(missing).toEqual({ error: 'EmbeddedUnavailableError', message: expect.stringMatching(line) as string })
    const windows = await startIn(project, newDir(), { env: { PRETEND_PLATFORM: 'win32' } }).outcome
    expect(windows).toEqual({ error: 'EmbeddedUnavailableError', message: expect.stringMatching(line) as string })
    expect(windows).toHaveProperty('message', expect.stringContaining('no binaries for win32-'))
  })
})
