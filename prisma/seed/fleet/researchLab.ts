import { DAY, HOUR, usd, type SupervisorSeed } from './seedTypes.ts'

/** Agents of this department are named after mathematicians. */
export const researchLab: SupervisorSeed = {
  name: 'research-lab',
  description: 'Tries what might not work, and publishes when it did not.',
  age: 250,
  status: 'PAUSED',
  reason: 'budget of the month is spent; resumes on the first',
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
      description: 'Measures whether the fleet got better, or only more confident.',
      age: 170,
      policy: 'sandbox-5',
      config: { model: 'orion-large', heartbeat_interval: 300, suites: ['coding', 'planning', 'honesty'] },
      metrics: { runs_this_month: 840, regressions_found: 5 },
      teams: [
        {
          name: 'examiners',
          objective: 'A test that cannot be passed by having seen it before.',
          members: { LEAD: 'hypatia', EXAMINER: 'lovelace turing', JUDGE: 'godel' },
        },
      ],
      children: [
        {
          name: 'long-horizon-benchmarks',
          description: 'Tasks that take a week, for agents that are used to minutes.',
          age: 66,
          heartbeat: 'never',
          config: { model: 'orion-large', heartbeat_interval: 300, task_days: 7 },
          teams: [
            {
              name: 'marathon',
              objective: 'Twelve tasks of a week each, and no agent that forgets on Thursday what it began on Monday.',
              members: { EXAMINER: 'kovalevskaya erdos', OBSERVER: 'euler' },
            },
          ],
        },
      ],
    },
    {
      name: 'prompt-lab',
      description: 'Compared wordings by the hundred, until the models stopped caring.',
      age: 245,
      status: 'TERMINATED',
      reason: 'finished: differences fell below the noise',
      since: 120 * DAY,
      policy: 'sandbox-5',
      config: { model: 'orion-mini', variants: 300 },
      teams: [
        {
          name: 'wordsmiths',
          objective: 'Ten per cent better by wording alone.',
          members: { LEAD: 'lovelace', RESEARCHER: 'euler fermat', JUDGE: 'godel' },
        },
      ],
    },
  ],
}
