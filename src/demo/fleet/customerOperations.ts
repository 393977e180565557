import { DAY, MINUTE, usd, type DemoSupervisor } from './demoTypes.ts'

/** Agents of this department are named after rivers. */
export const customerOperations: DemoSupervisor = {
  name: 'customer-operations',
  description: 'Answers customers and reports what they say to the other departments.',
  age: 385,
  policy: 'standard-7',
  config: { model: 'orion-large', heartbeat_interval: 300, languages: 23, budget: usd(800) },
  teams: [
    {
      name: 'voice-of-the-customer',
      objective: 'A weekly report of the five most frequent requests, in the customers’ own words.',
      members: { LEAD: 'danube', ANALYST: 'rhone', TRANSLATOR: 'volga mekong tagus' },
    },
  ],
  children: [
    {
      name: 'support-triage',
      description: 'Reads eleven thousand messages a day and routes each to the right team.',
      age: 355,
      config: { model: 'orion-mini', heartbeat_interval: 30, max_wait_seconds: 45 },
      heartbeat: 5,
      metrics: { waiting: 38, answered_today: 6120, satisfaction: 4.7 },
      teams: [
        {
          name: 'sorters',
          objective: 'Route 95 per cent of messages to the right desk at the first attempt.',
          members: { TRIAGER: 'loire seine', TRANSLATOR: 'ebro' },
        },
      ],
      children: [
        {
          name: 'tier-one',
          description: 'Answers common questions and escalates the rest.',
          age: 320,
          config: { model: 'orion-mini', heartbeat_interval: 60, may_refund: usd(40) },
          metrics: { resolved_today: 4033, handed_over_today: 391 },
          teams: [
            {
              name: 'answer-desk',
              objective: 'Solve three requests in four with one reply.',
              members: {
                LEAD: 'thames',
                RESPONDER: 'severn tweed clyde shannon forth tyne trent mersey wye usk dee tay spey boyne lagan neath',
                NIGHT_RESPONDER: 'tamar exe ouse nene medway stour derwent eden',
                REVIEWER: 'avon kennet',
                COACH: 'cam',
              },
              past: [{ agent: 'tiber', role: 'RESPONDER', from: 290, to: 70, why: 'transferred to escalations' }],
            },
          ],
        },
        {
          name: 'escalations',
          description: 'Handles the most difficult calls from start to finish.',
          age: 318,
          policy: 'financial-2',
          config: { model: 'orion-large', heartbeat_interval: 120, may_refund: usd(2500) },
          teams: [
            {
              name: 'calm-voices',
              objective: 'Turn complaints into good reviews.',
              members: { LEAD: 'ganges', NEGOTIATOR: 'tiber indus', APPROVER: 'nile' },
            },
          ],
        },
      ],
    },
    {
      name: 'onboarding-concierge',
      description: 'Guides each new customer to the first success.',
      age: 92,
      since: 80 * DAY,
      config: { model: 'orion-large', heartbeat_interval: 120 },
      heartbeat: 4 * MINUTE,
      metrics: { sessions_open: 27, minutes_to_first_success: 11 },
      teams: [
        {
          name: 'concierges',
          objective: 'First success within fifteen minutes.',
          members: { CONCIERGE: 'amazon orinoco parana', ENGINEER: 'yukon' },
        },
      ],
    },
  ],
}
