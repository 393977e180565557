import type { HttpClient } from '../support/load.ts'
import type { Probe } from './probes.ts'

const heartbeat = `mutation Heartbeat($input: HeartbeatInput!) {
  heartbeat(input: $input) { __typename ... on HeartbeatPayload { accepted command } ... on Error { code } }
}`
/** Timeout of an orchestrator for the response of a probe (the default of Kubernetes). */
const probeTimeoutMs = 1_000
const heartbeatsPerSecond = 100

/** What the server does for its other clients: trivial queries, heartbeats and readiness probes. */
export function probesOf(client: HttpClient, url: URL, reporting: readonly string[]): readonly Probe[] {
  let next = 0
  const nextId = (): string => reporting[next++ % reporting.length] ?? ''
  const post = async (query: string, variables: unknown, expected: string): Promise<void> => {
    const answer = await client.post(JSON.stringify({ query, variables })).catch((error: unknown) => {
      throw new Error(reasonOf(String(error)))
    })
    if (!answer.includes(expected)) throw new Error(reasonOf(answer))
  }
  const readyz = new URL('/readyz', url)
  return [
    { name: '`{ __typename }`', intervalMs: 50, send: () => post('{ __typename }', undefined, '"data"') },
    {
      name: 'one supervisor by id',
      intervalMs: 50,
      send: () => post('query One($id: ID!) { supervisor(id: $id) { id name status } }', { id: nextId() }, '"status"'),
    },
    {
      name: '`heartbeat`',
      intervalMs: 1_000 / heartbeatsPerSecond,
      send: () => post(heartbeat, { input: { supervisorId: nextId(), incarnation: 1 } }, '"accepted":true'),
    },
    {
      name: '`/readyz`',
      intervalMs: 100,
      async send() {
        const response = await fetch(readyz, { signal: AbortSignal.timeout(probeTimeoutMs) })
        await response.arrayBuffer()
        if (response.status !== 200) throw new Error(`status ${response.status}`)
      },
    },
  ]
}

/** A short reason, so that equal failures are counted together. */
const reasonOf = (text: string): string => /"code":"([A-Z_]+)"/.exec(text)?.[1] ?? text.slice(0, 80)
