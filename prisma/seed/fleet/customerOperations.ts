import { DAY, MINUTE, usd, type SupervisorSeed } from './seedTypes.ts'

/** Agents of this department are named after rivers. */
export const customerOperations: SupervisorSeed = {
  name: 'customer-operations',
  description: 'Listens, answers, and tells the other departments what it heard.',
  age: 385,
  policy: 'standard-7',
  config: { model: 'orion-large', heartbeat_interval: 300, languages: 23, budget: usd(800) },
  teams: [
    {
      name: 'voice-of-the-customer',
      objective: 'The five things that customers asked for most, in their own words, every week.',
      members: { LEAD: 'danube', ANALYST: 'rhone', TRANSLATOR: 'volga mekong tagus' },
    },
  ],
  children: [
    {
      name: 'support-triage',
      description: 'Reads eleven thousand messages a day, and sends each to whoever can answer it.',
      age: 355,
      config: { model: 'orion-mini', heartbeat_interval: 30, max_wait_seconds: 45 },
      heartbeat: 5,
      metrics: { waiting: 38, answered_today: 6120, satisfaction: 4.7 },
      teams: [
        {
          name: 'sorters',
          objective: 'The right desk at the first attempt, nineteen times in twenty.',
          members: { TRIAGER: 'loire seine', TRANSLATOR: 'ebro' },
        },
      ],
      children: [
        {
          name: 'tier-one',
          description: 'Answers what has an answer, and admits it when there is none.',
          age: 320,
          config: { model: 'orion-mini', heartbeat_interval: 60, may_refund: usd(40) },
          metrics: { resolved_today: 4033, handed_over_today: 391 },
          teams: [
            {
              name: 'answer-desk',
              objective: 'Solved in one reply, three times in four.',
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
          description: 'Takes the calls that nobody wants, and stays until they are over.',
          age: 318,
          policy: 'financial-2',
          config: { model: 'orion-large', heartbeat_interval: 120, may_refund: usd(2500) },
          teams: [
            {
              name: 'calm-voices',
              objective: 'An angry customer who writes a kind review.',
              members: { LEAD: 'ganges', NEGOTIATOR: 'tiber indus', APPROVER: 'nile' },
            },
          ],
        },
      ],
    },
    {
      name: 'onboarding-concierge',
      description: 'Sits beside every new customer until the first thing works.',
      age: 92,
      since: 80 * DAY,
      config: { model: 'orion-large', heartbeat_interval: 120 },
      heartbeat: 4 * MINUTE,
      metrics: { sessions_open: 27, minutes_to_first_success: 11 },
      teams: [
        {
          name: 'concierges',
          objective: 'The first success within a quarter of an hour.',
          members: { CONCIERGE: 'amazon orinoco parana', ENGINEER: 'yukon' },
        },
      ],
    },
  ],
}
