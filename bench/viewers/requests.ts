/** One supervisor by id. */
export const row = 'query Row($id: ID!) { supervisor(id: $id) { id name status health { state } } }'

/** 50 supervisors with status and health. */
export const page = `query Page($after: String) {
  supervisors(first: 50, after: $after) { nodes { id name status health { state } } pageInfo { endCursor } }
}`

/** A supervisor, its 10 children, their 20 teams, and 100 members with their agents. */
export const tree = `query Tree($id: ID!) {
  supervisor(id: $id) {
    id
    name
    children(first: 10) {
      nodes {
        id
        name
        status
        teams(first: 2) { nodes { id name members(first: 5) { nodes { id role agent { id } } } } }
      }
    }
  }
}`
