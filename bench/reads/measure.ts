import { spawn } from 'node:child_process'
import { text as readText } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { encodeCursor } from '../../src/domain/page.ts'
import { median, progress } from '../support/report.ts'
import type { Contestant } from './contestants.ts'
import type { ReadDocument, Server } from './documents.ts'

/** One measurement of a server, or the medians of several. */
export interface Sample {
  readonly perSecond: number
  /** Latencies in milliseconds. */
  readonly p50: number
  readonly p99: number
  /** Processor time of the server for each request, in microseconds. */
  readonly cpuUs: number
  readonly statementsPerRequest: number
}

export interface Measured {
  readonly document: ReadDocument
  readonly connections: number
  readonly samples: ReadonlyMap<Server, Sample>
}

/** The request bodies of a document, for each server that can answer it. */
export type Bodies = ReadonlyMap<Server, readonly string[]>

interface Subject {
  readonly id: string
  readonly createdAt: string
}

const driver = fileURLToPath(new URL('../peers/drive.mjs', import.meta.url))

/** Builds the requests of a document about many supervisors. */
export async function buildBodies(
  session: pg.Client,
  document: ReadDocument,
  contestants: readonly Contestant[],
): Promise<Bodies> {
  const { rows } = await session.query<Subject>(
    `SELECT id, to_char(created_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS') AS "createdAt" FROM (${document.subjects}) s`,
  )
  const bodies = new Map<Server, readonly string[]>()
  for (const contestant of contestants) {
    const query = document.texts[contestant.server]
    if (query === undefined) continue
    const body = async (subject: Subject): Promise<string> => {
      const variables = document.order
        ? { after: await cursorOf(contestant, document.order, subject) }
        : { id: subject.id }
      return JSON.stringify({ query, operationName: document.name, variables })
    }
    bodies.set(contestant.server, await Promise.all(rows.map(body)))
  }
  return bodies
}

/** The cursor of a supervisor in the list of all, as a server writes it. */
async function cursorOf(
  { server, url }: Contestant,
  order: NonNullable<ReadDocument['order']>,
  { id, createdAt }: Subject,
): Promise<string> {
  if (server === 'this server')
    return encodeCursor({ key: createdAt, id }, { connection: 'Query.supervisors', order, keyType: 'timestamp' })
  if (server !== 'PostGraphile') return id
  const [by, direction] = order.split(' ')
  const query = `query($id: UUID!) { allSupervisors(condition: { rowId: $id }, orderBy: [${by}_${direction}, ROW_ID_${direction}]) {
    edges { cursor } } }`
  const answer = await send(url, JSON.stringify({ query, variables: { id } }))
  const [, cursor] = /"cursor":"([^"]+)"/.exec(answer) ?? []
  if (cursor === undefined) throw new Error(`expected a cursor of PostGraphile, got ${answer}`)
  return cursor
}

async function send(url: string, body: string): Promise<string> {
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
  return response.text()
}

/**
 * Sends some requests to each server, and compares the data.
 * @throws {Error} if a server returns other data than the others
 */
export async function assertSameData(
  { name }: ReadDocument,
  bodies: Bodies,
  contestants: readonly Contestant[],
): Promise<void> {
  const answered = contestants.filter(({ server }) => bodies.has(server))
  const [some = []] = bodies.values()
  for (const i of some.slice(0, 3).keys()) {
    const answers = await Promise.all(
      answered.map(async ({ server, url }) => {
        const text = await send(url, bodies.get(server)?.[i] ?? '')
        const { data, errors } = JSON.parse(text) as { data?: unknown; errors?: unknown } // GraphQL over HTTP
        if (!data || errors) throw new Error(`${server} refused ${name}: ${text.slice(0, 500)}`)
        return JSON.stringify(canonical(data))
      }),
    )
    answers.forEach((answer, n) => {
      if (answer === answers[0]) return
      const [first, other] = [answered[0]?.server, answered[n]?.server]
      throw new Error(
        `${other} and ${first} disagree about ${name}:\n${answer.slice(0, 400)}\n${answers[0]?.slice(0, 400)}`,
      )
    })
  }
}

/** Removes what servers word differently: connections, and fields that are objects of their own in some of them. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  const { nodes, agentId, healthState, parent, ...fields } = value as Record<string, unknown> // an object of JSON
  if (nodes) return canonical(nodes)
  const named = {
    ...fields,
    ...(agentId !== undefined && { agent: { id: agentId } }),
    ...(healthState !== undefined && { health: { state: healthState } }),
    ...(parent !== undefined && { ancestors: ancestorsOf(parent) }),
  }
  const entries = Object.entries(named).map(([name, field]) => [name, canonical(field)] as const)
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** A chain of parents as a list; the root is first. */
function ancestorsOf(parent: unknown): unknown[] {
  if (typeof parent !== 'object' || parent === null) return []
  const { parent: next, ...fields } = parent as Record<string, unknown> // an object of JSON
  return [...ancestorsOf(next), fields]
}

export interface Rounds {
  readonly connections: number
  readonly rounds: number
  readonly seconds: number
}

/** Measures all servers in each round. Returns the medians. */
export async function measure(
  session: pg.Client,
  document: ReadDocument,
  bodies: Bodies,
  contestants: readonly Contestant[],
  { connections, rounds, seconds }: Rounds,
): Promise<Measured> {
  const samples = new Map<Server, Sample[]>([...bodies.keys()].map((server) => [server, []]))
  const warmUpSeconds = 1
  for (let round = 0; round <= rounds; round++) {
    for (const contestant of contestants) {
      const own = bodies.get(contestant.server)
      if (!own) continue
      const sample = await measureOnce(session, contestant, own, connections, round === 0 ? warmUpSeconds : seconds)
      if (round > 0) samples.get(contestant.server)?.push(sample)
    }
    progress(`${document.name}, ${connections} connections: round ${round} of ${rounds}`)
  }
  const medianOf = (of: readonly Sample[]): Sample => ({
    perSecond: median(of.map(({ perSecond }) => perSecond)),
    p50: median(of.map(({ p50 }) => p50)),
    p99: median(of.map(({ p99 }) => p99)),
    cpuUs: median(of.map(({ cpuUs }) => cpuUs)),
    statementsPerRequest: median(of.map((each) => each.statementsPerRequest)),
  })
  return { document, connections, samples: new Map([...samples].map(([server, of]) => [server, medianOf(of)])) }
}

async function measureOnce(
  session: pg.Client,
  contestant: Contestant,
  bodies: readonly string[],
  connections: number,
  seconds: number,
): Promise<Sample> {
  const { server, url } = contestant
  await session.query('SELECT pg_stat_statements_reset()')
  const cpuBefore = contestant.cpuMs()
  const { total, perSecond, p50, p99, failed } = await drive({ url, bodies, connections, seconds })
  const cpu = contestant.cpuMs() - cpuBefore
  if (failed > 0) throw new Error(`${failed} requests of ${server} failed`)
  const { rows } = await session.query<{ calls: number }>(
    `SELECT sum(calls)::int AS calls FROM pg_stat_statements WHERE query NOT LIKE '%pg_stat_statements%'`,
  )
  return { perSecond, p50, p99, cpuUs: (cpu / total) * 1_000, statementsPerRequest: (rows[0]?.calls ?? NaN) / total }
}

interface Driven extends Omit<Sample, 'cpuUs' | 'statementsPerRequest'> {
  readonly total: number
  readonly failed: number
}

/** Sends the bodies in turn, in a process of its own. */
async function drive(task: {
  readonly url: string
  readonly bodies: readonly string[]
  readonly connections: number
  readonly seconds: number
}): Promise<Driven> {
  const child = spawn(process.execPath, [driver], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(JSON.stringify(task))
  return JSON.parse(await readText(child.stdout)) as Driven // what bench/peers/drive.mjs prints
}
