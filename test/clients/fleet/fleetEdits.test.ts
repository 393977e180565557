import { beforeEach, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { readFleet } from '../../../clients/fleet/file/readFleet.ts'
import { FleetPlanner } from '../../../clients/fleet/FleetPlanner.ts'
import { stableId } from '../../../clients/fleet/stableId.ts'
import { withApi } from '../../support/api/withApi.ts'
import { withFleetCommand } from '../../support/api/withFleetCommand.ts'
import { dumpTables } from '../../support/database/dumpTables.ts'
import { verifyEventLogAfterEach } from '../../support/events/eventsOf.ts'
import { edits, original, refused } from './edits.ts'

const api = withApi()
const fleet = withFleetCommand(api)
verifyEventLogAfterEach(api)
beforeEach(() => api.pool.query('TRUNCATE supervisors, supervisor_events, supervisor_restarts CASCADE'))

/** The lines of a plan that stand for changes, without fields and ids. */
const changesIn = (stdout: string): string[] =>
  stdout
    .split('\n')
    .filter((line) => /^[-+~=?] /.test(line))
    .map((line) => line.replace(/ \([^)]*[0-9a-f]{8}-[^)]*\)$/, ''))

test.each(edits)(
  '$name: the plan says so, apply does it, and a second plan is empty',
  async ({ edit, by, plan, prune }) => {
    expect((await fleet.apply(original)).code).toBe(0)
    if (by) await api.pool.query(by)
    const edited = edit(original)
    expect(edited !== original || by !== undefined || plan.length === 0).toBe(true)
    const args = prune ? ['--prune'] : []
    const before = await dumpTables(api.pool)
    const planned = await fleet.plan(edited, ...args)
    expect([planned.stderr, changesIn(planned.stdout)]).toEqual(['', plan])
    const isChange = plan.some((line) => /^[-+~]/.test(line))
    expect(planned.code).toBe(isChange ? 2 : 0)
    expect(await dumpTables(api.pool)).toEqual(before)

    const applied = await fleet.apply(edited, ...args, '--yes', '--detailed-exit-code')
    expect([applied.stderr, applied.code, changesIn(applied.stdout)]).toEqual(['', isChange ? 2 : 0, plan])
    const again = await fleet.plan(edited, ...args)
    expect([again.code, changesIn(again.stdout).filter((line) => !line.startsWith('?'))]).toEqual([0, []])
    const settled = await dumpTables(api.pool)
    expect((await fleet.apply(edited, ...args, '--yes', '--detailed-exit-code')).code).toBe(0)
    expect(await dumpTables(api.pool)).toEqual(settled)
  },
)

test.each(refused)(
  '$name: plan and apply refuse it alike, and change nothing',
  async ({ edit, by, says, args = [] }) => {
    await fleet.apply(original)
    if (by) await api.pool.query(by)
    const before = await dumpTables(api.pool)
    const edited = edit(original)
    const planned = await fleet.plan(edited, ...args)
    expect([planned.code, planned.stdout]).toEqual([1, ''])
    expect(planned.stderr).toMatch(says)
    expect(await fleet.apply(edited, ...args)).toEqual(planned)
    expect(await dumpTables(api.pool)).toEqual(before)
  },
)

test('terminations need a confirmation, which shows them', async () => {
  await fleet.apply(original)
  const edited = original.replace(/ {6}- name: desk\n.*\n/, '')
  const unconfirmed = await fleet.apply(edited, '--prune')
  expect(unconfirmed.code).toBe(1)
  expect(unconfirmed.stderr).toMatch(
    /^- terminate acme\/eu\/desk \(.*\)\nTerminations: 1 supervisor with 0 teams.*\n.*--yes/,
  )
})

test('two files never change the same supervisor', async () => {
  await fleet.apply(original)
  const { rows } = await api.pool.query<{ id: string }>(`SELECT id FROM supervisors WHERE name = 'eu'`)
  const other = `fleet: other\nsupervisors:\n  - name: mine\n    id: ${rows[0]?.id}\n`
  const { code, stderr } = await fleet.apply(other)
  expect([code, stderr]).toEqual([1, expect.stringMatching(/fleet\.yaml:4:\d+: id: .* belongs to the fleet "acme"/)])
})

test('apply --dry-run prints what plan prints', async () => {
  await fleet.apply(original)
  const edited = original.replace('- name: eu\n', '- name: europe\n')
  const before = await dumpTables(api.pool)
  expect(await fleet.apply(edited, '--dry-run')).toEqual(await fleet.plan(edited))
  expect(await dumpTables(api.pool)).toEqual(before)
})

test('recognizes a file that an earlier version applied, which derived ids from names and kept no keys', async () => {
  const file = 'fleet: old\nsupervisors:\n  - name: top\n    children:\n      - name: below\n'
  const [top, below] = [['top'], ['top', 'below']].map((names) =>
    stableId(`fleet file/${JSON.stringify(['old', ...names])}`),
  )
  await api.pool.query(`INSERT INTO supervisors (id, name) VALUES ($1, 'top')`, [top])
  await api.pool.query(`INSERT INTO supervisors (id, name, parent_id) VALUES ($1, 'below', $2)`, [below, top])
  const { code, stdout } = await fleet.apply(file)
  expect([code, changesIn(stdout)]).toEqual([0, ['= take over top', '= take over top/below']])
  expect(changesIn((await fleet.plan(file)).stdout)).toEqual([])
})

test('text of the file and of the server reaches the terminal without control characters', async () => {
  const hostile = 'fleet: f\nsupervisors:\n  - { name: a, description: "\\e[2J \\u202e \\u2028x" }\n'
  const control = /(?!\n)[\p{C}\p{Zl}\p{Zp}]/u
  await fleet.apply(hostile)
  await api.pool.query(`UPDATE supervisors SET description = description || 'x'`)
  for (const args of [[], ['--output', 'json']]) {
    const { code, stdout } = await fleet.plan(hostile, ...args)
    expect([code, stdout]).toEqual([2, expect.stringContaining('[2J')])
    expect(stdout).not.toMatch(control)
  }
  const refused = await fleet.plan(`${hostile}  - { name: a, id: "\\e[2J" }\n`)
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('fleet.yaml:4')])
  expect(refused.stderr).not.toMatch(control)
})

test('of a file that several requests compare, only supervisors that none of them names are unlisted', async () => {
  const text = (keys: readonly string[]): string =>
    stringify({ fleet: 'parts', supervisors: keys.map((key) => ({ name: key, key })) })
  await fleet.apply(text(['a', 'cafe\u0301', 'gone', 'z']))
  const options = {
    url: fleet.url(),
    parentId: null,
    prune: true,
    onRetry: () => undefined,
    onProgress: () => undefined,
  }
  const planner = new FleetPlanner(readFleet(text(['a', 'cafe\u0301', 'z'])), options, { supervisors: 1, bytes: 1_000 })
  const { changes } = await planner.plan()
  expect(changes.map(({ kind, key }) => [kind, key])).toEqual([['REMOVE', 'gone']])
})
