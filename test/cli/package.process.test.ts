import { execFileSync, spawn } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { withDatabase } from '../support/database/withDatabase.ts'
import { observe, withServers, type Exit, type Launched } from '../support/process/serverProcess.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))
const database = withDatabase()
const { newDirectory } = withServers()
let program = ''

/** Installs the package of `npm pack` with its dependencies, as npm does, but without optional packages. */
beforeAll(() => {
  const directory = newDirectory()
  const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', directory], {
    cwd: project,
    encoding: 'utf8',
  })
  const modules = join(directory, 'node_modules')
  const installed = join(modules, 'supervisor-hierarchy')
  mkdirSync(installed, { recursive: true })
  execFileSync('tar', ['-xzf', join(directory, packed.trim()), '--strip-components=1', '-C', installed])
  for (const path of dependenciesInLock()) cpSync(join(project, path), join(directory, path), { recursive: true })
  program = join(installed, 'dist/src/cli.js')
})

/** The packages that `npm install --omit=dev --omit=optional` installs. */
function dependenciesInLock(): string[] {
  type Entry = { dev?: boolean; devOptional?: boolean; optional?: boolean; peer?: boolean }
  const { packages } = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Entry>
  }
  return Object.entries(packages)
    .filter(([path, { dev, devOptional, optional }]) => path !== '' && !dev && !devOptional && !optional)
    .map(([path]) => path)
}

function launch(args: readonly string[], env: Record<string, string> = {}): Launched {
  // the directory is empty, and no package is found from it
  return observe(
    spawn(process.execPath, [program, ...args], {
      cwd: newDirectory(),
      env: { PATH: process.env.PATH, PORT: '0', DATABASE_URL: database.url, ...env },
    }),
  )
}
const run = (...args: string[]): Promise<Exit> => launch(args).exited

test('the package has few dependencies', () => {
  const names = dependenciesInLock().map((path) => path.slice('node_modules/'.length))
  expect(names).toEqual(expect.arrayContaining(['pg', '@prisma/adapter-pg', '@prisma/schema-engine-wasm']))
  expect(names.length).toBeLessThan(30)
})

test('the installed server serves the API from an empty directory', async () => {
  const server = launch(['serve'])
  const url = await server.listening
  const ask = async () => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ stats { supervisors } }"}',
    })
    return (await response.json()) as { data?: unknown }
  }
  await expect.poll(async () => (await ask()).data, { timeout: 20_000 }).toEqual({ stats: { supervisors: 0 } })
  server.process.kill('SIGTERM')
  expect(await server.exited).toMatchObject({ code: 0 })
})

test('the installed program migrates, compares and verifies a database, and names itself in messages', async () => {
  expect(await run('status')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^The database is up to date/) as string,
  })
  expect(await run('drift')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^No drift/) as string })
  expect(await run('verify')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^No violations/) as string })
  expect(await run('token', 'list')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^id\t/) as string })
  expect((await run('migrate', '--help')).stdout).toMatch(/^Usage: supervisor-hierarchy migrate /)
})

test('without the embedded PostgreSQL and DATABASE_URL, the installed server says what is missing in one line', async () => {
  const { code, stderr } = await launch(['serve'], { DATABASE_URL: '' }).exited
  expect(code).toBe(1)
  expect(stderr).toMatch(/^The embedded PostgreSQL cannot run here: [^\n]+ set DATABASE_URL [^\n]+\n$/)
})
