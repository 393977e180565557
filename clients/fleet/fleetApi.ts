import { askServer, ServerError } from '../support/askServer.ts'
import type { FleetSupervisor } from './file/fleetFile.ts'

/** One difference between the file and the server. */
export interface Change {
  readonly kind: 'CREATE' | 'RESTORE' | 'ADOPT' | 'MOVE' | 'RENAME' | 'UPDATE' | 'REMOVE'
  readonly object: 'SUPERVISOR' | 'TEAM' | 'MEMBER'
  readonly key: string
  readonly teamKey: string | null
  readonly agentId: string | null
  readonly id: string | null
  readonly name: string
  readonly before: Readonly<Record<string, unknown>> | null
  readonly after: Readonly<Record<string, unknown>> | null
  readonly drift: readonly string[]
  readonly teams: number
  readonly members: number
}

export interface Impact {
  readonly supervisors: number
  readonly teams: number
  readonly activeMemberships: number
  readonly activeAgents: number
  readonly token: string
}

export interface Applied {
  readonly __typename: 'ApplyFleetPayload'
  readonly changed: boolean
  readonly changes: readonly Change[]
  readonly unlistedTeams: readonly { readonly key: string; readonly teamKey: string }[]
  readonly impact: Impact
  readonly comparison: Comparison | null
}

/** A live supervisor of the fleet that the file does not name. */
export interface OwnedSupervisor {
  readonly id: string
  readonly name: string
  readonly status: string
  readonly key: string
}

/** What differs between the fleet and the fingerprints of the file. */
export interface Comparison {
  readonly missing: readonly string[]
  readonly different: readonly string[]
  readonly unlisted: readonly OwnedSupervisor[]
}

export interface Refusal {
  readonly __typename: `${string}Error`
  readonly message: string
  readonly path?: readonly string[]
  readonly retryAfterMs?: number
}

export interface ApplyInput {
  readonly fleet: string
  readonly parentId: string | null
  readonly supervisors: readonly FleetSupervisor[]
  readonly fingerprints?: readonly { readonly key: string; readonly fingerprint: string }[]
  readonly remove?: readonly string[]
  readonly pruneTeams?: boolean
  readonly dryRun?: boolean
  readonly partial?: boolean
  readonly impactToken?: string
}

/** A repeat is safe: it changes what is still different. @throws {ServerError} also if the server is unavailable */
export async function applyFleet(url: string, input: ApplyInput): Promise<Applied | Refusal> {
  const { applyFleet: outcome } = await askServer<{ applyFleet: Applied | Refusal }>(url, applyMutation, { input })
  if ('retryAfterMs' in outcome) throw new ServerError(outcome.message, outcome.retryAfterMs ?? 0)
  return outcome
}

/** Which of the ids are those of live supervisors. */
export async function fetchLiveIds(url: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const live = new Set<string>()
  for (let from = 0; from < ids.length; from += 100) {
    const { nodes } = await askServer<{
      nodes: readonly ({ readonly id?: string; readonly status?: string } | null)[]
    }>(url, liveQuery, { ids: ids.slice(from, from + 100) })
    for (const node of nodes) if (node?.id && node.status !== 'TERMINATED') live.add(node.id)
  }
  return live
}

const applyMutation = `mutation ApplyFleet($input: ApplyFleetInput!) {
  applyFleet(input: $input) {
    __typename
    ... on ApplyFleetPayload {
      changed
      changes { kind object key teamKey agentId id name before after drift teams members }
      unlistedTeams { key teamKey }
      comparison { missing different unlisted { id key name status } }
      impact { supervisors teams activeMemberships activeAgents token }
    }
    ... on Error { message }
    ... on ValidationError { path }
    ... on NotFoundError { path }
    ... on ParentUnavailableError { path }
    ... on UnavailableError { retryAfterMs }
    ... on NameTakenError { path }
    ... on LevelLimitError { path }
    ... on ConflictError { path }
    ... on LimitExceededError { path }
    ... on AlreadyMemberError { path }
  }
}`

const liveQuery = `query LiveSupervisors($ids: [ID!]!) { nodes(ids: $ids) { ... on Supervisor { id status } } }`
