import { usd, type DemoSupervisor } from '../demoTypes.ts'

/** Part of `platform-engineering`: its agents are named after minerals too. */
export const developerExperience: DemoSupervisor = {
  name: 'developer-experience',
  description: 'Measures the time that engineers lose, and reduces it.',
  age: 365,
  policy: 'standard-7',
  config: { model: 'orion-large', heartbeat_interval: 300, budget: usd(350) },
  teams: [
    {
      name: 'friction-log',
      objective: 'The ten most frequent complaints of the month, each with an owner and a date.',
      members: { LEAD: 'amber', INTERVIEWER: 'jet coral', ANALYST: 'pearl' },
    },
  ],
  children: [
    {
      name: 'internal-docs',
      description: 'Compares every page with the code that it describes, and corrects the page.',
      age: 190,
      config: { model: 'orion-mini', heartbeat_interval: 300, tools: ['git', 'wiki'] },
      teams: [
        {
          name: 'librarians',
          objective: 'Every page reviewed at least every ninety days.',
          members: { LEAD: 'selenite', SCRIBE: 'gypsum halite barite', FACT_CHECKER: 'apatite' },
        },
      ],
    },
    {
      name: 'sdk-generation',
      description: 'Generates four client libraries from one interface description and releases them on the same day.',
      age: 240,
      config: { model: 'lyra-code', heartbeat_interval: 180, languages: ['python', 'typescript', 'go', 'kotlin'] },
      teams: [
        {
          name: 'sdk-maintainers',
          objective: 'Client libraries that read as if written by hand.',
          members: { LEAD: 'malachite', MAINTAINER: 'azurite citrine', RED_TEAMER: 'realgar' },
        },
      ],
      children: [
        {
          name: 'python-sdk',
          description: 'Types that pass the strictest checkers, and examples that run unchanged.',
          age: 235,
          config: { model: 'lyra-code', tools: ['git', 'pypi'] },
          heartbeat: 12,
          teams: [
            {
              name: 'python-squad',
              objective: 'A release within a day of each interface change.',
              members: { ENGINEER: 'kyanite olivine', REVIEWER: 'azurite', TESTER: 'augite' },
            },
          ],
        },
      ],
    },
  ],
}
