import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { givenTree, type IdOf } from '../support/database/givenTree.ts'
import {
  observe,
  programMain,
  withServers,
  type Launched,
  type ServerProcess,
} from '../support/process/serverProcess.ts'
import { withDatabase } from '../support/database/withDatabase.ts'

const database = withDatabase()
const servers = withServers()
const project = fileURLToPath(new URL('../..', import.meta.url))
const launched: Watch[] = []
let server: ServerProcess
let idOf: IdOf

type Watch = Launched & { readonly stderr: () => string; readonly lines: () => string[] }

beforeAll(async () => {
  idOf = await givenTree(database.pool, 'root > [left > leaf, right]')
  server = await servers.start({ DATABASE_URL: database.url })
})
afterAll(async () => {
  for (const { process: child } of launched) child.kill('SIGKILL')
  await Promise.all(launched.map(({ exited }) => exited))
})

function watch(...args: string[]): Watch {
  const command = [programMain, 'watch', '--url', `${server.url}/graphql`, ...args]
  const child = spawn(process.execPath, command, { cwd: project, stdio: ['ignore', 'pipe', 'pipe'] })
  const observed = observe(child)
  let stderr = ''
  child.stderr.on('data', (chunk: string) => (stderr += chunk))
  const watching = { ...observed, stderr: () => stderr, lines: () => observed.stdout().split('\n').slice(0, -1) }
  launched.push(watching)
  return watching
}
const untilWatching = async (watching: Watch): Promise<void> => {
  await expect.poll(watching.stderr, { timeout: 20_000 }).toContain('Watching http://127.0.0.1:')
}
const untilLines = (watching: Watch) => expect.poll(watching.lines, { timeout: 20_000 })
const rename = (name: string, to: string) =>
  database.pool.query('UPDATE supervisors SET name = $2 WHERE id = $1', [idOf(name), to])

test('prints a line for each event of the given subtree and types, and exits with 0 on Ctrl-C', async () => {
  const all = watch()
  const some = watch('--within', idOf('left'), '--types', 'SUPERVISOR_UPDATED', '--json')
  await Promise.all([untilWatching(all), untilWatching(some)])
  await rename('right', 'right anew')
  const session = await database.session()
  await session.query(
    `SELECT set_config('app.actor', 'ops', false), set_config('app.reason', 'out of\n\u001b[31mdisk', false)`,
  )
  await session.query(`UPDATE supervisors SET status = 'FAILED' WHERE id = $1`, [idOf('leaf')])
  await rename('leaf', 'leaf anew')
  await untilLines(all).toEqual([
    expect.stringMatching(/^\d\d:\d\d:\d\d {2}SUPERVISOR_UPDATED {9}right anew {2}name right → right anew {2}by \w+$/),
    expect.stringMatching(
      /^\d\d:\d\d:\d\d {2}SUPERVISOR_STATUS_CHANGED {2}leaf(?: anew)? {2}status ACTIVE → FAILED {2}by ops: out of \[31mdisk$/,
    ),
    expect.stringMatching(/ {2}name leaf → leaf anew {2}/),
  ])
  await untilLines(some).toHaveLength(1)
  expect(JSON.parse(some.stdout())).toMatchObject({
    cursor: expect.any(String) as unknown,
    type: 'SUPERVISOR_UPDATED',
    supervisorId: idOf('leaf'),
    after: { name: 'leaf anew' },
  })
  all.process.kill('SIGINT')
  all.process.kill('SIGINT') // npm forwards the signal, so the command receives it twice
  some.process.kill('SIGTERM')
  expect(await all.exited).toMatchObject({ code: 0, signal: null })
  expect(await some.exited).toMatchObject({ code: 0, signal: null })
})

test('prints each event once although the server is killed and another one started', async () => {
  const port = new URL(server.url).port
  const watching = watch('--json')
  await untilWatching(watching)
  const renamed: string[] = []
  const renameOften = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) {
      const name = `renamed ${renamed.push('')}`
      renamed[renamed.length - 1] = name
      await rename('root', name)
    }
  }
  const seen = (): unknown[] =>
    watching.lines().map((line) => (JSON.parse(line) as { after: { name: string } }).after.name)
  await renameOften(5)
  await expect.poll(seen, { timeout: 20_000 }).toEqual(renamed)
  const killed = renameOften(20)
  await server.stop('SIGKILL')
  await killed
  await expect.poll(watching.stderr, { timeout: 20_000 }).toContain('Connection lost (')
  server = await servers.start({ DATABASE_URL: database.url, PORT: port })
  await renameOften(5)
  await expect.poll(seen, { timeout: 20_000 }).toEqual(renamed)
  expect(watching.stderr().match(/^(Connection lost|Reconnected)/gm)).toEqual(['Connection lost', 'Reconnected'])
  watching.process.kill('SIGINT')
  expect(await watching.exited).toMatchObject({ code: 0 })
})

test('reports missing events, and continues', async () => {
  const { rows } = await database.pool.query<{ sequence: string }>(
    'SELECT sequence FROM supervisor_events ORDER BY sequence LIMIT 1',
  )
  const after = Buffer.from(JSON.stringify(['SupervisorEvent', 'SEQUENCE', rows[0]?.sequence])).toString('base64url')
  await database.pool.query(
    'DELETE FROM supervisor_events WHERE sequence < (SELECT max(sequence) FROM supervisor_events)',
  )
  const [lines, json] = [watch('--after', after), watch('--after', after, '--json')]
  await untilLines(lines).toEqual([
    expect.stringMatching(/^Events are missing here\. Events after this cursor are no /),
  ])
  await untilLines(json).toEqual([
    expect.stringMatching(/^\{"resync":"Events after this cursor [^\n]*","cursor":"\w+"\}$/),
  ])
  await rename('left', 'left anew')
  await untilLines(lines).toEqual([expect.anything(), expect.stringContaining('name left → left anew')])
})

test('reports an unknown option itself, and the refusal of the server for an unknown event type', async () => {
  const [unknown, refused, help] = await Promise.all([
    watch('--wihtin', 'x').exited,
    watch('--types', 'NO_SUCH_TYPE').exited,
    watch('--help').exited,
  ])
  expect(unknown).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(/^Unknown option '--wihtin'\n\nUsage: npm run watch -- /) as unknown,
  })
  expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('"NO_SUCH_TYPE"') as unknown })
  expect(help).toMatchObject({ code: 0, stdout: unknown.stderr.slice(unknown.stderr.indexOf('Usage')), stderr: '' })
})
