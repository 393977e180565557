// Sends queries and mutations through a proxy for some seconds, and follows the events. Prints what failed, and what was missed.
import { createResumingClient } from '../../examples/clients/resumingClient.ts'
import WebSocket from 'ws'

const [, , url = '', token = '', seconds = '10'] = process.argv
const authorization = `Bearer ${token}`

async function send(query: string): Promise<Record<string, { __typename: string }>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  })
  const body = await response.text()
  if (response.status !== 200) throw new Error(`HTTP ${response.status}: ${body.slice(0, 200)}`)
  const { data, errors } = JSON.parse(body) as { data: Record<string, { __typename: string }>; errors?: object }
  if (errors) throw new Error(JSON.stringify(errors).slice(0, 200))
  return data
}

const { eventCursor } = (await send('{ eventCursor }')) as unknown as { eventCursor: string }
const client = createResumingClient({
  url: url.replace('http', 'ws'),
  webSocketImpl: WebSocket,
  connectionParams: { authorization },
})
let events = 0
client.subscribe(
  {
    query: `subscription ($after: String) { supervisorEvents(after: $after) { ... on SupervisorEvent { cursor } } }`,
    variables: { after: eventCursor },
  },
  { next: () => events++, error: console.error, complete: () => undefined },
)

let changes = 0
let reads = 0
const failures: string[] = []
const end = Date.now() + Number(seconds) * 1_000
const work = async (worker: number): Promise<void> => {
  for (let i = 0; Date.now() < end; i++) {
    try {
      await send('{ supervisors(first: 5) { nodes { name status } } }')
      reads++
      const name = `load ${process.pid} ${worker} ${i}`
      const { spawnSupervisor } = await send(
        `mutation { spawnSupervisor(input: { name: ${JSON.stringify(name)} }) { __typename } }`,
      )
      if (spawnSupervisor?.__typename === 'SpawnSupervisorPayload') changes++
      else failures.push(JSON.stringify(spawnSupervisor))
    } catch (error) {
      failures.push(String(error))
    }
  }
}
await Promise.all([1, 2, 3, 4].map(work))
await new Promise((resolve) => setTimeout(resolve, 3_000)) // the follower may be connecting again
console.log(`${reads} reads and ${changes} changes, ${failures.length} failed, ${events} events received`)
for (const failure of new Set(failures)) console.log(failure)
process.exit(failures.length === 0 && events === changes ? 0 : 1)
