import { firstQuery } from '../src/http/firstQuery.ts'

/** Shows each change of the fleet until it is stopped. */
const liveEvents = `# Run this subscription, and change something: each change appears here when it is committed.
subscription LiveEvents {
  supervisorEvents {
    __typename
    ... on SupervisorEvent {
      type
      at
      actor
      reason
      supervisor { name status }
      cursor
    }
    ... on ResyncRequired {
      why: reason
    }
  }
}
`

/** The tabs of a first visit. Later visits have the tabs that the browser has stored. */
export const firstTabs = [
  { query: firstQuery },
  ...documentedQueries.map(({ title, document, variables }) => ({
    query: `# ${title}\n${document}`,
    variables: Object.keys(variables).length === 0 ? '' : JSON.stringify(variables, null, 2),
  })),
  { query: liveEvents },
]
