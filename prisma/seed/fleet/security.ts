import { DAY, HOUR, restart, usd, type SupervisorSeed } from './seedTypes.ts'

/** Agents of this department are named after trees. */
export const security: SupervisorSeed = {
  name: 'security',
  description: 'Assumes that somebody is already inside, and works out what they could do next.',
  age: 402,
  policy: 'restricted-3',
  config: { model: 'orion-large', heartbeat_interval: 300, budget: usd(650), restart: restart('one_for_one', 3, 60) },
  teams: [
    {
      name: 'security-staff',
      objective: 'One page of risks, ranked, which the board understands.',
      members: { LEAD: 'sequoia', RISK_ANALYST: 'cypress', SCRIBE: 'willow' },
    },
  ],
  children: [
    {
      name: 'vulnerability-management',
      description: 'Knows what runs where, and how many days old its oldest hole is.',
      age: 370,
      config: { model: 'orion-large', heartbeat_interval: 180, fix_within_days: { critical: 2, high: 14 } },
      teams: [
        {
          name: 'advisory-readers',
          objective: 'Every advisory read within the hour, and judged for us, not in general.',
          members: { LEAD: 'cedar', TRIAGER: 'alder hazel', RISK_ANALYST: 'rowan' },
        },
      ],
      children: [
        {
          name: 'dependency-patching',
          description: 'Opens the pull request, runs the tests, reads the change log, and asks only when in doubt.',
          age: 290,
          config: { model: 'lyra-code', heartbeat_interval: 120, tools: ['git', 'ci'], auto_merge: 'patch' },
          metrics: { pull_requests_open: 61, merged_this_week: 318 },
          teams: [
            {
              name: 'patchers',
              objective: 'No known critical hole older than two days.',
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
              description: 'Found and replaced one library in 1,871 images over a long weekend.',
              age: 58,
              status: 'TERMINATED',
              reason: 'finished: no image left with the affected version',
              since: 54 * DAY + 7 * HOUR,
              config: { model: 'lyra-code', heartbeat_interval: 30 },
              teams: [
                {
                  name: 'long-weekend',
                  objective: 'Nothing left by Tuesday.',
                  members: { LEAD: 'maple', ENGINEER: 'birch spruce larch', SCANNER: 'pine' },
                },
              ],
            },
          ],
        },
        {
          name: 'container-scanning',
          description: 'Opens every image before it is allowed to run.',
          age: 255,
          config: { model: 'orion-mini' },
          heartbeat: 38,
          metrics: { images_today: 2290, refused_today: 12 },
          teams: [
            {
              name: 'scanners',
              objective: 'A verdict in thirty seconds, and a reason with it.',
              members: { SCANNER: 'pine fir spruce', APPEALS: 'linden' },
            },
          ],
        },
      ],
    },
    {
      name: 'red-team',
      description: 'Paid to break in. Reports before it boasts.',
      age: 300,
      policy: 'sandbox-5',
      config: { model: 'orion-large', heartbeat_interval: 300, scope: ['staging', 'own-agents'], network: 'isolated' },
      teams: [
        {
          name: 'intruders',
          objective: 'One way in a month that nobody had thought of.',
          members: { LEAD: 'blackthorn', RED_TEAMER: 'hawthorn holly', SOCIAL_ENGINEER: 'ivy' },
        },
      ],
      children: [
        {
          name: 'prompt-injection-drills',
          description: 'Hides instructions where our own agents will read them, and counts who obeys.',
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
      description: 'Asks every quarter who still needs what, and takes back the rest.',
      age: 210,
      config: { model: 'orion-mini', heartbeat_interval: 300, ask_before_revoking: true },
      teams: [
        {
          name: 'key-counters',
          objective: 'No permission that has gone unused for ninety days.',
          members: { AUDITOR: 'beech chestnut', LIAISON: 'willow' },
        },
      ],
    },
    {
      name: 'secrets-rotation',
      description: 'Replaces every secret before anybody could have guessed it.',
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
