import { DAY, HOUR, restart, usd, type DemoSupervisor } from './demoTypes.ts'

/** Agents of this department are named after trees. */
export const security: DemoSupervisor = {
  name: 'security',
  description: 'Assumes that an attacker is already inside, and limits what they could do next.',
  age: 402,
  policy: 'restricted-3',
  config: { model: 'orion-large', heartbeat_interval: 300, budget: usd(650), restart: restart('one_for_one', 3, 60) },
  teams: [
    {
      name: 'security-staff',
      objective: 'One page of ranked risks that the board understands.',
      members: { LEAD: 'sequoia', RISK_ANALYST: 'cypress', SCRIBE: 'willow' },
    },
  ],
  children: [
    {
      name: 'vulnerability-management',
      description: 'Knows which software runs where, and how old its oldest vulnerability is.',
      age: 370,
      config: { model: 'orion-large', heartbeat_interval: 180, fix_within_days: { critical: 2, high: 14 } },
      teams: [
        {
          name: 'advisory-readers',
          objective: 'Every advisory assessed for our systems within an hour.',
          members: { LEAD: 'cedar', TRIAGER: 'alder hazel', RISK_ANALYST: 'rowan' },
        },
      ],
      children: [
        {
          name: 'dependency-patching',
          description: 'Opens the pull request, runs the tests, reads the change log and asks only when in doubt.',
          age: 290,
          config: { model: 'lyra-code', heartbeat_interval: 120, tools: ['git', 'ci'], auto_merge: 'patch' },
          metrics: { pull_requests_open: 61, merged_this_week: 318 },
          teams: [
            {
              name: 'patchers',
              objective: 'No known critical vulnerability older than two days.',
              members: { LEAD: 'maple', ENGINEER: 'birch aspen poplar', REVIEWER: 'yew' },
              past: [
                { agent: 'elm', role: 'ENGINEER', from: 250, to: 130, why: 'left for prompt-injection-drills' },
                { agent: 'aspen', role: 'ENGINEER', from: 240, to: 160, why: 'on loan' },
              ],
            },
          ],
          children: [
            {
              name: 'openssl-sweep',
              description: 'Replaced one library in 1,871 images over a long weekend.',
              age: 58,
              status: 'TERMINATED',
              reason: 'finished: no image uses the affected version',
              since: 54 * DAY + 7 * HOUR,
              config: { model: 'lyra-code', heartbeat_interval: 30 },
              teams: [
                {
                  name: 'long-weekend',
                  objective: 'Finish by Tuesday.',
                  members: { LEAD: 'maple', ENGINEER: 'birch spruce larch', SCANNER: 'pine' },
                },
              ],
            },
          ],
        },
        {
          name: 'container-scanning',
          description: 'Scans every image before it may run.',
          age: 255,
          config: { model: 'orion-mini' },
          heartbeat: 38,
          metrics: { images_today: 2290, refused_today: 12 },
          teams: [
            {
              name: 'scanners',
              objective: 'A verdict within thirty seconds, with its reason.',
              members: { SCANNER: 'pine fir spruce', APPEALS: 'linden' },
            },
          ],
        },
      ],
    },
    {
      name: 'red-team',
      description: 'Attacks our own systems and reports every finding.',
      age: 300,
      policy: 'sandbox-5',
      config: { model: 'orion-large', heartbeat_interval: 300, scope: ['staging', 'own-agents'], network: 'isolated' },
      teams: [
        {
          name: 'intruders',
          objective: 'One new way in per month.',
          members: { LEAD: 'blackthorn', RED_TEAMER: 'hawthorn holly', SOCIAL_ENGINEER: 'ivy' },
        },
      ],
      children: [
        {
          name: 'prompt-injection-drills',
          description: 'Plants instructions where our own agents read them, and counts the agents that obey.',
          age: 140,
          policy: 'sandbox-5',
          config: { model: 'orion-large', heartbeat_interval: 300, corpora: ['tickets', 'web', 'commit-messages'] },
          metrics: { attempts_this_week: 5200, obeyed_this_week: 3 },
          teams: [
            {
              name: 'whisperers',
              objective: 'Fewer than one success in a thousand attempts, on every model that we run.',
              members: { RED_TEAMER: 'elm juniper', JUDGE: 'oak', ANALYST: 'rowan' },
            },
          ],
        },
      ],
    },
    {
      name: 'access-reviews',
      description: 'Reviews every permission each quarter and revokes the unused ones.',
      age: 210,
      config: { model: 'orion-mini', heartbeat_interval: 300, ask_before_revoking: true },
      teams: [
        {
          name: 'key-counters',
          objective: 'No permission unused for ninety days.',
          members: { AUDITOR: 'beech chestnut', LIAISON: 'willow' },
        },
      ],
    },
    {
      name: 'secrets-rotation',
      description: 'Replaces every secret on schedule.',
      age: 0.004,
      status: 'SPAWNING',
      reason: 'waiting for approval by two key holders',
      since: 25,
      policy: 'restricted-3',
      config: { model: 'orion-mini', heartbeat_interval: 60, rotate_every_days: 30, four_eyes: true },
      teams: [
        {
          name: 'key-holders',
          objective: 'All 5,300 secrets younger than thirty days.',
          members: { APPROVER: 'acacia mulberry' },
        },
      ],
    },
  ],
}
