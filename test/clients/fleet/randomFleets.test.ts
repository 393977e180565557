import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { readFleet } from '../../../clients/fleet/file/readFleet.ts'
import { withApi } from '../../support/api/withApi.ts'
import { withFleetCommand } from '../../support/api/withFleetCommand.ts'
import { eventsOf } from '../../support/events/eventsOf.ts'
import { fetchEvents, fetchReplayed, replayEvents } from '../../support/events/replayEvents.ts'

const RUNS = Number(process.env.FLEET_RUNS ?? 10)

const api = withApi()
const fleet = withFleetCommand(api)

interface Node {
  readonly key: string
  readonly name: string
  readonly description: string | null
  readonly config: object
  readonly teams: readonly {
    readonly key: string
    readonly name: string
    readonly objective: string | null
    readonly members: readonly object[]
  }[]
  readonly children: readonly Node[]
}

const agent = fc.nat(3).map((n) => `a0000000-0000-4000-8000-00000000000${n}`)
const text = fc.constantFrom(null, 'no', '2026-11-30', 'a: b # c', '"quoted" \u202e text', ' 1 ')
const member = fc.record({
  agentId: agent,
  role: fc.constantFrom('MEMBER', 'LEAD'),
  metadata: fc.constantFrom({}, { shift: 'no' }, { n: [1, 2.5, null] }),
})
const team = fc.record({
  key: fc.constantFrom('t1', 't2'),
  name: fc.constantFrom('crew', 'night'),
  objective: text,
  members: fc.uniqueArray(member, { maxLength: 3, selector: ({ agentId }) => agentId }),
})
const distinctTeams = fc
  .uniqueArray(team, { maxLength: 2, selector: ({ key }) => key })
  .filter((teams) => new Set(teams.map(({ name }) => name)).size === teams.length)
const fields = fc.record({
  name: fc.constantFrom('a', 'b', 'c', 'd'),
  description: text,
  config: fc.constantFrom({}, { k: 1 }, { k: -0.5, l: { '1': 'x' } }, { heartbeat_interval: 60 }),
  teams: distinctTeams,
})

/** A tree of up to six supervisors with the keys k0 to k5: each below an earlier one of a random order, or at the top. */
const tree = fc
  .tuple(
    fc.shuffledSubarray(['k0', 'k1', 'k2', 'k3', 'k4', 'k5'], { minLength: 1 }),
    fc.array(fc.tuple(fields, fc.nat(6)), { minLength: 6, maxLength: 6 }),
  )
  .map(([keys, drawn]) => {
    const nodes = keys.map(
      (key, i) => ({ key, ...(drawn[i]?.[0] ?? drawn[0]?.[0]), children: [] as Node[] }) as Node & { children: Node[] },
    )
    const tops: Node[] = []
    for (const [i, node] of nodes.entries()) {
      const parent = nodes[(drawn[i]?.[1] ?? 0) % (i + 1)]
      const siblings = parent && parent !== node ? parent.children : tops
      // siblings with the same name get a unique name
      siblings.push(siblings.some(({ name }) => name === node.name) ? Object.assign(node, { name: node.key }) : node)
    }
    return tops
  })

const fileOf = (supervisors: readonly Node[]): string => stringify({ fleet: 'random', supervisors })

/** The supervisors of a file in a comparable form: the order of siblings, teams and members has no meaning. */
const contentOf = (file: string): unknown[] =>
  readFleet(file)
    .supervisors.map(({ supervisor: { previousKey: _, id: __, ...each } }) => ({
      description: null,
      config: {},
      ...each,
      teams: each.teams
        .map((one) => ({
          objective: null,
          ...one,
          members: [...(one.members ?? [])].sort((a, b) => (a.agentId < b.agentId ? -1 : 1)),
        }))
        .sort((a, b) => (a.key < b.key ? -1 : 1)),
    }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))

async function exported(): Promise<unknown[]> {
  const { rows } = await api.pool.query<{ id: string }>(
    `SELECT id FROM supervisors WHERE parent_id IS NULL AND status <> 'TERMINATED'`,
  )
  const parts = await Promise.all(rows.map(async ({ id }) => (await fleet.run('export', '--within', id)).stdout))
  return parts.flatMap(contentOf).sort((a, b) => ((a as Node).key < (b as Node).key ? -1 : 1))
}

test(
  'after a random file and another one with --prune, the tree and its export are as in the second file',
  async () => {
    await fc.assert(
      fc.asyncProperty(tree, tree, async (a, b) => {
        await api.pool.query('TRUNCATE supervisors, supervisor_events, supervisor_restarts CASCADE')
        const first = await fleet.apply(fileOf(a))
        expect([first.stderr, first.code]).toEqual(['', 0])
        const events = await eventsOf(api, async () => {
          const planned = await fleet.plan(fileOf(b), '--prune', '--output', 'json')
          const applied = await fleet.apply(fileOf(b), '--prune', '--yes', '--output', 'json')
          expect([applied.stderr, applied.code]).toEqual(['', 0])
          expect(JSON.parse(applied.stdout)).toMatchObject({
            changes: (JSON.parse(planned.stdout) as { changes: object[] }).changes,
          })
          totals = (JSON.parse(applied.stdout) as { totals: Record<string, number> }).totals
        })
        expect(await exported()).toEqual(contentOf(fileOf(b)))
        expect((await fleet.plan(fileOf(b), '--prune')).code).toBe(0)
        expect(await api.violations()).toEqual([])
        expect(replayEvents(await fetchEvents(api.pool))).toEqual(await fetchReplayed(api.pool))
        const count = (type: string): number => events.filter((event) => event.type === type).length
        expect([count('SUPERVISOR_SPAWNED'), count('SUPERVISOR_STATUS_CHANGED'), count('TEAM_DELETED')]).toEqual([
          totals['create supervisor'] ?? 0,
          totals['remove supervisor'] ?? 0,
          totals['remove team'] ?? 0,
        ])
        const isQuiet = Object.keys(totals).length === 0
        expect(events.length === 0).toBe(isQuiet)
      }),
      { numRuns: RUNS },
    )
  },
  RUNS * 5_000,
)

let totals: Record<string, number> = {}
