import { DAY, HOUR, MINUTE, restart, usd, type DemoSupervisor } from '../demoTypes.ts'

/** Part of `product-delivery`: its agents are named after birds too. */
export const payments: DemoSupervisor = {
  name: 'payments',
  description: 'Handles payments and refunds, and accounts for every cent.',
  age: 390,
  policy: 'financial-2',
  config: { model: 'orion-large', heartbeat_interval: 120, budget: usd(500), four_eyes: true },
  teams: [
    {
      name: 'settlement',
      objective: 'Balance the books by seven every morning.',
      members: { LEAD: 'osprey', RECONCILER: 'crane stork ibis', AUDITOR: 'owl' },
      past: [
        { agent: 'stork', role: 'RECONCILER', from: 320, to: 180, why: 'lent to weekly-business-review' },
        { agent: 'magpie', role: 'AUDITOR', from: 380, to: 200, why: 'replaced after a conflict of interest' },
      ],
    },
  ],
  children: [
    {
      name: 'payments-migration',
      description: 'Moves eleven years of payments to the new ledger without downtime.',
      age: 133,
      status: 'PAUSED',
      reason: 'frozen by finance until the quarter is closed',
      since: 2 * DAY + 5 * HOUR,
      policy: 'financial-2',
      config: {
        model: 'orion-large',
        heartbeat_interval: 60,
        phases: { done: ['inventory', 'dual-write'], now: 'backfill', next: ['cut-over', 'retire'] },
        restart: restart('one_for_all', 1, 600),
      },
      teams: [
        {
          name: 'ledger-migration',
          objective: 'Backfill all accounts opened before 2021, and cut over by the end of the quarter.',
          members: { LEAD: 'albatross', ENGINEER: 'petrel gannet', DATABASE_SURGEON: 'shrike', APPROVER: 'owl' },
          past: [{ agent: 'plover', role: 'ENGINEER', from: 130, to: 44, why: 'transferred to fraud-screening' }],
        },
      ],
      children: [
        {
          name: 'ledger-backfill',
          description: 'Copies old entries during quiet hours and checks each sum twice.',
          age: 96,
          config: { model: 'orion-mini', heartbeat_interval: 300, quiet_hours: '01:00-05:00', batch_size: 5000 },
          metrics: { accounts_done: 812455, accounts_left: 96210, queue_depth: 20 },
          teams: [
            {
              name: 'night-shift',
              objective: 'Twenty thousand accounts a night.',
              members: { OPERATOR: 'nightjar nightingale', CHECKER: 'tern' },
            },
          ],
        },
        {
          name: 'dual-write-verification',
          description: 'Compares the entries of both ledgers and reports every difference.',
          age: 0.02,
          status: 'SPAWNING',
          reason: 'ran out of memory; restarting with twice as much',
          since: 4 * MINUTE,
          incarnation: 2,
          config: { model: 'orion-mini', memory_mb: 4096, tolerance_cents: 0 },
          teams: [
            {
              name: 'difference-hunters',
              objective: 'Explain every difference within an hour.',
              members: { CHECKER: 'sandpiper', ANALYST: 'curlew' },
            },
          ],
        },
      ],
    },
    {
      name: 'fraud-screening',
      description: 'Screens each payment within eighty milliseconds and explains its decisions.',
      age: 310,
      policy: 'financial-2',
      config: { model: 'orion-large', heartbeat_interval: 15, thresholds: { block: 0.97, review: 0.81 } },
      heartbeat: 4,
      metrics: { judged_today: 184223, blocked_today: 211, p99_ms: 74 },
      teams: [
        {
          name: 'judges',
          objective: 'Refuse fewer than one honest customer in ten thousand.',
          members: { LEAD: 'falcon', JUDGE: 'merlin hobby harrier', APPEALS: 'dove' },
        },
        {
          name: 'adversaries',
          objective: 'Predict next month’s fraud patterns.',
          members: { RED_TEAMER: 'magpie jay', ANALYST: 'plover' },
        },
      ],
    },
    {
      name: 'invoice-rendering',
      description: 'The first version: one template per country.',
      age: 260,
      status: 'TERMINATED',
      reason: 'superseded by one layout for all countries',
      since: 102 * DAY,
      config: { model: 'orion-mini', templates: 41 },
      teams: [
        {
          name: 'template-keepers',
          objective: 'A correct invoice in every country that we sell to.',
          members: { DESIGNER: 'bunting', ENGINEER: 'siskin redpoll' },
        },
      ],
    },
    {
      name: 'invoice-rendering',
      description: 'The second version: one layout, with the tax rules as data.',
      age: 101,
      config: { model: 'orion-mini', heartbeat_interval: 180, formats: ['pdf', 'ubl'] },
      teams: [
        {
          name: 'invoice-crew',
          objective: 'An invoice within four seconds that both customers and tax offices accept.',
          members: { LEAD: 'siskin', DESIGNER: 'bunting', TAX_SPECIALIST: 'goldcrest' },
        },
      ],
    },
  ],
}
