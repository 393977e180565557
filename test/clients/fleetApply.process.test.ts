import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { applyFleet } from '../../clients/fleet/applyFleet.ts'
import { dumpTables } from '../support/database/dumpTables.ts'
import { givenTree, pathsOf } from '../support/database/givenTree.ts'
import { withServers, type ServerProcess } from '../support/process/serverProcess.ts'
import { withDatabase } from '../support/database/withDatabase.ts'

const database = withDatabase()
const servers = withServers()
const project = fileURLToPath(new URL('../..', import.meta.url))
const example = readFileSync(join(project, 'examples/fleet.yaml'), 'utf8')
let server: ServerProcess
let file = ''

beforeAll(async () => {
  server = await servers.start({ DATABASE_URL: database.url })
})
beforeEach(() => {
  file = join(servers.newDirectory(), 'fleet.yaml')
})

interface Run {
  code: number
  stdout: string
  stderr: string
}

/** Writes the text to the file and runs the command until it ends. */
function apply(text: string, ...args: string[]): Promise<Run> {
  writeFileSync(file, text)
  return run(file, '--url', `${server.url}/graphql`, ...args)
}
async function run(...args: string[]): Promise<Run> {
  const output = { stdout: '', stderr: '' }
  const code = await applyFleet(args, {
    out: (text) => (output.stdout += text),
    err: (text) => (output.stderr += text),
    coloured: false,
    command: 'npm run fleet:apply --',
  })
  return { code, ...output }
}
/** Runs the npm script, as a user does. */
function runNpm(...args: string[]): Promise<Run> {
  return new Promise((resolve) => {
    execFile('npm', ['run', '--silent', 'fleet:apply', '--', ...args], { cwd: project }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
}
const agent = (n: number): string => `a0000000-0000-4000-8000-${String(n).padStart(12, '0')}`
/** Number of the line, counted from 1, in which this part of the text begins. */
const lineOf = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split('\n').length

test('the example is previewed, created, found again, and refused after an incompatible change', async () => {
  const empty = await dumpTables(database.pool)
  const tree = [
    'harbour-control',
    '  team duty-officers (3 members)',
    '  berth-planning',
    '    team planners (2 members)',
    '  customs',
    '    team declarations (3 members)',
    '    team appeals (0 members)',
    '    dangerous-goods',
    '  yard',
    '    cranes',
    '    trucks',
    '      team drivers (0 members)',
  ]
  const missing = tree.map((line) => `+ ${line}\n`).join('')
  const dry = await apply(example, '--dry-run')
  expect(dry).toEqual({
    code: 0,
    stdout: `${missing}7 supervisors and 5 teams would be created, 0 supervisors and 0 teams already exist.\n`,
    stderr: '',
  })
  expect(await dumpTables(database.pool)).toEqual(empty)

  expect(await apply(example)).toEqual({
    code: 0,
    stdout: `${missing}7 supervisors created, 0 already existed.\n`,
    stderr: '',
  })
  expect(await pathsOf(database.pool)).toMatchObject({
    'dangerous-goods': '2 harbour-control/customs/dangerous-goods',
    trucks: '2 harbour-control/yard/trucks',
  })
  const { rows } = await database.pool.query(
    `SELECT (SELECT count(*)::int FROM supervisor_teams) AS teams, (SELECT count(*)::int FROM supervisor_team_members) AS members,
       (SELECT id FROM supervisors WHERE name = 'trucks') AS trucks,
       (SELECT config ->> 'model' FROM supervisors WHERE name = 'berth-planning') AS model`,
  )
  expect(rows).toEqual([{ teams: 5, members: 8, trucks: '0a4b8f3e-7c1d-4e52-8f69-5d1c2b3a4e5f', model: 'orion-large' }])

  const created = await dumpTables(database.pool)
  const present = tree.map((line) => (line.includes('team') ? `= ${line}\n` : `= ${line}, SPAWNING\n`)).join('')
  expect(await apply(example)).toEqual({
    code: 0,
    stdout: `${present}0 supervisors created, 7 already existed.\n`,
    stderr: '',
  })
  const changed = example.replace('model: orion-small', 'model: orion-tiny')
  expect(await apply(changed)).toEqual({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(
      new RegExp(
        `^${file}:${lineOf(changed, '- name: customs')}: Id [^\\n]* is taken: [^\\n]*\\nNothing was created\\.\\n$`,
      ),
    ) as unknown,
  })
  expect((await apply(changed, '--dry-run')).stdout).toContain('=   customs, SPAWNING, differs from the file\n')
  expect(await dumpTables(database.pool)).toEqual(created)

  const grown = `${example}          - name: gates\n`
  expect((await apply(grown)).stdout).toContain('+     gates\n1 supervisor created, 7 already existed.\n')
  expect(await database.pool.query('SELECT * FROM verify_hierarchy()')).toMatchObject({ rows: [] })
})

test('the npm script has the output and the exit code of the command', async () => {
  writeFileSync(file, 'fleet: by-npm\nsupervisors:\n  - name: by-npm\n')
  const args = [file, '--url', `${server.url}/graphql`, '--parent', agent(1), '--dry-run']
  const result = await runNpm(...args)
  expect(result).toMatchObject({ code: 1, stdout: expect.stringMatching(/^\+ by-npm\n/) as unknown })
  expect(result).toEqual(await run(...args))
})

test.each([
  [
    'an additional member',
    (fleet: string) => fleet.replace('members:', `members:\n          - ${agent(999)}`),
    'team crew',
  ],
  ['a missing member', (fleet: string) => fleet.replace(`\n          - ${agent(149)}`, ''), 'team crew'],
  ['a different member', (fleet: string) => fleet.replace(agent(149), agent(999)), 'team crew'],
  ['a different role', (fleet: string) => fleet.replace('role: COXSWAIN', 'role: BOWMAN'), 'team crew'],
  ['different metadata', (fleet: string) => fleet.replace('oar: 1', 'oar: 2'), 'team crew'],
  ['a different policy version', (fleet: string) => fleet.replace('policyVersionId: a', 'policyVersionId: b'), 'boat'],
  ['a missing policy version', (fleet: string) => fleet.replace(/ *policyVersionId.*\n/, ''), 'boat'],
])('%s in the file is shown as a difference, and refused', async (name, change, differing) => {
  // more members than fit on one page of the API
  const plain = Array.from({ length: 149 }, (_, i) => `          - ${agent(i + 1)}`)
  const text = [
    `fleet: ${name}`,
    'supervisors:',
    `  - name: boat of ${name}`,
    `    policyVersionId: ${agent(0)}`,
    '    teams:',
    '      - name: crew',
    '        members:',
    `          - { agentId: ${agent(150)}, role: COXSWAIN, metadata: { oar: 1 } }`,
    ...plain,
    '',
  ].join('\n')
  expect(await apply(text)).toMatchObject({ code: 0 })
  expect((await apply(text, '--dry-run')).stdout).not.toContain('differs from the file')

  const { code, stdout } = await apply(change(text), '--dry-run')
  expect(code).toBe(0)
  const differences = stdout.split('\n').filter((line) => line.endsWith(', differs from the file'))
  expect(differences).toEqual([expect.stringContaining(differing)])
  expect(stdout).toContain(
    '\n1 of them differs from the file. If the file has changed since they were created, the server would refuse it.\n',
  )
  expect(await apply(change(text))).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/ is taken: [^\n]*\nNothing was created\.\n$/) as unknown,
  })
})

test('a fleet is created below a parent, and --dry-run shows why the server would refuse it', async () => {
  const id = await givenTree(database.pool, 'headquarters > closed:FAILED')
  const text = 'fleet: branches\nsupervisors:\n  - name: north\n    children:\n      - name: far-north\n'
  expect(await apply(text, '--parent', id('closed'), '--dry-run')).toMatchObject({
    code: 1,
    stderr: '--parent: closed is FAILED and accepts no additions\nThe server would refuse this file.\n',
  })
  expect(await apply(text, '--parent', id('closed'))).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /^--parent: Supervisor .* is FAILED and accepts no children, teams or members[^\n]*\nNothing was created\.\n$/,
    ) as unknown,
  })
  expect(await apply(text, '--parent', id('headquarters').toUpperCase())).toMatchObject({ code: 0 })
  expect(await pathsOf(database.pool)).toMatchObject({ 'far-north': '2 headquarters/north/far-north' })

  await database.pool.query(`UPDATE supervisors SET status = 'FAILED' WHERE name = 'far-north'`)
  const more = `${text}        teams: [{ name: late }]\n`
  expect(await apply(more, '--parent', id('headquarters'), '--dry-run')).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('=   far-north, FAILED\n+     team late (0 members)\n') as unknown,
    stderr: `${file}:6: far-north is FAILED and accepts no additions\nThe server would refuse this file.\n`,
  })
  expect(await apply(more, '--parent', id('headquarters'))).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(`${file}:6: Supervisor `) as unknown,
  })
})

test('a refusal names the line of the refused value, also inside a config', async () => {
  const text = [
    'fleet: lines',
    'supervisors:',
    '  - name: first',
    '  - name: second',
    '    config:',
    '      deep: { "__proto__": 1 }',
    '',
  ].join('\n')
  const { code, stderr } = await apply(text)
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(`${file}:5: `) as unknown })
  expect(stderr).toContain('__proto__')
})

test.each([
  ['supervisors: []', 1, 'fleet: expected a name, got none'],
  ['- a', 1, 'expected a fleet with the keys fleet, supervisors, got a list'],
  ['', 1, 'expected a fleet with the keys fleet, supervisors, got nothing'],
  [
    'fleet: a\nsupervisors:\n  - nmae: b',
    3,
    'unknown key "nmae": a supervisor accepts id, name, description, config, policyVersionId, teams, children',
  ],
  ['fleet: a\nsupervisors:\n  - name: 17', 3, 'name: expected text, got 17; put it in quotes'],
  ['fleet: a\nsupervisors:\n  name: b', 3, 'supervisors: expected a list, got a mapping'],
  ['fleet: a\nsupervisors:\n  - name: b\n    id: me', 4, 'id: expected a UUID, got "me"'],
  ['fleet: a\nsupervisors:\n  - name: b\n    config: [1]', 4, 'config: expected a mapping, got a list'],
  [
    'fleet: a\nsupervisors:\n  - name: b\n    config: { x: .inf }',
    4,
    'config: expected a JSON value (Infinity is not valid in JSON)',
  ],
  ['fleet: a\nsupervisors:\n  - name: b\n    config: &c { x: *c }', 4, 'config: expected a JSON value ('],
  ['fleet: a\nsupervisors: &s\n  - name: b\n    children: *s', 3, 'expected at most 1000 supervisors in total'],
  ['fleet: a\nsupervisors:\n  - name: b\n  - name: c\n  - name: b', 5, 'the name b is already on line 3'],
  [
    'fleet: a\nsupervisors:\n  - name: b\n    teams:\n      - name: t\n        members: [x]',
    6,
    'a member: expected a UUID, got "x"',
  ],
  ['fleet: a\nsupervisors:\n  - name: b\n    name: c', 4, 'Map keys must be unique'],
  ['fleet: a\nsupervisors:\n  - name: "b', 3, 'Missing closing "quote'],
])('%j is refused with its line number, without a request to the server', async (text, line, problem) => {
  writeFileSync(file, text)
  const { code, stdout, stderr } = await run(file, '--url', 'http://127.0.0.1:1/graphql')
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr).toMatch(/^[^\n]*\n$/)
  expect(stderr.startsWith(`${file}:${line}: ${problem}`)).toBe(true)
})

test('an invalid argument, file or URL is reported in one line', async () => {
  const other = createServer((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi'))
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as AddressInfo // of a TCP server that listens
  try {
    writeFileSync(file, example)
    const cases: [args: string[], stderr: RegExp][] = [
      [[], /^expected one file, got 0; see --help\n$/],
      [['absent.yaml'], /^absent\.yaml: cannot be read \(ENOENT\)\n$/],
      [[file, '--dryrun'], /^Unknown option '--dryrun'; see --help\n$/],
      [[file, '--parent', 'me'], /^--parent: expected a UUID, got "me"\n$/],
      [[file, '--url', 'here'], /^--url: expected a URL such as http:[^\n]*, got "here"\n$/],
      [[file, '--url', 'http://127.0.0.1:1/graphql'], /^No server responds at http:[^\n]*\n$/],
      [[file, '--url', `http://127.0.0.1:${port}/`], /^http:[^\n]* is not a GraphQL endpoint \(HTTP 200\)\.\n$/],
      [[file, '--url', `${server.url}/livez`], /^http:[^\n]* is not a GraphQL endpoint \(HTTP 405\)\.\n$/],
    ]
    for (const [args, stderr] of cases) {
      const result = await run(...args)
      expect(result).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(stderr) as unknown })
    }
    expect(await run('--help')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Usage: npm run fleet:apply/) as unknown,
    })
  } finally {
    other.close()
  }
})
