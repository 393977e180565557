import { DAY, HOUR, MINUTE, restart, usd, type SupervisorSeed } from './seedTypes.ts'

/** Agents of this department are named after minerals. */
export const platformEngineering: SupervisorSeed = {
  name: 'platform-engineering',
  description: 'Owns everything that other departments build on: the pipelines, the clusters and the tools at hand.',
  age: 410,
  policy: 'standard-7',
  config: { model: 'orion-large', heartbeat_interval: 300, budget: usd(900), restart: restart('one_for_one', 3, 60) },
  teams: [
    {
      name: 'platform-staff',
      objective: 'Keep every roadmap below this desk honest, and publish what slipped each Friday.',
      members: { LEAD: 'obsidian', PLANNER: 'quartz', SCRIBE: 'mica' },
    },
  ],
  children: [
    {
      name: 'build-and-release',
      description: 'Turns merged changes into signed artefacts and walks them to production, forty times a day.',
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
          description: 'Leaves every hour on the hour with whatever has passed its gates, and waits for nobody.',
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
              objective:
                'No release without an owner who is awake, and none that cannot be taken back in five minutes.',
              members: { LEAD: 'garnet', RELEASE_CAPTAIN: 'dolomite topaz', APPROVER: 'beryl' },
            },
            {
              name: 'change-log-writers',
              objective: 'Release notes that a customer would read to the end.',
              members: { SCRIBE: 'calcite talc', REVIEWER: 'mica' },
            },
          ],
          children: [
            {
              name: 'canary-rollouts',
              description: 'Sends one request in a hundred to the new version and compares what comes back.',
              age: 212,
              incarnation: 2,
              since: 26 * HOUR,
              config: { model: 'orion-mini', heartbeat_interval: 15, canary: { percent: 1, minutes: 12 } },
              heartbeat: 22,
              metrics: { error_rate: 0.0021, queue_depth: 3 },
              teams: [
                {
                  name: 'canary-watch',
                  objective: 'Stop a bad rollout before it has touched two per cent of the traffic.',
                  members: { OBSERVER: 'opal jasper agate', ANALYST: 'onyx' },
                },
              ],
            },
            {
              name: 'rollback-guard',
              description: 'Rehearses the way back for every release that is still on its way out.',
              age: 0.01,
              status: 'SPAWNING',
              reason: 'waiting for its sandbox image',
              since: 70,
              config: { model: 'orion-mini', heartbeat_interval: 30, tools: ['deploy'] },
              teams: [
                {
                  name: 'way-back',
                  objective: 'Every release of the day rolled back once, in the rehearsal environment.',
                  members: { LEAD: 'pyrite', ENGINEER: 'cinnabar' },
                },
              ],
            },
          ],
        },
        {
          name: 'flaky-test-hunters',
          description: 'Runs suspicious tests a thousand times, finds the race, and sends its author a patch.',
          age: 150,
          config: { model: 'lyra-code', budget: usd(120), tools: ['git', 'ci'], max_parallel_runs: 200 },
          heartbeat: 47,
          metrics: { tests_quarantined: 31, patches_merged: 412 },
          teams: [
            {
              name: 'quarantine',
              objective: 'No test stays in quarantine longer than five days.',
              members: { TRIAGER: 'galena zircon', ENGINEER: 'rutile spinel', REVIEWER: 'slate' },
              past: [{ agent: 'rutile', role: 'TRIAGER', from: 140, to: 60, why: 'lent to kubernetes-upgrades' }],
            },
          ],
        },
      ],
    },
    {
      name: 'developer-experience',
      description: 'Counts the minutes that engineers lose, and gives them back.',
      age: 365,
      policy: 'standard-7',
      config: { model: 'orion-large', heartbeat_interval: 300, budget: usd(350) },
      teams: [
        {
          name: 'friction-log',
          objective: 'The ten most common complaints of the month, each with an owner and a date.',
          members: { LEAD: 'amber', INTERVIEWER: 'jet coral', ANALYST: 'pearl' },
        },
      ],
      children: [
        {
          name: 'internal-docs',
          description: 'Reads every page against the code that it describes, and corrects the page. Never the code.',
          age: 190,
          config: { model: 'orion-mini', heartbeat_interval: 300, tools: ['git', 'wiki'] },
          teams: [
            {
              name: 'librarians',
              objective: 'No page older than ninety days without somebody having read it.',
              members: { LEAD: 'selenite', SCRIBE: 'gypsum halite barite', FACT_CHECKER: 'apatite' },
            },
          ],
        },
        {
          name: 'sdk-generation',
          description: 'One interface description in, four client libraries out, all released on the same day.',
          age: 240,
          config: { model: 'lyra-code', heartbeat_interval: 180, languages: ['python', 'typescript', 'go', 'kotlin'] },
          teams: [
            {
              name: 'sdk-maintainers',
              objective: 'Clients that feel as if somebody who loves the language had written them by hand.',
              members: { LEAD: 'malachite', MAINTAINER: 'azurite citrine', RED_TEAMER: 'realgar' },
            },
          ],
          children: [
            {
              name: 'python-sdk',
              description: 'Types that pass the strictest checkers, and examples that run as they are printed.',
              age: 235,
              config: { model: 'lyra-code', tools: ['git', 'pypi'] },
              heartbeat: 12,
              teams: [
                {
                  name: 'python-squad',
                  objective: 'A release within a day of every change to the interface.',
                  members: { ENGINEER: 'kyanite olivine', REVIEWER: 'azurite', TESTER: 'augite' },
                },
              ],
            },
          ],
        },
      ],
    },
    {
      name: 'cloud-infrastructure',
      description: 'Eleven regions, four hundred clusters, one bill.',
      age: 400,
      policy: 'restricted-3',
      config: {
        model: 'orion-large',
        heartbeat_interval: 240,
        budget: usd(600),
        tools: ['terraform', 'kubectl'],
        regions: { primary: 'eu-west', others: ['us-east', 'ap-south'] },
      },
      teams: [
        {
          name: 'cloud-desk',
          objective: 'Nobody files a ticket for what a pull request could do.',
          members: { LEAD: 'granite', ARCHITECT: 'marble', ENGINEER: 'gabbro diorite' },
        },
      ],
      children: [
        {
          name: 'kubernetes-upgrades',
          description: 'Moves every cluster to the next minor version, a region at a time.',
          age: 64,
          config: { model: 'orion-large', heartbeat_interval: 60, wave: 3, waves: 5 },
          teams: [
            {
              name: 'upgrade-wave-3',
              objective: 'ap-south on the new version by the end of the month, with no dropped connection.',
              config: { freeze_days: ['FRI', 'SAT', 'SUN'] },
              members: { LEAD: 'tuff', ENGINEER: 'pumice chert', OBSERVER: 'onyx' },
              past: [{ agent: 'rutile', role: 'ENGINEER', from: 60, to: 31, why: 'went back when wave 2 was done' }],
            },
          ],
          children: [
            {
              name: 'node-pool-drain',
              description: 'Empties nodes politely: asks first, waits, asks again.',
              age: 9,
              config: { model: 'orion-mini', heartbeat_interval: 30, max_unavailable: '5%' },
              heartbeat: 71,
              metrics: { nodes_drained: 118, nodes_left: 26, queue_depth: 26 },
              teams: [
                {
                  name: 'drainers',
                  objective: 'Twenty-six nodes left, none of them in a hurry.',
                  members: { OPERATOR: 'flint chalk', OBSERVER: 'jasper' },
                },
              ],
            },
          ],
        },
        {
          name: 'cost-optimisation',
          description: 'Finds machines that nobody uses, asks twice, and switches them off.',
          age: 128,
          config: { model: 'orion-mini', heartbeat_interval: 300, dry_run: false, ask_before: usd(50) },
          metrics: { saved_usd_this_month: 41870, machines_stopped: 233 },
          teams: [
            {
              name: 'bill-readers',
              objective: 'Ten per cent off the bill by the quarter’s end, without a single surprised owner.',
              members: { LEAD: 'bauxite', ANALYST: 'galena hematite', NEGOTIATOR: 'magnetite' },
            },
          ],
        },
        {
          name: 'terraform-drift',
          description: 'Compares what is declared with what is there, and explains every difference.',
          age: 88,
          status: 'FAILED',
          reason: 'heartbeat time-out: 3 intervals of 30 s without a sign of life; restarts exhausted (3 within 60 s)',
          since: 3 * HOUR,
          incarnation: 4,
          config: { model: 'orion-mini', tools: ['terraform'], restart: restart('one_for_one', 3, 60) },
          metrics: { queue_depth: 1904, error_rate: 0.38, last_error: 'state lock held by another plan' },
          teams: [
            {
              name: 'drift-readers',
              objective: 'Every difference explained within a working day.',
              members: { ANALYST: 'bornite', ENGINEER: 'siderite' },
            },
          ],
        },
        {
          name: 'mainframe-exit',
          description: 'Moved the last nightly batch off the mainframe, then helped to carry it out of the building.',
          age: 330,
          status: 'TERMINATED',
          reason: 'finished: the mainframe was switched off',
          since: 41 * DAY + 20 * MINUTE,
          config: { model: 'orion-large', tools: ['cobol', 'jcl'] },
          teams: [
            {
              name: 'batch-movers',
              objective: 'All 1,140 nightly jobs moved, or known to be unneeded.',
              members: { LEAD: 'hematite', ENGINEER: 'magnetite wolframite', ARCHAEOLOGIST: 'stibnite' },
            },
          ],
        },
      ],
    },
  ],
}
