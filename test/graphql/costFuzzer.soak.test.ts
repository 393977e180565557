import { expect, test } from 'vitest'
import { buildHostileFleet } from '../../bench/isolation/fleet.ts'
import { withDatabase } from '../support/database/withDatabase.ts'
import { mutate } from '../support/fuzz/mutate.ts'
import { createRandom } from '../support/fuzz/random.ts'
import { describeSelections, growSelections, writeRequest, type Selection } from '../support/fuzz/selection.ts'
import { measureCost, type RequestCost } from '../support/process/requestCost.ts'
import { withServers } from '../support/process/serverProcess.ts'

const seconds = Number(process.env.FUZZ_SECONDS ?? 5)
const seed = Number(process.env.FUZZ_SEED) || Math.floor(Math.random() * 1e9) // the default `random` is no number

const database = withDatabase()
const servers = withServers()

/** No trivial query waits longer. Far above all that was measured: a busy machine must not fail the test. */
const maxStallMs = 3_000
/** Number of documents that the search continues with: the most expensive ones. */
const maxKept = 8
const size = { supervisors: 10_200, members: 10_000, events: 10_000, reporting: 0 }

interface Candidate {
  readonly selections: readonly Selection[]
  readonly cost: RequestCost
}

/** The most expensive documents, one for each set of root fields: otherwise, all of them would soon be alike. */
function keepBest(candidates: readonly Candidate[]): readonly Candidate[] {
  const best = new Map<string, Candidate>()
  for (const candidate of candidates.toSorted((a, b) => scoreOf(b) - scoreOf(a))) {
    const roots = [...new Set(candidate.selections.map(({ field }) => field))].sort().join()
    if (!best.has(roots)) best.set(roots, candidate)
  }
  return [...best.values()].slice(0, maxKept)
}

/** One number for CPU time, stalls, size and memory. A refused request costs nothing that others could use. */
function scoreOf({ cost: { outcome, cpuMs, stallMs, bytes, grownMb } }: Candidate): number {
  return outcome === 'answered' ? cpuMs + 5 * stallMs + bytes / 50_000 + Math.max(0, grownMb) : 0
}

test(
  'no random request kills the server, is an internal error, or stalls others',
  async () => {
    const { id } = await buildHostileFleet(await database.session(), size)
    const { rows } = await database.pool.query<{ id: string }>(
      `(SELECT id FROM supervisors ORDER BY created_at, id LIMIT 5) UNION ALL (SELECT id FROM supervisor_teams LIMIT 3)`,
    )
    const growth = { random: createRandom(seed), ids: [id, ...rows.map((row) => row.id)] }
    const { random } = growth
    const server = await servers.start({ DATABASE_URL: database.url })
    const outcomes = new Map<string, number>()
    let kept: readonly Candidate[] = []
    let longestStall: Candidate | undefined

    const until = performance.now() + seconds * 1_000
    while (performance.now() < until) {
      const parent = kept.length > 0 && random.chance(0.85) ? random.pick(kept).selections : null
      const selections = parent ? mutate(parent, growth) : growSelections('Query', 0, growth)
      const request = writeRequest(selections)
      const cost = await measureCost(server.url, JSON.stringify(request))
      const candidate = { selections, cost }
      outcomes.set(cost.outcome, (outcomes.get(cost.outcome) ?? 0) + 1)
      const found = `seed ${seed}: ${JSON.stringify(request).slice(0, 2_000)}`
      expect(cost.outcome, found).not.toMatch(/^(died|INTERNAL_SERVER_ERROR|HTTP 5..)$/)
      expect(cost.stallMs, found).toBeLessThan(maxStallMs)
      if (cost.stallMs > (longestStall?.cost.stallMs ?? 0)) longestStall = candidate
      kept = keepBest([...kept, candidate])
    }
    const total = [...outcomes.values()].reduce((a, b) => a + b, 0)
    const counts = [...outcomes].map(([outcome, count]) => `${count} ${outcome}`).join(', ')
    console.log(`fuzzer: ${total} requests in ${seconds} s with seed ${seed}: ${counts}`)
    for (const [name, worst] of [
      ['most expensive', kept[0]],
      ['longest stall', longestStall],
    ] as const)
      if (worst) console.log(`fuzzer: ${name}: ${describeCost(worst.cost)}: ${describeSelections(worst.selections)}`)
    expect(outcomes.get('answered')).toBeGreaterThan(0)
    expect((await server.stop()).code).toBe(0)
  },
  seconds * 1_000 + 120_000,
)

function describeCost({ outcome, milliseconds, cpuMs, stallMs, bytes, grownMb }: RequestCost): string {
  return `${outcome} in ${Math.round(milliseconds)} ms, ${Math.round(cpuMs)} ms of CPU time, ${Math.round(stallMs)} ms for a trivial query beside it, ${(bytes / 1e6).toFixed(1)} MB, memory ${grownMb.toFixed(0)} MB`
}
