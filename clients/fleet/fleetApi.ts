import { askServer } from '../support/askServer.ts'
import type { Fleet } from './readFleet.ts'

/** A supervisor or team that is there, as it is now. */
export interface PresentNode {
  readonly __typename: string
  readonly id: string
  readonly name?: string
  readonly status?: string
  readonly description?: string | null
  readonly objective?: string | null
  readonly config?: object
}

export type Outcome =
  | { readonly __typename: 'SpawnHierarchyPayload'; readonly created: number; readonly existing: number }
  | { readonly __typename: `${string}Error`; readonly message: string; readonly path?: readonly string[] }

/** Those of the ids that something has. */
export async function fetchPresent(url: string, ids: readonly string[]): Promise<ReadonlyMap<string, PresentNode>> {
  const present = new Map<string, PresentNode>()
  for (let from = 0; from < ids.length; from += 100) {
    const { nodes } = await askServer<{ nodes: (PresentNode | null)[] }>(url, nodesQuery, {
      ids: ids.slice(from, from + 100),
    })
    for (const node of nodes) if (node) present.set(node.id, node)
  }
  return present
}

export async function spawnFleet(url: string, { supervisors }: Fleet, parentId: string | null): Promise<Outcome> {
  const input = { parentId, supervisors }
  return (await askServer<{ spawnHierarchy: Outcome }>(url, spawnMutation, { input })).spawnHierarchy
}

const nodesQuery = `query FleetNodes($ids: [ID!]!) {
  nodes(ids: $ids) {
    __typename
    id
    ... on Supervisor { name status description config }
    ... on SupervisorTeam { name description objective config }
  }
}`

const spawnMutation = `mutation ApplyFleet($input: SpawnHierarchyInput!) {
  spawnHierarchy(input: $input) {
    __typename
    ... on SpawnHierarchyPayload { created existing }
    ... on Error { message }
    ... on ValidationError { path }
    ... on NotFoundError { path }
    ... on ParentUnavailableError { path }
    ... on NameTakenError { path }
    ... on LevelLimitError { path }
    ... on ConflictError { path }
    ... on LimitExceededError { path }
    ... on AlreadyMemberError { path }
  }
}`
