/** What Apollo Sandbox opens with. */
export const firstQuery = `# Welcome. Run this query with the button on the right: the hierarchy from the top down.
query FirstLook {
  stats {
    supervisors
    activeAgents
    byStatus { status count }
    byHealth { state count }
  }
  supervisors(filter: { rootsOnly: true }) {
    nodes {
      name
      description
      status
      health { state missedHeartbeats }
      children(first: 10) {
        totalCount
        nodes {
          name
          effectiveStatus
          statusReason
          teams(first: 3) {
            nodes {
              name
              objective
              members(first: 5) { nodes { role agent { id } } }
            }
          }
        }
      }
    }
  }
}
`
