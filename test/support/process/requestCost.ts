import { Agent, request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'

/** What a request cost the server, and others. */
export interface RequestCost {
  /** `answered`, the code of its first error, or `died` if there was no response. */
  readonly outcome: string
  readonly milliseconds: number
  /** CPU time of the server process. */
  readonly cpuMs: number
  /** Longest response time of a trivial query that was sent in a loop meanwhile. */
  readonly stallMs: number
  /** Size of the response in bytes. */
  readonly bytes: number
  /** Growth of the resident memory, in MB. */
  readonly grownMb: number
}

export interface HttpAnswer {
  readonly status: number
  readonly body: string
}

/** Sends a request to a server and measures its cost. Nothing else may use the server. */
export async function measureCost(url: string, body: string): Promise<RequestCost> {
  const agent = new Agent({ keepAlive: true })
  try {
    const before = await readUsage(url)
    const startedAt = performance.now()
    const answer = send(url, agent, body)
    const stall = probeWhile(url, answer)
    const { status, body: text } = await answer.catch(() => ({ status: 0, body: '' }))
    const milliseconds = performance.now() - startedAt
    const stallMs = await stall
    const after = status === 0 ? before : await readUsage(url)
    return {
      outcome: outcomeOf(status, text),
      milliseconds,
      cpuMs: (after.cpuSeconds - before.cpuSeconds) * 1_000,
      stallMs,
      bytes: text.length,
      grownMb: (after.residentBytes - before.residentBytes) / 1e6,
    }
  } finally {
    agent.destroy()
  }
}

function outcomeOf(status: number, text: string): string {
  if (status === 0) return 'died'
  if (text.length > 100_000) return text.includes('"INTERNAL_SERVER_ERROR"') ? 'INTERNAL_SERVER_ERROR' : 'answered'
  const [code] = [...text.matchAll(/"code":"([A-Z_]+)"/g)].map(([, each]) => each)
  if (text.includes('"INTERNAL_SERVER_ERROR"')) return 'INTERNAL_SERVER_ERROR'
  return text.includes('"errors":[') ? (code ?? `HTTP ${status}`) : 'answered'
}

/** Returns the longest response time of trivial queries until the promise is settled. */
async function probeWhile(url: string, pending: Promise<unknown>): Promise<number> {
  const probing = { isOver: false }
  const stop = (): void => void (probing.isOver = true)
  pending.then(stop, stop)
  const agent = new Agent({ keepAlive: true })
  let longest = 0
  while (!probing.isOver) {
    const startedAt = performance.now()
    await send(url, agent, '{"query":"{ __typename }"}').catch(stop)
    longest = Math.max(longest, performance.now() - startedAt)
    await delay(5)
  }
  agent.destroy()
  return longest
}

/** CPU time and memory of the server process, by its own metrics. */
export async function readUsage(url: string): Promise<Usage> {
  const response = await fetch(new URL('/metrics', url))
  const text = await response.text()
  const read = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
  return {
    cpuSeconds: read('process_cpu_seconds_total'),
    residentBytes: read('process_resident_memory_bytes'),
    usedBytes: read('nodejs_heap_size_used_bytes') + read('nodejs_external_memory_bytes'),
  }
}

export interface Usage {
  readonly cpuSeconds: number
  readonly residentBytes: number
  /** Objects of the process, garbage included. */
  readonly usedBytes: number
}

/** Module of a server process. Node.js does not accept --expose-gc in NODE_OPTIONS. */
const collectOnSignal = `
  import { setFlagsFromString } from 'node:v8'
  import { runInNewContext } from 'node:vm'
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc')
  process.on('SIGUSR2', () => collect())`

/** Environment of a server that collects its garbage when it receives SIGUSR2. */
export const collectsGarbage = {
  NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(collectOnSignal)}`,
}

/** Three times as long as a request may take. */
const responseTimeoutMs = 30_000

/** Sends a POST with JSON. @throws {Error} if the connection is lost, or the server does not respond */
export function send(url: string, agent: Agent, body: string): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const outgoing = request(`${url}/graphql`, { method: 'POST', agent, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() })
      })
      response.on('error', reject)
    })
    outgoing.setTimeout(responseTimeoutMs, () => outgoing.destroy(new Error('the server did not respond')))
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}
