import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withApi } from '../support/api/withApi.ts'
import { CheckedRun } from './CheckedRun.ts'
import { anyCommand } from './commands.ts'
import { resultTypesOf, mutationNames } from './documents.ts'
import { emptyHierarchy } from './hierarchyModel.ts'
import { modelledMutations } from './predict.ts'
import { Tally } from './Tally.ts'

const RUNS = Number(process.env.MODEL_RUNS ?? 20)
const COMMANDS = Number(process.env.MODEL_COMMANDS ?? 60)
/** With this seed, each mutation has its effect. A new command changes the sequences, and can need another seed. */
const usualSeed = 20261205
/** MODEL_SEED, by default the usual seed. The value `random` chooses a seed, which the test prints. */
const SEED = process.env.MODEL_SEED === 'random' ? Date.now() % 2 ** 31 : Number(process.env.MODEL_SEED ?? usualSeed)

const maxLevel = 3
const confirmAboveAgents = 3
const maxChangeSize = 7
const api = withApi({ confirmAboveAgents, env: { MAX_CHANGE_SIZE: String(maxChangeSize) } })

/** With at least this many runs, each mutation returns all of its errors. With fewer, all mutations together do. */
const manyRuns = 500
/** Results that occur a dozen times or less in that many runs, so that they can be missing with another seed. */
const rare = new Set([
  'applyFleet: LevelLimitError',
  'applyFleet: LimitExceededError',
  'applyFleet: NotFoundError',
  'deleteTeam: ValidationError',
  'moveSupervisor: LimitExceededError',
  'moveSupervisor: ParentUnavailableError',
  'pauseSupervisor: LimitExceededError',
  'restartSupervisor: LimitExceededError',
  'resumeSupervisor: an effect',
  'resumeSupervisor: LimitExceededError',
  'spawnSupervisor: LevelLimitError',
  'terminateSupervisor: LimitExceededError',
  'terminateSupervisor: NameTakenError',
  'terminateSupervisor: ParentUnavailableError',
])

/** Whether this mutation must have the result, and not only any mutation. */
function mustHaveResult(mutation: string, result: string): boolean {
  if (SEED !== usualSeed) return RUNS >= manyRuns && !rare.has(`${mutation}: ${result}`)
  return RUNS >= manyRuns || result === 'an effect'
}

function errorsOf(mutation: string): string[] {
  // The only caller may do everything, without concurrent callers. Each of several heartbeats has its own error.
  const impossible = ['ForbiddenError', 'UnavailableError', ...(mutation === 'heartbeats' ? ['ValidationError'] : [])]
  return resultTypesOf(mutation)
    .map(({ name }) => name)
    .filter((name) => name.endsWith('Error') && !impossible.includes(name))
}

const timeout = 60_000 + RUNS * COMMANDS * 200

test(
  'after random mutations, the responses, rows and events are those that a model in memory predicts',
  async () => {
    await api.pool.query('UPDATE hierarchy_settings SET max_level = $1', [maxLevel])
    const tally = new Tally()
    const sequences = fc.commands([anyCommand], { maxCommands: COMMANDS, size: 'max' })
    await fc.assert(
      fc.asyncProperty(sequences, async (sequence) => {
        await api.pool.query('TRUNCATE supervisors, supervisor_events, supervisor_restarts CASCADE')
        const setup = () => ({
          model: { all: emptyHierarchy({ maxLevel, confirmAboveAgents, maxChangeSize }) },
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

    // the test is complete: each mutation had its effect, and each refusal of the API occurred
    expect(new Set(modelledMutations)).toEqual(new Set(mutationNames))
    const missing = mutationNames.flatMap((mutation) =>
      ['an effect', ...errorsOf(mutation)]
        .filter((result) => !tally.results(mustHaveResult(mutation, result) ? mutation : undefined).has(result))
        .map((result) => `${mutation}: ${result}`),
    )
    expect(missing).toEqual([])
    if (RUNS >= manyRuns) expect(tally.decisions).toEqual(expect.arrayContaining(['ESCALATE', 'NONE', 'RESTART']))
  },
  timeout,
)
