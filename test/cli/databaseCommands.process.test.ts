import { spawn } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { migrateDeploy } from '../../src/db/migrate.ts'
import { withMigrationSupport } from '../support/database/migrationProject.ts'
import { withDatabase } from '../support/database/withDatabase.ts'
import { observe, programMain, withServers, type Exit } from '../support/process/serverProcess.ts'

const database = withDatabase()
const servers = withServers()
const { givenEmptyDatabase, query } = withMigrationSupport()
const matching = (pattern: RegExp): string => expect.stringMatching(pattern) as string

function run(args: readonly string[], env: Record<string, string> = {}, cwd = servers.newDirectory()): Promise<Exit> {
  const child = spawn(process.execPath, [programMain, ...args], {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return observe(child).exited
}

test('all commands read .env, and print which database they use before they use it', async () => {
  const directory = servers.newDirectory()
  writeFileSync(join(directory, '.env'), `\uFEFFDATABASE_URL=${database.url}\n`)
  const using = matching(/^Using database \w+ on 127\.0\.0\.1:\d+, user \w+\.\n/)
  for (const args of [['migrate'], ['status'], ['verify'], ['drift'], ['token', 'list']])
    expect(await run(args, {}, directory)).toMatchObject({ code: 0, stderr: using })
  writeFileSync(join(directory, '.env'), 'DATABASE_URL')
  expect(await run(['verify'], {}, directory)).toMatchObject({ code: 1, stderr: '.env, line 1: expected NAME=value\n' })
})

test.each([
  [
    { NODE_ENV: 'production' },
    /^DATABASE_URL: expected a value, because NODE_ENV is production\. Set it, or set EMBEDDED=on /,
  ],
  [{ EMBEDDED: 'off' }, /^DATABASE_URL: expected a value, because EMBEDDED is off\./],
  [
    { DATABASE_URL: 'postgresql://u:s3/cret@h/d' },
    /^DATABASE_URL: expected [^\n]*, with percent-encoding [^\n]*%2F for \/[^\n]*\n$/,
  ],
  [
    { NODE_ENV: 'production', EMBEDDED: 'on' },
    /^No database: DATABASE_URL is not set, and \/.*\/\.data has no embedded database\./,
  ],
])('with %j, commands change nothing and say why', async (env, message) => {
  const directory = servers.newDirectory()
  for (const command of ['migrate', 'seed'])
    expect(await run([command], env, directory)).toMatchObject({ code: 2, stdout: '', stderr: matching(message) })
  expect(readdirSync(directory)).toEqual([]) // no new database either
})

test('with NODE_ENV=production the server does not make an embedded database on its own', async () => {
  const { code, stderr } = await servers.run({ NODE_ENV: 'production' })
  expect({ code, stderr }).toEqual({ code: 1, stderr: matching(/^DATABASE_URL: expected a value, because NODE_ENV/) })
})

test('rollback says what is lost, and changes nothing without --yes', async () => {
  const url = await givenEmptyDatabase()
  const applied = await migrateDeploy(url)
  const newest = applied.at(-1) ?? ''
  const asked = await run(['rollback', '--url', url])
  expect(asked).toMatchObject({ code: 2, stdout: '' })
  expect(asked.stderr).toMatch(new RegExp(`\nRolling back ${newest}\\. .+\nNothing was changed\\. Pass --yes`))
  expect(await run(['status', '--url', url])).toMatchObject({ code: 0 })
  expect(await run(['rollback', '--yes', '--url', url])).toMatchObject({ code: 0, stdout: `Rolled back ${newest}\n` })
  expect(await run(['status', '--url', url])).toMatchObject({ code: 1, stdout: matching(new RegExp(newest)) })
})

test('rollback is refused while a server runs, unless it is forced', async () => {
  const url = await givenEmptyDatabase()
  const server = await servers.start({ DATABASE_URL: url })
  const reports = () => query(url, 'SELECT FROM hierarchy_servers WHERE stopped_at IS NULL')
  await expect.poll(reports, { timeout: 10_000 }).toHaveLength(1)
  expect(await run(['rollback', '--yes', '--url', url])).toMatchObject({
    code: 2,
    stderr: matching(/\n1 server uses this database, [^\n]* Stop all servers and retry\./),
  })
  await server.stop()
  expect(await run(['rollback', '--yes', '--url', url])).toMatchObject({ code: 0 })
})
