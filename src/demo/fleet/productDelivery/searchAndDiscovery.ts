import { MINUTE, restart, usd, type DemoSupervisor } from '../demoTypes.ts'

/** Part of `product-delivery`: its agents are named after birds too. */
export const searchAndDiscovery: DemoSupervisor = {
  name: 'search-and-discovery',
  description: 'Helps customers find what they mean, not only what they type.',
  age: 350,
  config: { model: 'orion-large', heartbeat_interval: 240, budget: usd(280) },
  teams: [
    {
      name: 'relevance-council',
      objective: 'Every ranking change justified, measured and documented.',
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
          objective: 'Fresh within sixty seconds, complete within an hour.',
          members: { LEAD: 'cormorant', ENGINEER: 'grebe coot', ON_CALL: 'moorhen' },
        },
      ],
      children: [
        {
          name: 'embedding-refresh',
          description: 'Recomputes the vectors whenever their model changes.',
          age: 120,
          config: { model: 'lyra-embed', heartbeat_interval: 300, dimensions: 1024 },
          metrics: { vectors_today: 0, queue_depth: 48211 },
          teams: [
            {
              name: 'vector-press',
              objective: 'All vectors from one model generation, never two at once.',
              members: { OPERATOR: 'teal wigeon', CHECKER: 'pintail' },
            },
          ],
        },
      ],
    },
    {
      name: 'recommendations',
      description: 'Suggests products, and shows nothing when no suggestion fits.',
      age: 200,
      config: { model: 'orion-mini', heartbeat_interval: 300, explore_percent: 4 },
      teams: [
        {
          name: 'tastemakers',
          objective: 'One suggestion in five accepted, and none that feels intrusive.',
          members: { LEAD: 'finch', ANALYST: 'linnet', EXPERIMENTER: 'warbler', ETHICIST: 'dove' },
          past: [{ agent: 'lark', role: 'EXPERIMENTER', from: 190, to: 90, why: 'experiment ended early' }],
        },
      ],
    },
  ],
}
