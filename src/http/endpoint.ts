/** Where GraphQL is served, over HTTP and over WebSocket. */
export const graphqlPath = '/graphql'

/**
 * The largest request in bytes. A hierarchy of 1,000 supervisors with long descriptions, 2,000 teams and 10,000 members
 * takes 2.4 MB.
 */
export const maxRequestBytes = 4 * 1024 * 1024
