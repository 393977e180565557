import { askServer, ServerError } from '../support/askServer.ts'
import type { MemberPlan } from './planMembers.ts'

/** What a simulated process sends. */
export interface Heartbeat {
  readonly supervisorId: string
  readonly incarnation: number
  readonly sequence: number
}
export interface HeartbeatAnswer {
  readonly command: 'CONTINUE' | 'PAUSE' | 'STOP'
  readonly incarnation: number
}

/** A change of status, from the record of events. */
export interface StatusChange {
  readonly supervisorId: string
  /** By the database's clock, as is `lastHeartbeat`. */
  readonly at: Date
  readonly after: { readonly status: string; readonly incarnation?: number }
  /** As it is now. */
  readonly lastHeartbeat: Date | null
}

export interface Counts {
  readonly byStatus: readonly { readonly status: string; readonly count: number }[]
  readonly byHealth: readonly { readonly state: string; readonly count: number }[]
}

/** The requests of a simulation. @throws {ServerError} of each, where it is refused too */
export class SimulateApi {
  readonly #url: string

  constructor(url: string) {
    this.#url = url
  }

  /** Where the record of events is now. */
  async fetchEventCursor(): Promise<string> {
    return (await this.#ask<{ eventCursor: string }>('{ eventCursor }', {})).eventCursor
  }

  /** Answers the interval of its heartbeats, in seconds. */
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

  async beat(heartbeat: Heartbeat): Promise<HeartbeatAnswer> {
    return this.#change<HeartbeatAnswer>(
      `mutation SimulatedHeartbeat($input: HeartbeatInput!) { result: heartbeat(input: $input) { ${heartbeatResult} } }`,
      heartbeat,
    )
  }

  /** One that is not taken is no obstacle to the others: its answer is the error. */
  async beats(heartbeats: readonly Heartbeat[]): Promise<(HeartbeatAnswer | ServerError)[]> {
    const { results } = await this.#change<{ results: Result<HeartbeatAnswer>[] }>(
      `mutation SimulatedHeartbeats($input: HeartbeatsInput!) { result: heartbeats(input: $input) {
        __typename ... on HeartbeatsPayload { results { ${heartbeatResult} } } ${refusals}
      } }`,
      { heartbeats },
    )
    return results.map((result) => refusalOf(result) ?? result)
  }

  /** The next changes of status in the subtree, in their order, and where to go on. */
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

  /** Ends the supervisor, and all below it; where it was never spawned, there is nothing to do. */
  async terminate(id: string): Promise<void> {
    const { result } = await this.#ask<{ result: Result<object> }>(
      `mutation EndSimulation($input: TerminateSupervisorInput!) { result: terminateSupervisor(input: $input) { __typename ${refusals} } }`,
      { input: { id, childPolicy: 'CASCADE', reason: 'the simulation is over' } },
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

/** A payload, or an error with these fields instead. */
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
