import { restart, usd, type DemoSupervisor } from './demoTypes.ts'
import { mobileApps } from './productDelivery/mobileApps.ts'
import { payments } from './productDelivery/payments.ts'
import { searchAndDiscovery } from './productDelivery/searchAndDiscovery.ts'

/** Agents of this department are named after birds. */
export const productDelivery: DemoSupervisor = {
  name: 'product-delivery',
  description: 'Builds everything that customers see, from the first search to the receipt.',
  age: 409,
  policy: 'standard-7',
  config: { model: 'orion-large', heartbeat_interval: 300, budget: usd(1200), restart: restart('one_for_one', 5, 300) },
  teams: [
    {
      name: 'product-staff',
      objective: 'One ordered list of priorities that every agent knows.',
      members: { LEAD: 'heron', PLANNER: 'kestrel', CUSTOMER_VOICE: 'robin', SCRIBE: 'wren' },
    },
  ],
  children: [payments, searchAndDiscovery, mobileApps],
}
