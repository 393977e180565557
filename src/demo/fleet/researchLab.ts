import { DAY, HOUR, usd, type DemoSupervisor } from './demoTypes.ts'

/** Agents of this department are named after mathematicians. */
export const researchLab: DemoSupervisor = {
  name: 'research-lab',
  description: 'Runs experiments that may fail, and publishes the failures too.',
  age: 250,
  status: 'PAUSED',
  reason: 'monthly budget is spent; resumes on the 1st',
  since: 3 * DAY + 2 * HOUR,
  policy: 'sandbox-5',
  config: { model: 'orion-large', heartbeat_interval: 300, budget: usd(250), network: 'isolated' },
  teams: [
    {
      name: 'reading-group',
      objective: 'One paper a day, one idea a week, one experiment a month.',
      members: { LEAD: 'noether', RESEARCHER: 'ramanujan galois', SKEPTIC: 'cantor' },
    },
  ],
  children: [
    {
      name: 'agent-evaluations',
      description: 'Measures whether the fleet improved or only became more confident.',
      age: 170,
      policy: 'sandbox-5',
      config: { model: 'orion-large', heartbeat_interval: 300, suites: ['coding', 'planning', 'honesty'] },
      metrics: { runs_this_month: 840, regressions_found: 5 },
      teams: [
        {
          name: 'examiners',
          objective: 'Tests that cannot be passed from memory.',
          members: { LEAD: 'hypatia', EXAMINER: 'lovelace turing', JUDGE: 'godel' },
        },
      ],
      children: [
        {
          name: 'long-horizon-benchmarks',
          description: 'Week-long tasks for agents that are used to minutes.',
          age: 66,
          heartbeat: 'never',
          config: { model: 'orion-large', heartbeat_interval: 300, task_days: 7 },
          teams: [
            {
              name: 'marathon',
              objective: 'Twelve week-long tasks, without an agent losing track of its goal.',
              members: { EXAMINER: 'kovalevskaya erdos', OBSERVER: 'euler' },
            },
          ],
        },
      ],
    },
    {
      name: 'prompt-lab',
      description: 'Compared hundreds of prompt wordings until the differences disappeared.',
      age: 245,
      status: 'TERMINATED',
      reason: 'finished: the differences fell below the noise',
      since: 120 * DAY,
      policy: 'sandbox-5',
      config: { model: 'orion-mini', variants: 300 },
      teams: [
        {
          name: 'wordsmiths',
          objective: 'Ten per cent better results from wording alone.',
          members: { LEAD: 'lovelace', RESEARCHER: 'euler fermat', JUDGE: 'godel' },
        },
      ],
    },
  ],
}
