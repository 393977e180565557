/** The query that Apollo Sandbox shows first. */
export const firstQuery = `# Run this query with the button on the right. It reads the hierarchy from its roots down.
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
