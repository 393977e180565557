import { existsSync, readFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withServers } from '../support/process/serverProcess.ts'
import { withDatabase } from '../support/database/withDatabase.ts'

const servers = withServers()
const database = withDatabase()

test('--help prints the usage and where settings are listed, and starts nothing', async () => {
  for (const option of ['--help', '-h']) {
    const { code, stdout, stderr } = await servers.run({}, [option])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toContain('Usage: npm start')
    expect(stdout).toContain('.env.example')
  }
})

test('--version prints the version of package.json', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  expect(await servers.run({}, ['--version'])).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' })
})

test.each([['--port=80'], ['serve']])('the argument %s is refused in one line that names it', async (argument) => {
  const { code, stdout, stderr } = await servers.run({}, [argument])
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(new RegExp(`^[^\\n]*'${argument.split('=')[0] ?? ''}'[^\\n]*\\n$`))
})

test.each([
  ['PORT', 'http', /^PORT: expected a whole number from 0 to 65535, got "http"\n$/],
  ['AUTH_JWT_SECRET', 'short', /^AUTH_JWT_SECRET: expected at least 32 bytes\n$/],
])('%s=%s is refused in one line, before the data directory is created', async (name, value, line) => {
  const dataDir = join(servers.newDirectory(), 'data')
  const { code, stdout, stderr } = await servers.run({ DATA_DIR: dataDir, [name]: value })
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(line)
  expect(existsSync(dataDir)).toBe(false)
})

test('a port that is in use is refused in one line that names it', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as AddressInfo // of a TCP server that listens
  try {
    const { code, stderr } = await servers.run({ DATABASE_URL: database.url, PORT: String(port) })
    expect(code).toBe(1)
    expect(stderr).toMatch(new RegExp(`^PORT: ${port} is in use on 127\\.0\\.0\\.1\\.[^\\n]*\\n$`))
  } finally {
    other.close()
  }
})
