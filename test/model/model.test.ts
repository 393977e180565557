import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withApi } from '../support/api/withApi.ts'
import { CheckedRun } from './CheckedRun.ts'
import { anyCommand } from './commands.ts'
import { answersOf, mutationNames } from './documents.ts'
import { emptyHierarchy } from './hierarchyModel.ts'
import { modelledMutations } from './predict.ts'
import { Tally } from './Tally.ts'

const RUNS = Number(process.env.MODEL_RUNS ?? 20)
const COMMANDS = Number(process.env.MODEL_COMMANDS ?? 60)
/** What it makes of the mutations is known. */
const usualSeed = 20261125
/** MODEL_SEED, or the usual one; `random` is printed as the number that it was. */
const SEED = process.env.MODEL_SEED === 'random' ? Date.now() % 2 ** 31 : Number(process.env.MODEL_SEED ?? usualSeed)

const maxLevel = 3
const confirmAboveAgents = 3
const api = withApi({ confirmAboveAgents })

/** From so many runs on, each mutation by itself meets all of its errors; in fewer, all of them together do. */
const manyRuns = 500
/** Met a dozen times in as many runs, or less often: another seed may pass them by. */
const rare = new Set([
  'deleteTeam: ValidationError',
  'moveSupervisor: ParentUnavailableError',
  'resumeSupervisor: an effect',
  'spawnSupervisor: LevelLimitError',
  'terminateSupervisor: NameTakenError',
])

/** Whether it is this mutation that must come to the result, and not only any of them all. */
function meetsByItself(mutation: string, result: string): boolean {
  if (SEED !== usualSeed) return RUNS >= manyRuns && !rare.has(`${mutation}: ${result}`)
  return RUNS >= manyRuns || result === 'an effect'
}

function errorsOf(mutation: string): string[] {
  // there is one viewer, who may do all, and nobody beside it; what is wrong with a heartbeat is the answer of that one
  const impossible = ['ForbiddenError', 'UnavailableError', ...(mutation === 'heartbeats' ? ['ValidationError'] : [])]
  return answersOf(mutation)
    .map(({ name }) => name)
    .filter((name) => name.endsWith('Error') && !impossible.includes(name))
}

const timeout = 60_000 + RUNS * COMMANDS * 200

test(
  'after any mutations, the hierarchy and its record are what a model in memory says',
  async () => {
    await api.pool.query('UPDATE hierarchy_settings SET max_level = $1', [maxLevel])
    const tally = new Tally()
    const sequences = fc.commands([anyCommand], { maxCommands: COMMANDS, size: 'max' })
    await fc.assert(
      fc.asyncProperty(sequences, async (sequence) => {
        await api.pool.query('TRUNCATE supervisors, supervisor_events, supervisor_restarts CASCADE')
        const setup = () => ({
          model: { all: emptyHierarchy(maxLevel, confirmAboveAgents) },
          real: new CheckedRun(api, tally),
        })
        await fc.asyncModelRun(setup, sequence)
      }),
      {
        seed: SEED,
        numRuns: RUNS,
        plugins: [fc.interruptAfterTimeLimit(timeout - 10_000, { failOnInterrupt: true })],
      },
    )
    console.log(`model: seed ${SEED}, ${RUNS} runs, ${tally.total} mutations: ${tally.toString()}`)

    // nothing is untested: each mutation did what it is for, and each refusal of the contract was met
    expect(new Set(modelledMutations)).toEqual(new Set(mutationNames))
    const unmet = mutationNames.flatMap((mutation) =>
      ['an effect', ...errorsOf(mutation)]
        .filter((result) => !tally.results(meetsByItself(mutation, result) ? mutation : undefined).has(result))
        .map((result) => `${mutation}: ${result}`),
    )
    expect(unmet).toEqual([])
    if (RUNS >= manyRuns) expect(tally.decisions).toEqual(expect.arrayContaining(['ESCALATE', 'NONE', 'RESTART']))
  },
  timeout,
)
