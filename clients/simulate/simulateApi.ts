import { askServer, ServerError } from '../support/askServer.ts'
import type { MemberPlan } from './planMembers.ts'

/** The heartbeat of a simulated process. */
export interface Heartbeat {
  readonly supervisorId: string
  readonly incarnation: number
  readonly sequence: number
}
export interface HeartbeatAnswer {
  readonly command: 'CONTINUE' | 'PAUSE' | 'STOP'
  readonly incarnation: number
}

/** A change of status, from the event log. */
export interface StatusChange {
  readonly supervisorId: string
  /** By the database's clock, like `lastHeartbeat`. */
  readonly at: Date
  readonly after: { readonly status: string; readonly incarnation?: number }
  /** The current last heartbeat of the supervisor. */
  readonly lastHeartbeat: Date | null
}

export interface Counts {
  readonly byStatus: readonly { readonly status: string; readonly count: number }[]
  readonly byHealth: readonly { readonly state: string; readonly count: number }[]
}

/** The requests of a simulation. Each throws a ServerError if it fails or the server refuses it. */
export class SimulateApi {
  readonly #url: string

  constructor(url: string) {
    this.#url = url
  }

  /** The cursor of the newest event. */
  async fetchEventCursor(): Promise<string> {
    return (await this.#ask<{ eventCursor: string }>('{ eventCursor }', {})).eventCursor
  }

  /** Spawns the root of the fleet and returns its heartbeat interval, in seconds. */
  async spawnRoot(id: string, name: string, config: object): Promise<number> {
    const { supervisor } = await this.#change<{ supervisor: { health: { intervalSeconds: number } } }>(
      `mutation SpawnSimulation($input: SpawnSupervisorInput!) { result: spawnSupervisor(input: $input) {
        __typename ... on SpawnSupervisorPayload { supervisor { health { intervalSeconds } } } ${refusals}
      } }`,
      { id, name, config },
    )
    return supervisor.health.intervalSeconds
  }

  async spawnBelow(parentId: string, supervisors: readonly MemberPlan[]): Promise<void> {
    await this.#change(
      `mutation SpawnSimulated($input: SpawnHierarchyInput!) { result: spawnHierarchy(input: $input) { __typename ${refusals} } }`,
      { parentId, supervisors },
    )
  }

  async sendHeartbeat(heartbeat: Heartbeat): Promise<HeartbeatAnswer> {
    return this.#change<HeartbeatAnswer>(
      `mutation SimulatedHeartbeat($input: HeartbeatInput!) { result: heartbeat(input: $input) { ${heartbeatResult} } }`,
      heartbeat,
    )
  }

  /** Sends a batch of heartbeats. The result of a refused heartbeat is its error; the others are recorded. */
  async sendHeartbeats(heartbeats: readonly Heartbeat[]): Promise<(HeartbeatAnswer | ServerError)[]> {
    const { results } = await this.#change<{ results: Result<HeartbeatAnswer>[] }>(
      `mutation SimulatedHeartbeats($input: HeartbeatsInput!) { result: heartbeats(input: $input) {
        __typename ... on HeartbeatsPayload { results { ${heartbeatResult} } } ${refusals}
      } }`,
      { heartbeats },
    )
    return results.map((result) => refusalOf(result) ?? result)
  }

  /** The next page of status changes in the subtree, oldest first, and the cursor to continue after. */
  async fetchStatusChanges(
    within: string,
    after: string,
  ): Promise<{ changes: StatusChange[]; cursor: string; more: boolean }> {
    const { events } = await this.#ask<{ events: EventPage }>(
      `query SimulatedFailures($within: ID!, $after: String!) {
        events(within: $within, after: $after, newestFirst: false, first: 100, types: [SUPERVISOR_STATUS_CHANGED]) {
          nodes { supervisorId at after supervisor { lastHeartbeat } }
          pageInfo { endCursor hasNextPage }
        }
      }`,
      { within, after },
    )
    const changes = events.nodes.map(({ supervisorId, at, after, supervisor }) => {
      const lastHeartbeat = supervisor?.lastHeartbeat
      return { supervisorId, at: new Date(at), after, lastHeartbeat: lastHeartbeat ? new Date(lastHeartbeat) : null }
    })
    return { changes, cursor: events.pageInfo.endCursor ?? after, more: events.pageInfo.hasNextPage }
  }

  async fetchCounts(within: string): Promise<Counts> {
    const { stats } = await this.#ask<{ stats: Counts }>(
      'query SimulatedCounts($within: ID!) { stats(within: $within) { byStatus { status count } byHealth { state count } } }',
      { within },
    )
    return stats
  }

  /** Terminates the supervisor and its subtree. Does nothing if the supervisor was never spawned. */
  async terminate(id: string): Promise<void> {
    const { result } = await this.#ask<{ result: Result<object> }>(
      `mutation EndSimulation($input: TerminateSupervisorInput!) { result: terminateSupervisor(input: $input) { __typename ${refusals} } }`,
      { input: { id, childPolicy: 'CASCADE', reason: 'the simulation has ended' } },
    )
    const refusal = refusalOf(result)
    if (refusal && result.__typename !== 'NotFoundError') throw refusal
  }

  #ask<Data>(query: string, variables: object): Promise<Data> {
    return askServer<Data>(this.#url, query, variables)
  }

  async #change<Payload>(mutation: string, input: object): Promise<Payload> {
    const { result } = await this.#ask<{ result: Result<Payload> }>(mutation, { input })
    const refusal = refusalOf(result)
    if (refusal) throw refusal
    return result
  }
}

/** A payload, or the fields of an error. */
type Result<Payload> = Payload & {
  readonly __typename: string
  readonly message?: string
  readonly retryAfterMs?: number
}

interface EventPage {
  readonly nodes: readonly {
    readonly supervisorId: string
    readonly at: string
    readonly after: StatusChange['after']
    readonly supervisor: { readonly lastHeartbeat: string | null } | null
  }[]
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean }
}

const refusals = '... on Error { message } ... on UnavailableError { retryAfterMs }'
const heartbeatResult = `__typename ... on HeartbeatPayload { command incarnation } ${refusals}`

function refusalOf({ __typename, message = '', retryAfterMs }: Result<unknown>): ServerError | null {
  return __typename.endsWith('Error') ? new ServerError(message, retryAfterMs ?? null) : null
}
