import { usd, type SupervisorSeed } from './seedTypes.ts'

/** Agents of this department are named after stars. */
export const dataIntelligence: SupervisorSeed = {
  name: 'data-intelligence',
  description: 'Answers questions with numbers, and says how sure it is of them.',
  age: 372,
  policy: 'standard-7',
  config: { model: 'orion-large', heartbeat_interval: 300, budget: usd(420) },
  teams: [
    {
      name: 'data-staff',
      objective: 'One definition for each number that two departments quote.',
      members: { LEAD: 'vega', STEWARD: 'altair deneb' },
    },
  ],
  children: [
    {
      name: 'warehouse',
      description: 'Two petabytes in order, and a catalogue that is true.',
      age: 360,
      config: { model: 'orion-large', heartbeat_interval: 180, tools: ['sql', 'dbt'] },
      teams: [
        {
          name: 'warehouse-keepers',
          objective: 'Everything of yesterday there by six this morning.',
          members: { LEAD: 'rigel', ENGINEER: 'bellatrix saiph mintaka', STEWARD: 'alnilam' },
          past: [{ agent: 'betelgeuse', role: 'ENGINEER', from: 350, to: 20, why: 'dimmed unexpectedly' }],
        },
      ],
      children: [
        {
          name: 'pipeline-repair',
          description: 'Wakes up when a nightly job fails, and mostly lets people sleep.',
          age: 230,
          config: { model: 'lyra-code', heartbeat_interval: 60, retry: { attempts: 3, backoff_seconds: 90 } },
          heartbeat: 95,
          metrics: { repaired_last_night: 6, handed_to_people: 1 },
          teams: [
            {
              name: 'night-mechanics',
              objective: 'Nine failures in ten repaired without waking anybody.',
              members: { ENGINEER: 'procyon castor pollux', TRIAGER: 'capella' },
            },
          ],
          children: [
            {
              name: 'late-arrivals',
              description: 'Finds room for records that arrive after their day was counted.',
              age: 48,
              config: { model: 'orion-mini', heartbeat_interval: 300, accept_up_to_days: 7 },
              teams: [
                {
                  name: 'recounters',
                  objective: 'No number changes without a note that says why.',
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
      description: 'Writes the six pages that everybody reads in silence on Monday morning.',
      age: 185,
      config: { model: 'orion-large', heartbeat_interval: 300, due: 'MON 08:00', pages: 6 },
      teams: [
        {
          name: 'authors',
          objective: 'Six pages, no surprises, no adjectives.',
          members: { LEAD: 'polaris', ANALYST: 'sirius canopus', FACT_CHECKER: 'arcturus' },
          past: [{ agent: 'stork', role: 'ANALYST', from: 180, to: 110, why: 'went back to settlement' }],
        },
      ],
    },
  ],
}
