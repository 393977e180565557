import { askServer, ServerError } from '../support/askServer.ts'
import type { Fleet } from './readFleet.ts'

/** The current state of an existing supervisor or team. */
export interface PresentNode {
  readonly __typename: string
  readonly id: string
  readonly name?: string
  readonly status?: string
  readonly description?: string | null
  readonly objective?: string | null
  readonly config?: object
  readonly policyVersionId?: string | null
  /** The active members of a team. */
  readonly members?: readonly PresentMember[]
}
export interface PresentMember {
  readonly agentId: string
  readonly role: string
  readonly metadata: object
}

export type Outcome =
  | { readonly __typename: 'SpawnHierarchyPayload'; readonly created: number; readonly existing: number }
  | Refusal
  | (Refusal & { readonly retryAfterMs: number })

interface Refusal {
  readonly __typename: `${string}Error`
  readonly message: string
  readonly path?: readonly string[]
}

/** The existing supervisors and teams with these ids. */
export async function fetchPresent(url: string, ids: readonly string[]): Promise<ReadonlyMap<string, PresentNode>> {
  const present = new Map<string, PresentNode>()
  for (let from = 0; from < ids.length; from += 100) {
    const { nodes } = await askServer<{ nodes: (AnsweredNode | null)[] }>(url, nodesQuery, {
      ids: ids.slice(from, from + 100),
    })
    for (const node of nodes) {
      if (!node) continue
      const { members, ...rest } = node
      present.set(node.id, members ? { ...rest, members: await fetchAllMembers(url, node.id, members) } : rest)
    }
  }
  return present
}

type AnsweredNode = Omit<PresentNode, 'members'> & { readonly members?: MemberPage }
interface MemberPage {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
  readonly nodes: readonly {
    readonly agent: { readonly id: string }
    readonly role: string
    readonly metadata: object
  }[]
}

/** The members of the first page and of all pages after it. */
async function fetchAllMembers(url: string, id: string, first: MemberPage): Promise<PresentMember[]> {
  const members: PresentMember[] = []
  for (let page: MemberPage | undefined = first; page;) {
    members.push(...page.nodes.map(({ agent, role, metadata }) => ({ agentId: agent.id, role, metadata })))
    const { hasNextPage, endCursor } = page.pageInfo
    if (!hasNextPage) break
    const answer: { team: { members: MemberPage } | null } = await askServer(url, membersQuery, {
      id,
      after: endCursor,
    })
    page = answer.team?.members // null if the team was deleted in the meantime
  }
  return members
}

/** A repeat is safe: the ids are in the input. @throws {ServerError} also if the server is unavailable */
export async function spawnFleet(url: string, { supervisors }: Fleet, parentId: string | null): Promise<Outcome> {
  const input = { parentId, supervisors }
  const { spawnHierarchy: outcome } = await askServer<{ spawnHierarchy: Outcome }>(url, spawnMutation, { input })
  if ('retryAfterMs' in outcome) throw new ServerError(outcome.message, outcome.retryAfterMs)
  return outcome
}

const memberPage = `pageInfo { hasNextPage endCursor } nodes { agent { id } role metadata }`

const nodesQuery = `query FleetNodes($ids: [ID!]!) {
  nodes(ids: $ids) {
    __typename
    id
    ... on Supervisor { name status description config policyVersionId }
    ... on SupervisorTeam { name description objective config members(first: 100) { ${memberPage} } }
  }
}`

const membersQuery = `query FleetMembers($id: ID!, $after: String) {
  team(id: $id) { members(first: 100, after: $after) { ${memberPage} } }
}`

const spawnMutation = `mutation ApplyFleet($input: SpawnHierarchyInput!) {
  spawnHierarchy(input: $input) {
    __typename
    ... on SpawnHierarchyPayload { created existing }
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
