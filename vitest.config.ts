import { createRequire } from 'node:module'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { SoakReport } from './test/soak/soakReport.ts'

const require = createRequire(import.meta.url)

/** The full numbers of `npm run soak`. A variable of the environment takes precedence. */
const soakDefaults = {
  RACE_ROUNDS: '1000',
  KILL_ROUNDS: '20',
  KILLED_CHANGES: '50',
  TRUTH_ROUNDS: '20',
  SWEEPER_KILL_ROUNDS: '20',
  STOPPED_SECONDS: '60',
  TROUBLE_SECONDS: '60',
  HEARTBEAT_SECONDS: '60',
  HELD_MOVE_SECONDS: '30',
  EVENTS_TARGET: '100000',
  MODEL_RUNS: '500',
  MODEL_SEED: 'random',
  CASCADE_SIZE: '10000',
  MOVED_SUPERVISORS: '5000',
  LARGE_SUBTREE: '100000',
  FEED_CHANGES: '20000',
  UPGRADE_SECONDS: '60',
  EVENT_SOAK_CHANGES: '20000',
  EVENT_SOAK_HELD_MS: '5000',
  HELD_WRITE_SECONDS: '10',
  SUBSCRIPTION_CYCLES: '10000',
  WORLD_ROUNDS: '60',
  WORLD_SEED: 'random',
  DASHBOARD_FLEET: '100000',
  DASHBOARD_SECONDS: '300',
  FLEET_SIZE: '20000',
  FLEET_RUNS: '200',
  FLEET_KILL_ROUNDS: '50',
  MANAGED_PROCESSES: '200',
  MANAGED_SECONDS: '300',
  SHORT_MEMORY_SECONDS: '60',
  FUZZ_SECONDS: '600',
  FUZZ_SEED: 'random',
}
const soakSettings: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(soakDefaults).map(([name, value]) => [name, process.env[name] ?? value]),
)

const unitTests = 'test/**/*.unit.test.ts'
const processTests = 'test/**/*.process.test.ts'
const soakOnlyTests = 'test/**/*.soak.test.ts'
const globalSetup = ['test/support/globalSetup.ts']
const setupFiles = ['test/support/secrets/setup.ts']

/**
 * The projects of `npm test`; the name of a file says which one it belongs to. Each has a `groupOrder` of its own, so
 * that they run one after the other: vitest discards a worker, with all that it has imported, when the project changes.
 */
const projects: TestProjectInlineConfiguration[] = [
  // needs neither PostgreSQL nor a build
  {
    extends: true,
    test: { name: 'unit', include: [unitTests], sequence: { groupOrder: 0 } },
  },
  // needs PostgreSQL, which the global setup starts
  {
    extends: true,
    test: {
      name: 'integration',
      include: ['test/**/*.test.ts'],
      exclude: [unitTests, processTests, soakOnlyTests],
      sequence: { groupOrder: 1 },
      globalSetup,
    },
  },
  // starts servers and commands, so it needs `npm run build` as well
  {
    extends: true,
    test: { name: 'process', include: [processTests], sequence: { groupOrder: 2 }, globalSetup },
  },
]

/**
 * `vitest --mode soak`: the same races, kills and waits with the full numbers, for an hour. It is a mode because the
 * project reuses files of the others: `vitest run <file>` must not run them with these numbers too.
 */
const soak: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: 'soak',
    include: [
      'test/clients/fleet/{largeFleet,randomFleets}.test.ts',
      'test/clients/fleet/killedApply.process.test.ts',
      'test/db/{races,heartbeatBatches}.test.ts',
      'test/db/{serverRaces,changeRaces,transferRaces,killedServer,killedChange,heldMove,databaseAway,trueAnswers}.process.test.ts',
      'test/db/events/commitOrder.test.ts',
      'test/db/invariants/paths.test.ts',
      'test/dashboard/{largeFleet,liveFleet}.process.test.ts',
      'test/events/{eventFeed.test,replica.process.test,eventSoak.process.test}.ts',
      'test/graphql/shortMemory.process.test.ts',
      'test/http/subscriptionCycles.test.ts',
      'test/model/model.test.ts',
      'test/resolvers/equalWorlds.test.ts',
      'test/resolvers/supervisor/{terminationCascade,largeSubtrees}.test.ts',
      'test/upgrade/rollingUpgrade.process.test.ts',
      'test/supervision/{sweeperKills,sweeperStops,serverTrouble}.process.test.ts',
      soakOnlyTests,
    ],
    env: soakSettings,
    globalSetup,
  },
}

export default defineConfig(({ mode }) => ({
  // vitest would load graphql 16 twice, as ESM and as CommonJS, and graphql refuses types "from another realm"
  resolve: { alias: [{ find: /^graphql$/, replacement: require.resolve('graphql/index.js') }] },
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    setupFiles,
    // a condition is awaited, however busy the machine is; the default is 1 s
    expect: { poll: { timeout: 15_000 } },
    // files share only what they import: each has a database, or processes, of its own
    isolate: false,
    ...(mode === 'soak'
      ? {
          projects: [soak],
          maxWorkers: 1, // these tests measure times
          reporters: ['default', new SoakReport('soak-report.md', soakSettings)],
        }
      : { projects, maxWorkers: 3 }),
  },
}))
