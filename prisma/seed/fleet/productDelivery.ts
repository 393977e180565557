import { DAY, HOUR, MINUTE, restart, usd, type SupervisorSeed } from './seedTypes.ts'

/** Agents of this department are named after birds. */
export const productDelivery: SupervisorSeed = {
  name: 'product-delivery',
  description: 'Everything that a customer can see, from the first search to the receipt.',
  age: 409,
  policy: 'standard-7',
  config: { model: 'orion-large', heartbeat_interval: 300, budget: usd(1200), restart: restart('one_for_one', 5, 300) },
  teams: [
    {
      name: 'product-staff',
      objective: 'One list of priorities, in one order, that everybody has read.',
      members: { LEAD: 'heron', PLANNER: 'kestrel', CUSTOMER_VOICE: 'robin', SCRIBE: 'wren' },
    },
  ],
  children: [
    {
      name: 'payments',
      description: 'Takes the money, gives it back when asked, and can prove every cent of it.',
      age: 390,
      policy: 'financial-2',
      config: { model: 'orion-large', heartbeat_interval: 120, budget: usd(500), four_eyes: true },
      teams: [
        {
          name: 'settlement',
          objective: 'Books that balance by seven every morning.',
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
          description: 'Moves eleven years of payments to the new ledger without closing the till.',
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
              description: 'Copies old entries in the quiet hours, and checks each sum twice.',
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
              description: 'Reads what was written to both ledgers, and reports every cent of difference.',
              age: 0.02,
              status: 'SPAWNING',
              reason: 'its predecessor ran out of memory; started again with twice as much',
              since: 4 * MINUTE,
              incarnation: 2,
              config: { model: 'orion-mini', memory_mb: 4096, tolerance_cents: 0 },
              teams: [
                {
                  name: 'difference-hunters',
                  objective: 'No difference older than an hour without an explanation.',
                  members: { CHECKER: 'sandpiper', ANALYST: 'curlew' },
                },
              ],
            },
          ],
        },
        {
          name: 'fraud-screening',
          description: 'Judges a payment in eighty milliseconds, and explains itself when asked.',
          age: 310,
          policy: 'financial-2',
          config: { model: 'orion-large', heartbeat_interval: 15, thresholds: { block: 0.97, review: 0.81 } },
          heartbeat: 4,
          metrics: { judged_today: 184223, blocked_today: 211, p99_ms: 74 },
          teams: [
            {
              name: 'judges',
              objective: 'Fewer than one honest customer in ten thousand refused.',
              members: { LEAD: 'falcon', JUDGE: 'merlin hobby harrier', APPEALS: 'dove' },
            },
            {
              name: 'adversaries',
              objective: 'Think of next month’s fraud before the fraudsters do.',
              members: { RED_TEAMER: 'magpie jay', ANALYST: 'plover' },
            },
          ],
        },
        {
          name: 'invoice-rendering',
          description: 'The first attempt: templates, one per country.',
          age: 260,
          status: 'TERMINATED',
          reason: 'superseded: forty-one templates were forty too many',
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
          description: 'The second attempt: one layout, and the tax rules as data.',
          age: 101,
          config: { model: 'orion-mini', heartbeat_interval: 180, formats: ['pdf', 'ubl'] },
          teams: [
            {
              name: 'invoice-crew',
              objective: 'An invoice that both a person and a tax office accept, in four seconds.',
              members: { LEAD: 'siskin', DESIGNER: 'bunting', TAX_SPECIALIST: 'goldcrest' },
            },
          ],
        },
      ],
    },
    {
      name: 'search-and-discovery',
      description: 'Helps people to find what they meant, not what they typed.',
      age: 350,
      config: { model: 'orion-large', heartbeat_interval: 240, budget: usd(280) },
      teams: [
        {
          name: 'relevance-council',
          objective: 'Every ranking change argued, measured, and written down.',
          members: { LEAD: 'swift', ANALYST: 'martin swallow', SKEPTIC: 'crow' },
        },
      ],
      children: [
        {
          name: 'search-indexing',
          description: 'Keeps forty million documents findable within a minute of their last change.',
          age: 275,
          status: 'FAILED',
          reason: 'index-writer ran out of disk on shard 7; escalated after 5 restarts within 300 s',
          since: 47 * MINUTE,
          incarnation: 6,
          config: { model: 'orion-mini', heartbeat_interval: 30, shards: 12, restart: restart('one_for_one', 5, 300) },
          metrics: { queue_depth: 48211, disk_free_percent: 0, error_rate: 0.91 },
          teams: [
            {
              name: 'index-keepers',
              objective: 'Fresh within sixty seconds, whole within an hour.',
              members: { LEAD: 'cormorant', ENGINEER: 'grebe coot', ON_CALL: 'moorhen' },
            },
          ],
          children: [
            {
              name: 'embedding-refresh',
              description: 'Computes the vectors again whenever the model behind them learns something.',
              age: 120,
              config: { model: 'lyra-embed', heartbeat_interval: 300, dimensions: 1024 },
              metrics: { vectors_today: 0, queue_depth: 48211 },
              teams: [
                {
                  name: 'vector-press',
                  objective: 'All vectors of one generation, never two at once.',
                  members: { OPERATOR: 'teal wigeon', CHECKER: 'pintail' },
                },
              ],
            },
          ],
        },
        {
          name: 'recommendations',
          description: 'Suggests the next thing, and knows when to keep quiet.',
          age: 200,
          config: { model: 'orion-mini', heartbeat_interval: 300, explore_percent: 4 },
          teams: [
            {
              name: 'tastemakers',
              objective: 'One suggestion in five taken up, and none that makes anybody uneasy.',
              members: { LEAD: 'finch', ANALYST: 'linnet', EXPERIMENTER: 'warbler', ETHICIST: 'dove' },
              past: [{ agent: 'lark', role: 'EXPERIMENTER', from: 190, to: 90, why: 'experiment ended early' }],
            },
          ],
        },
      ],
    },
    {
      name: 'mobile-apps',
      description: 'Two apps, one team spirit, and a review queue that nobody here controls.',
      age: 340,
      config: { model: 'orion-large', heartbeat_interval: 300, release_every_days: 14 },
      teams: [
        {
          name: 'app-review-liaison',
          objective: 'No submission refused for something that a checklist would have caught.',
          members: { LEAD: 'pelican', CHECKER: 'avocet' },
        },
      ],
      children: [
        {
          name: 'ios-app',
          description: 'Ships every second Tuesday, whatever the weather.',
          age: 338,
          config: { model: 'lyra-code', heartbeat_interval: 300, minimum_version: 17 },
          teams: [
            {
              name: 'ios-squad',
              objective: 'Crash-free sessions above 99.9 per cent.',
              members: { LEAD: 'egret', ENGINEER: 'spoonbill bittern', REVIEWER: 'sanderling', TESTER: 'dunlin' },
            },
          ],
          children: [
            {
              name: 'crash-triage',
              description: 'Reads every stack trace, groups what belongs together, and names a suspect.',
              age: 77,
              config: { model: 'orion-mini' },
              heartbeat: 9,
              metrics: { traces_today: 1833, groups_open: 14 },
              teams: [
                {
                  name: 'trace-readers',
                  objective: 'A suspect for every crash within ten minutes.',
                  members: { TRIAGER: 'knot ruff turnstone', ENGINEER: 'bittern' },
                },
              ],
            },
          ],
        },
      ],
    },
  ],
}
