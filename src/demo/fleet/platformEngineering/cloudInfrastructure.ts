import { DAY, HOUR, MINUTE, restart, usd, type DemoSupervisor } from '../demoTypes.ts'

/** Part of `platform-engineering`: its agents are named after minerals too. */
export const cloudInfrastructure: DemoSupervisor = {
  name: 'cloud-infrastructure',
  description: 'Eleven regions, four hundred clusters, one bill.',
  age: 400,
  policy: 'restricted-3',
  config: {
    model: 'orion-large',
    heartbeat_interval: 240,
    budget: usd(600),
    tools: ['terraform', 'kubectl'],
    regions: { primary: 'eu-west', others: ['us-east', 'ap-south'] },
  },
  teams: [
    {
      name: 'cloud-desk',
      objective: 'Every routine request is a pull request, not a ticket.',
      members: { LEAD: 'granite', ARCHITECT: 'marble', ENGINEER: 'gabbro diorite' },
    },
  ],
  children: [
    {
      name: 'kubernetes-upgrades',
      description: 'Moves every cluster to the next minor version, one region at a time.',
      age: 64,
      config: { model: 'orion-large', heartbeat_interval: 60, wave: 3, waves: 5 },
      teams: [
        {
          name: 'upgrade-wave-3',
          objective: 'ap-south on the new version by the end of the month, without a dropped connection.',
          config: { freeze_days: ['FRI', 'SAT', 'SUN'] },
          members: { LEAD: 'tuff', ENGINEER: 'pumice chert', OBSERVER: 'onyx' },
          past: [{ agent: 'rutile', role: 'ENGINEER', from: 60, to: 31, why: 'returned when wave 2 was done' }],
        },
      ],
      children: [
        {
          name: 'node-pool-drain',
          description: 'Drains nodes gracefully: requests eviction, waits, retries.',
          age: 9,
          config: { model: 'orion-mini', heartbeat_interval: 30, max_unavailable: '5%' },
          heartbeat: 71,
          metrics: { nodes_drained: 118, nodes_left: 26, queue_depth: 26 },
          teams: [
            {
              name: 'drainers',
              objective: 'Drain the remaining twenty-six nodes without an interruption.',
              members: { OPERATOR: 'flint chalk', OBSERVER: 'jasper' },
            },
          ],
        },
      ],
    },
    {
      name: 'cost-optimisation',
      description: 'Finds unused machines, asks their owners twice and switches them off.',
      age: 128,
      config: { model: 'orion-mini', heartbeat_interval: 300, dry_run: false, ask_before: usd(50) },
      metrics: { saved_usd_this_month: 41870, machines_stopped: 233 },
      teams: [
        {
          name: 'bill-readers',
          objective: 'Ten per cent off the bill by the end of the quarter, with every owner informed.',
          members: { LEAD: 'bauxite', ANALYST: 'galena hematite', NEGOTIATOR: 'magnetite' },
        },
      ],
    },
    {
      name: 'terraform-drift',
      description: 'Compares the declared infrastructure with the actual one, and explains every difference.',
      age: 88,
      status: 'FAILED',
      reason: 'heartbeat timeout: no heartbeat for 3 intervals of 30 s; restarts exhausted (3 within 60 s)',
      since: 3 * HOUR,
      incarnation: 4,
      config: { model: 'orion-mini', tools: ['terraform'], restart: restart('one_for_one', 3, 60) },
      metrics: { queue_depth: 1904, error_rate: 0.38, last_error: 'state lock held by another plan' },
      teams: [
        {
          name: 'drift-readers',
          objective: 'Every difference explained within one working day.',
          members: { ANALYST: 'bornite', ENGINEER: 'siderite' },
        },
      ],
    },
    {
      name: 'mainframe-exit',
      description: 'Moved the last nightly batch jobs off the mainframe.',
      age: 330,
      status: 'TERMINATED',
      reason: 'finished: the mainframe was switched off',
      since: 41 * DAY + 20 * MINUTE,
      config: { model: 'orion-large', tools: ['cobol', 'jcl'] },
      teams: [
        {
          name: 'batch-movers',
          objective: 'All 1,140 nightly jobs moved or retired.',
          members: { LEAD: 'hematite', ENGINEER: 'magnetite wolframite', ARCHAEOLOGIST: 'stibnite' },
        },
      ],
    },
  ],
}
