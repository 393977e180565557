import { DAY, HOUR, MINUTE, restart, usd, type DemoSupervisor } from './demoTypes.ts'

/** Agents of this department are named after winds and weather. */
export const reliability: DemoSupervisor = {
  name: 'reliability',
  description: 'Detects incidents first, decides fast and publishes what was learned.',
  age: 405,
  policy: 'standard-7',
  config: { model: 'orion-large', heartbeat_interval: 300, budget: usd(700), error_budget_percent: 0.05 },
  teams: [
    {
      name: 'reliability-staff',
      objective: 'Every service has an objective, and every objective has an owner.',
      members: { LEAD: 'monsoon', ANALYST: 'zephyr', SCRIBE: 'drizzle' },
    },
  ],
  children: [
    {
      name: 'incident-response',
      description: 'Holds the pager: five regions, three shifts.',
      age: 401,
      policy: 'break-glass-1',
      config: {
        model: 'orion-large',
        heartbeat_interval: 60,
        tools: ['pager', 'kubectl', 'status-page'],
        restart: restart('one_for_one', 10, 60),
      },
      teams: [
        {
          name: 'duty-officers',
          objective: 'An incident commander within two minutes, day and night.',
          config: { rotation: 'weekly', handover: 'MON 09:00' },
          members: { INCIDENT_COMMANDER: 'mistral sirocco', DEPUTY: 'bora', LIAISON: 'squall' },
          past: [
            { agent: 'tramontane', role: 'INCIDENT_COMMANDER', from: 400, to: 150, why: 'end of rotation' },
            { agent: 'bora', role: 'DEPUTY', from: 300, to: 120, why: 'end of rotation' },
          ],
        },
      ],
      children: [
        {
          name: 'primary-on-call',
          description: 'Opens incidents, gathers the responders and closes the incidents.',
          age: 300,
          policy: 'break-glass-1',
          config: { model: 'orion-large', heartbeat_interval: 15, escalate_after_minutes: 10 },
          heartbeat: 6,
          metrics: { incidents_open: 1, incidents_this_week: 4, pages_today: 7 },
          teams: [
            {
              name: 'first-responders',
              objective: 'Acknowledge in one minute, mitigate in fifteen.',
              members: { RESPONDER: 'gale tempest breeze', TRIAGER: 'gust' },
            },
          ],
          children: [
            {
              name: 'checkout-outage',
              description: 'Incident 2291: one checkout in nine fails in eu-west since the search index stopped.',
              age: 0.031,
              since: 40 * MINUTE,
              policy: 'break-glass-1',
              config: { model: 'orion-large', heartbeat_interval: 10, severity: 1, incident: 2291 },
              heartbeat: 3,
              metrics: { failed_checkouts: 1312, error_rate: 0.113, queue_depth: 9 },
              teams: [
                {
                  name: 'incident-2291',
                  objective: 'Restore checkout first; find the cause later.',
                  members: {
                    INCIDENT_COMMANDER: 'sirocco',
                    RESPONDER: 'gale tempest',
                    DATABASE_SURGEON: 'shrike',
                    COMMUNICATIONS: 'squall',
                    SCRIBE: 'drizzle',
                  },
                },
              ],
            },
            {
              name: 'eu-latency',
              description: 'Incident 2274: slow responses in eu-west, caused by a faulty cable and a retry storm.',
              age: 12.4,
              status: 'TERMINATED',
              reason: 'resolved after 3 h 12 min; the review is with post-mortems',
              since: 12 * DAY + 6 * HOUR,
              policy: 'break-glass-1',
              config: { model: 'orion-large', heartbeat_interval: 10, severity: 2, incident: 2274 },
              teams: [
                {
                  name: 'incident-2274',
                  objective: 'p99 below 400 ms in eu-west.',
                  members: { INCIDENT_COMMANDER: 'mistral', RESPONDER: 'breeze', NETWORKER: 'cirrus' },
                },
              ],
            },
          ],
        },
        {
          name: 'post-mortems',
          description: 'Reviews incidents without blame and follows up until the last action is done.',
          age: 280,
          config: { model: 'orion-mini', heartbeat_interval: 300, blameless: true, publish_within_days: 5 },
          metrics: { reviews_open: 3, actions_overdue: 2 },
          teams: [
            {
              name: 'reviewers-of-reviews',
              objective: 'Reviews that the responders call fair.',
              members: { LEAD: 'nimbus', INTERVIEWER: 'cirrus stratus', SCRIBE: 'cumulus' },
            },
          ],
        },
      ],
    },
    {
      name: 'observability',
      description: 'Measures every service, and pages only for problems that a responder can act on.',
      age: 395,
      config: { model: 'orion-large', heartbeat_interval: 240, retention_days: 30 },
      teams: [
        {
          name: 'dashboard-gardeners',
          objective: 'Half as many dashboards, used twice as often.',
          members: { LEAD: 'aurora', DESIGNER: 'rainbow', ANALYST: 'halo' },
        },
      ],
      children: [
        {
          name: 'alert-tuning',
          description: 'Retires alerts that never led to an action.',
          age: 160,
          config: { model: 'orion-mini', heartbeat_interval: 300, propose_only: true },
          metrics: { alerts_retired: 640, alerts_left: 212 },
          teams: [
            {
              name: 'noise-control',
              objective: 'Fewer than two pages a shift, each of them actionable.',
              members: { ANALYST: 'hail sleet', SKEPTIC: 'frost' },
            },
          ],
        },
        {
          name: 'log-pipeline',
          description: 'Processes six terabytes a day and removes what must not be logged.',
          age: 220,
          since: 90 * DAY,
          config: { model: 'orion-mini', heartbeat_interval: 30, redact: ['email', 'card', 'token'] },
          heartbeat: 22 * MINUTE,
          metrics: { queue_depth: 7730, cpu: 0.99, terabytes_today: 2.2 },
          teams: [
            {
              name: 'log-keepers',
              objective: 'Lose nothing, and keep nothing private.',
              members: { LEAD: 'thunder', ENGINEER: 'lightning', PRIVACY_OFFICER: 'mist' },
            },
          ],
        },
      ],
    },
    {
      name: 'chaos-drills',
      description: 'Breaks things on purpose, during working hours.',
      age: 180,
      status: 'PAUSED',
      reason: 'no drills while incident 2291 is open',
      since: 38 * MINUTE,
      policy: 'restricted-3',
      config: { model: 'orion-mini', heartbeat_interval: 60, blast_radius_percent: 2 },
      teams: [
        {
          name: 'unpluggers',
          objective: 'One drill a week that finds no surprise.',
          members: { LEAD: 'cyclone', RED_TEAMER: 'typhoon whirlwind', SAFETY_OFFICER: 'lull' },
        },
      ],
    },
  ],
}
