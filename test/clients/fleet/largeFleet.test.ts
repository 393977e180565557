import { beforeAll, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { withApi } from '../../support/api/withApi.ts'
import { withFleetCommand } from '../../support/api/withFleetCommand.ts'

/** More than fit into one request. The soak test has 20,000. */
const SIZE = Number(process.env.FLEET_SIZE ?? 1_100)
const timeout = 60_000 + SIZE * 20

const api = withApi()
const fleet = withFleetCommand(api)

interface Node {
  name: string
  key: string
  description: string
  teams: { name: string; members: string[] }[]
  children: Node[]
}
const agent = (n: number): string => `a0000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const node = (n: number, fleet = 'large'): Node => ({
  name: `${fleet} ${n}`,
  key: `k${n}`,
  description: `Number ${n}.`,
  teams: [{ name: 'crew', members: Array.from({ length: 5 }, (_, i) => agent(n * 5 + i)) }],
  children: [],
})

/** A tree in which each supervisor has up to ten children. */
function fileOf(change: (nodes: Node[]) => void = () => undefined, fleet = 'large', size = SIZE): string {
  const nodes = Array.from({ length: size }, (_, i) => node(i, fleet))
  for (const [i, each] of nodes.entries()) if (i > 0) nodes[Math.floor((i - 1) / 10)]?.children.push(each)
  change(nodes)
  return stringify({ fleet, supervisors: nodes.slice(0, 1) }, { aliasDuplicateObjects: false })
}

interface Versions {
  readonly supervisors: number
  readonly changed: number
}
async function readVersions(): Promise<Versions> {
  const { rows } = await api.pool.query<Versions>(
    'SELECT count(*)::int AS supervisors, (sum(version) - count(*))::int AS changed FROM supervisors',
  )
  return rows[0] ?? { supervisors: 0, changed: 0 }
}

function changeLast(nodes: Node[]): void {
  const last = nodes.at(-1)
  if (last) last.description = 'Changed.'
}

/** Of a second apply of the large file, and of an apply with one changed field. */
const statements: number[] = []
const writes = (): string[] => api.statements.filter((text) => /^\s*(UPDATE|INSERT|DELETE)/.test(text))

async function timed<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  const began = Date.now()
  api.statements.length = 0
  const result = await work()
  console.log(
    `fleet: ${what} of ${SIZE} supervisors with ${SIZE * 5} members: ${Date.now() - began} ms, ${api.statements.length} statements, of which ${writes().length} write`,
  )
  return result
}

beforeAll(async () => {
  await api.pool.query('TRUNCATE supervisors, supervisor_events, supervisor_restarts CASCADE')
})

test(
  'a fleet that needs several requests is planned and applied in steps, and then is as in the file',
  { timeout },
  async () => {
    const file = fileOf()
    const planned = await timed('plan', () => fleet.plan(file))
    expect([planned.code, planned.stdout]).toEqual([2, expect.stringContaining(`To do: create ${SIZE} supervisors.`)])
    expect(await readVersions()).toMatchObject({ supervisors: 0 })
    const applied = await timed('apply', () => fleet.apply(file, '--detailed-exit-code'))
    expect(applied.code).toBe(2)
    expect(applied.stderr).toMatch(/Applied step 2 of \d+/)
    expect(await readVersions()).toEqual({ supervisors: SIZE, changed: 0 })
    const { rows } = await api.pool.query('SELECT count(*)::int AS members FROM supervisor_team_members')
    expect(rows).toEqual([{ members: SIZE * 5 }])
    const again = await timed('second apply', () => fleet.apply(file, '--detailed-exit-code'))
    statements.push(api.statements.length)
    expect([again.code, again.stdout]).toEqual([0, expect.stringMatching(/^No changes/)])
    expect(await api.violations()).toEqual([])
  },
)

test('one changed field of one supervisor is one row in one statement', { timeout }, async () => {
  const file = fileOf(changeLast)
  const applied = await timed('a change of one field', () => fleet.apply(file))
  statements.push(api.statements.length)
  expect(applied.stdout).toMatch(/~ update k\d+\n.*\nDone: update 1 supervisor\.\n/)
  expect(await readVersions()).toEqual({ supervisors: SIZE, changed: 1 })
  const updates = writes().filter((text) => /^\s*UPDATE supervisors/.test(text))
  expect([updates.length, writes().length]).toEqual([1, 3]) // the other two record what was applied
})

test(
  'an apply of no change, or of one, needs as many statements for a large fleet as for two supervisors',
  { timeout },
  async () => {
    await fleet.apply(fileOf(undefined, 'small', 2))
    const count = async (file: string): Promise<number> => {
      api.statements.length = 0
      await fleet.apply(file)
      return api.statements.length
    }
    const small = [await count(fileOf(undefined, 'small', 2)), await count(fileOf(changeLast, 'small', 2))]
    expect(statements).toEqual(small)
    expect(small[0]).toBe(6)
    await api.pool.query(`DELETE FROM supervisors WHERE name LIKE 'small%'`)
  },
)

test(
  'moves, new parents, removals and changes together are applied in an order that breaks no rule',
  { timeout },
  async () => {
    const change = (nodes: Node[]): void => {
      const [, first, second, third] = nodes
      if (!first || !second || !third) throw new Error('expected four supervisors')
      // two supervisors swap their names; a third moves with all below it under a new one, which takes the name of a removed one
      ;[first.name, second.name] = [second.name, first.name]
      const gone = third.children.pop()
      const parent = { ...node(SIZE), name: gone?.name ?? '', children: second.children.splice(0, 1) }
      third.children.push(parent)
      for (const each of nodes) each.description += ' Changed.'
    }
    const file = fileOf(change)
    const args = ['--prune', '--yes']
    const applied = await fleet.apply(file, ...args)
    expect([applied.code, applied.stdout]).toEqual([0, expect.stringMatching(/rename 2 supervisors/)])
    expect(applied.stdout).toMatch(/move 1 supervisor/)
    expect((await fleet.plan(file, ...args)).code).toBe(0)
    expect(await api.violations()).toEqual([])
  },
)
