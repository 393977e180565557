import { type DemoSupervisor } from '../demoTypes.ts'

/** Part of `product-delivery`: its agents are named after birds too. */
export const mobileApps: DemoSupervisor = {
  name: 'mobile-apps',
  description: 'Builds two apps and manages their store reviews.',
  age: 340,
  config: { model: 'orion-large', heartbeat_interval: 300, release_every_days: 14 },
  teams: [
    {
      name: 'app-review-liaison',
      objective: 'No submission refused for a problem that a checklist would catch.',
      members: { LEAD: 'pelican', CHECKER: 'avocet' },
    },
  ],
  children: [
    {
      name: 'ios-app',
      description: 'Releases every second Tuesday.',
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
          description: 'Reads every stack trace, groups related crashes and names a likely cause.',
          age: 77,
          config: { model: 'orion-mini' },
          heartbeat: 9,
          metrics: { traces_today: 1833, groups_open: 14 },
          teams: [
            {
              name: 'trace-readers',
              objective: 'A likely cause for every crash within ten minutes.',
              members: { TRIAGER: 'knot ruff turnstone', ENGINEER: 'bittern' },
            },
          ],
        },
      ],
    },
  ],
}
