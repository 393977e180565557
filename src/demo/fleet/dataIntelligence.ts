import { usd, type DemoSupervisor } from './demoTypes.ts'

/** Agents of this department are named after stars. */
export const dataIntelligence: DemoSupervisor = {
  name: 'data-intelligence',
  description: 'Answers questions with numbers and their margin of error.',
  age: 372,
  policy: 'standard-7',
  config: { model: 'orion-large', heartbeat_interval: 300, budget: usd(420) },
  teams: [
    {
      name: 'data-staff',
      objective: 'One definition for each number that more than one department reports.',
      members: { LEAD: 'vega', STEWARD: 'altair deneb' },
    },
  ],
  children: [
    {
      name: 'warehouse',
      description: 'Keeps two petabytes in order and their catalogue accurate.',
      age: 360,
      config: { model: 'orion-large', heartbeat_interval: 180, tools: ['sql', 'dbt'] },
      teams: [
        {
          name: 'warehouse-keepers',
          objective: 'Yesterday’s data is complete by six in the morning.',
          members: { LEAD: 'rigel', ENGINEER: 'bellatrix saiph mintaka', STEWARD: 'alnilam' },
          past: [{ agent: 'betelgeuse', role: 'ENGINEER', from: 350, to: 20, why: 'retired unexpectedly' }],
        },
      ],
      children: [
        {
          name: 'pipeline-repair',
          description: 'Repairs failed nightly jobs, so that people are rarely paged.',
          age: 230,
          config: { model: 'lyra-code', heartbeat_interval: 60, retry: { attempts: 3, backoff_seconds: 90 } },
          heartbeat: 95,
          metrics: { repaired_last_night: 6, handed_to_people: 1 },
          teams: [
            {
              name: 'night-mechanics',
              objective: 'Repair nine failures in ten without paging a person.',
              members: { ENGINEER: 'procyon castor pollux', TRIAGER: 'capella' },
            },
          ],
          children: [
            {
              name: 'late-arrivals',
              description: 'Processes records that arrive after their day was closed.',
              age: 48,
              config: { model: 'orion-mini', heartbeat_interval: 300, accept_up_to_days: 7 },
              teams: [
                {
                  name: 'recounters',
                  objective: 'Every corrected number has a note with the reason.',
                  members: { RECONCILER: 'spica regulus', SCRIBE: 'mira' },
                },
              ],
            },
          ],
        },
      ],
    },
    {
      name: 'weekly-business-review',
      description: 'Writes the six-page review for the Monday morning meeting.',
      age: 185,
      config: { model: 'orion-large', heartbeat_interval: 300, due: 'MON 08:00', pages: 6 },
      teams: [
        {
          name: 'authors',
          objective: 'Six pages, no surprises, no adjectives.',
          members: { LEAD: 'polaris', ANALYST: 'sirius canopus', FACT_CHECKER: 'arcturus' },
          past: [{ agent: 'stork', role: 'ANALYST', from: 180, to: 110, why: 'returned to settlement' }],
        },
      ],
    },
  ],
}
