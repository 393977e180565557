import { HOUR, restart, usd, type DemoSupervisor } from '../demoTypes.ts'

/** Part of `platform-engineering`: its agents are named after minerals too. */
export const buildAndRelease: DemoSupervisor = {
  name: 'build-and-release',
  description: 'Turns merged changes into signed artefacts and deploys them, forty times a day.',
  age: 398,
  policy: 'standard-7',
  config: { model: 'orion-large', heartbeat_interval: 120, tools: ['git', 'ci', 'registry'] },
  teams: [
    {
      name: 'pipeline-crew',
      objective: 'Median time from merge to artefact below nine minutes.',
      members: { LEAD: 'basalt', ENGINEER: 'feldspar gneiss schist', REVIEWER: 'slate' },
      past: [{ agent: 'dolomite', role: 'ENGINEER', from: 300, to: 75, why: 'transferred to release-captains' }],
    },
  ],
  children: [
    {
      name: 'release-train',
      description: 'Releases every hour whatever has passed the gates.',
      age: 380,
      policy: 'restricted-3',
      config: {
        model: 'orion-large',
        heartbeat_interval: 60,
        tools: ['registry', 'deploy'],
        gates: ['tests', 'canary', 'human-approval'],
        restart: restart('rest_for_one', 2, 300),
      },
      teams: [
        {
          name: 'release-captains',
          objective: 'Every release has an owner on duty and can be rolled back in five minutes.',
          members: { LEAD: 'garnet', RELEASE_CAPTAIN: 'dolomite topaz', APPROVER: 'beryl' },
        },
        {
          name: 'change-log-writers',
          objective: 'Release notes that customers read to the end.',
          members: { SCRIBE: 'calcite talc', REVIEWER: 'mica' },
        },
      ],
      children: [
        {
          name: 'canary-rollouts',
          description: 'Sends one request in a hundred to the new version and compares the responses.',
          age: 212,
          incarnation: 2,
          since: 26 * HOUR,
          config: { model: 'orion-mini', heartbeat_interval: 15, canary: { percent: 1, minutes: 12 } },
          heartbeat: 22,
          metrics: { error_rate: 0.0021, queue_depth: 3 },
          teams: [
            {
              name: 'canary-watch',
              objective: 'Stop a bad rollout before it reaches two per cent of the traffic.',
              members: { OBSERVER: 'opal jasper agate', ANALYST: 'onyx' },
            },
          ],
        },
        {
          name: 'rollback-guard',
          description: 'Rehearses the rollback of every release in progress.',
          age: 0.01,
          status: 'SPAWNING',
          reason: 'waiting for its sandbox image',
          since: 70,
          config: { model: 'orion-mini', heartbeat_interval: 30, tools: ['deploy'] },
          teams: [
            {
              name: 'way-back',
              objective: 'Roll back every release of the day once, in the rehearsal environment.',
              members: { LEAD: 'pyrite', ENGINEER: 'cinnabar' },
            },
          ],
        },
      ],
    },
    {
      name: 'flaky-test-hunters',
      description: 'Runs suspicious tests a thousand times, finds the race and sends a patch to the author.',
      age: 150,
      config: { model: 'lyra-code', budget: usd(120), tools: ['git', 'ci'], max_parallel_runs: 200 },
      heartbeat: 47,
      metrics: { tests_quarantined: 31, patches_merged: 412 },
      teams: [
        {
          name: 'quarantine',
          objective: 'No test stays in quarantine for more than five days.',
          members: { TRIAGER: 'galena zircon', ENGINEER: 'rutile spinel', REVIEWER: 'slate' },
          past: [{ agent: 'rutile', role: 'TRIAGER', from: 140, to: 60, why: 'lent to kubernetes-upgrades' }],
        },
      ],
    },
  ],
}
