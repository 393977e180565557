import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withApi } from '../support/withApi.ts'
import { CheckedRun } from './CheckedRun.ts'
import { anyCommand } from './commands.ts'
import { answersOf, mutationNames } from './documents.ts'
import { emptyHierarchy } from './hierarchyModel.ts'
import { modelledMutations } from './predict.ts'
import { Tally } from './Tally.ts'

const RUNS = Number(process.env.MODEL_RUNS ?? 20)
const COMMANDS = Number(process.env.MODEL_COMMANDS ?? 60)
const SEED = process.env.MODEL_SEED === 'random' ? Date.now() % 2 ** 31 : Number(process.env.MODEL_SEED ?? 20261125)

const maxLevel = 3
const confirmAboveAgents = 3
const api = withApi({ confirmAboveAgents })

const timeout = 60_000 + RUNS * COMMANDS * 200

test(
  'after any mutations, the hierarchy and its record are what a model in memory says',
  async () => {
    await api.pool.query('UPDATE hierarchy_settings SET max_level = $1', [maxLevel])
    const tally = new Tally()
    const sequences = fc.commands([anyCommand], { maxCommands: COMMANDS, size: 'max' })
    await fc.assert(
      fc.asyncProperty(sequences, async (sequence) => {
        await api.pool.query('TRUNCATE supervisors, supervisor_events CASCADE')
        const setup = () => ({
          model: { all: emptyHierarchy(maxLevel, confirmAboveAgents) },
          real: new CheckedRun(api, tally),
        })
        await fc.asyncModelRun(setup, sequence)
      }),
      { seed: SEED, numRuns: RUNS, interruptAfterTimeLimit: timeout - 10_000, markInterruptAsFailure: true },
    )
    console.log(`model: seed ${SEED}, ${RUNS} runs, ${tally.total} mutations: ${tally.toString()}`)

    // nothing is untested: each mutation did what it is for, and each refusal of the contract was met
    expect(new Set(modelledMutations)).toEqual(new Set(mutationNames))
    const errors = new Set(mutationNames.flatMap((name) => answersOf(name).map((type) => type.name)))
    const met = tally.results()
    const unmet = [...errors].filter((name) => name.endsWith('Error') && !met.has(name))
    expect(unmet.sort()).toEqual(['ForbiddenError', 'UnavailableError'])
  },
  timeout,
)
