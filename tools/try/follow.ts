// Follows the events of a server for some seconds, and prints each as `type cursor`.
import { createClient } from 'graphql-ws'
import WebSocket from 'ws'

interface Item {
  readonly __typename: string
  readonly type?: string
  readonly cursor?: string
  readonly why?: string
}

const [, , url = '', token = '', after, seconds] = process.argv
const connectionParams = token === '' ? {} : { authorization: `Bearer ${token}` }
const client = createClient({ url, webSocketImpl: WebSocket, connectionParams })
const query = `subscription ($after: String) {
  supervisorEvents(after: $after) { __typename ... on SupervisorEvent { cursor type } ... on ResyncRequired { why: reason } }
}`
setTimeout(() => void client.dispose(), Number(seconds) * 1_000)
for await (const { data, errors } of client.iterate<{ supervisorEvents: Item }>({ query, variables: { after } })) {
  const item = data?.supervisorEvents
  console.log(item ? `${item.type ?? item.__typename} ${item.cursor ?? item.why}` : JSON.stringify(errors))
}
