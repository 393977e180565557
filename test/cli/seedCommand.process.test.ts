import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { withDatabase } from '../support/database/withDatabase.ts'
import { programMain } from '../support/process/serverProcess.ts'

describe('the seed command', () => {
  const database = withDatabase()

  const run = async (args: readonly string[], env: Record<string, string>) => {
    const child = spawn(process.execPath, [programMain, 'seed', ...args], {
      env: { ...process.env, DATABASE_URL: '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
    return { code: child.exitCode, out, err }
  }

  it('loads the demonstration fleet by default, and says why it did not load it again', async () => {
    const env = { DATABASE_URL: database.url }
    const using = expect.stringMatching(/^Using database \w+ on 127\.0\.0\.1:\d+, user \w+\.\n$/) as string
    expect(await run([], env)).toEqual({
      code: 0,
      out: 'Loaded the demonstration fleet. Its root is mission-control.\n',
      err: using,
    })
    const again = await run([], env)
    expect(again).toMatchObject({ code: 1, out: '' })
    expect(again.err).toMatch(/\nThe demonstration fleet was not loaded: it needs a database without supervisors.*\n$/)
  })

  it('loads in bulk, and prints the progress to stderr and the outcome to stdout', async () => {
    const { code, out, err } = await run(['--supervisors', '200', '--url', database.url], {})
    expect(code).toBe(0)
    expect(out).toMatch(/^load-200-1 \([\da-f-]{36}\): 200 supervisors, 400 teams, 2,000 members, 4 levels, in .* s\n$/)
    expect(err).toMatch(/\n200 of 200 supervisors, 100 %, [\d,]+\/s, done in \d+ s\n$/)
    expect(await database.violations()).toEqual([])
  })

  it('says how to provide a database if there is none', async () => {
    const { code, err } = await run([], { DATA_DIR: '/nonexistent' })
    expect(code).toBe(2)
    expect(err).toMatch(/^No database: DATABASE_URL is not set, and \/nonexistent has no embedded database\. Set/)
  })
})
