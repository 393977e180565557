import { defineConfig } from 'vitest/config'
import { SoakReport } from './test/soak/soakReport.ts'
import testConfig from './vitest.config.ts'

/**
 * The races, kills and long waits of the tests with the full numbers: the same files, told by the environment. What
 * they print goes to docs/soak.md.
 */
const full = {
  RACE_ROUNDS: '1000',
  KILL_ROUNDS: '20',
  KILLED_CHANGES: '50',
  SWEEPER_KILL_ROUNDS: '20',
  STOPPED_SECONDS: '60',
  HEARTBEAT_SECONDS: '60',
  HELD_MOVE_SECONDS: '30',
  EVENTS_TARGET: '100000',
  MODEL_RUNS: '500',
  MODEL_SEED: 'random',
  CASCADE_SIZE: '10000',
  MOVED_SUPERVISORS: '5000',
  FEED_CHANGES: '20000',
  HELD_WRITE_SECONDS: '10',
  SUBSCRIPTION_CYCLES: '10000',
}
for (const [name, value] of Object.entries(full)) process.env[name] ??= value

export default defineConfig({
  ...testConfig,
  test: {
    ...testConfig.test,
    include: [
      'test/db/{races,feed,heartbeatBatches,prismaCli}.test.ts',
      'test/events/eventFeed.test.ts',
      'test/http/{races,changeRaces,kill,killedChange,sweeper,heldMove,databaseAway,replica,subscriptionCycles}.test.ts',
      'test/model/model.test.ts',
      'test/graphql/cascade.test.ts',
      'test/db/invariants/paths.test.ts',
    ],
    exclude: [],
    // one after the other: they measure
    maxWorkers: 1,
    reporters: ['default', new SoakReport('docs/soak.md', Object.keys(full))],
  },
})
