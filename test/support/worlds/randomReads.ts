import type { Random } from '../fuzz/random.ts'
import { growSelections, writeRequest, type RandomRequest, type Selection } from '../fuzz/selection.ts'
import type { World } from './growWorld.ts'

/**
 * Fields that say something about the caller, or about the event log as a whole. Tests of their own cover them: viewer,
 * eventCursor, tokens and the allowed actions of the top.
 */
const omitted: Readonly<Record<string, readonly string[]>> = {
  Query: ['__schema', 'viewer', 'eventCursor', 'tokens'],
  Supervisor: ['allowedActions'],
}

/** A random query of the schema, with arguments that name objects inside and outside of the subtree. */
export function randomRead(world: World, random: Random, unknownId: string): RandomRequest {
  const ids = [...world.supervisors, world.top, world.top, ...world.teams, ...world.members, ...world.agents, unknownId]
  for (;;) {
    const selections = prune(growSelections('Query', 0, { random, ids }))
    if (selections.length > 0) return writeRequest(selections)
  }
}

function prune(selections: readonly Selection[]): readonly Selection[] {
  return selections.flatMap((selection) => {
    if (omitted[selection.on]?.includes(selection.field)) return []
    const below = prune(selection.below)
    if (selection.below.length > 0 && below.length === 0) return []
    return [{ ...selection, below, copies: 1 }]
  })
}

/** The lists that are paged in both directions, by field: the connection of the query `query` at `path`. */
export function listsOf({ top, agents, supervisors }: World): { query: string; path: readonly string[] }[] {
  const page = 'first: $first, after: $after, last: $last, before: $before'
  const connection = (node: string) =>
    `{ totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { ${node} } } }`
  const query = (fields: string) => `query ($first: Int, $after: String, $last: Int, $before: String) { ${fields} }`
  const supervisor = 'id name status hierarchyLevel statusReason version parent { id }'
  return [
    ...['CREATED_AT', 'UPDATED_AT', 'STATUS_CHANGED_AT', 'NAME'].map((field) => ({
      query: query(
        `list: supervisors(orderBy: { field: ${field}, direction: DESC }, filter: { includeTerminated: true }, ${page}) ${connection(supervisor)}`,
      ),
      path: ['list'],
    })),
    {
      query: query(`list: events(${page}) ${connection('type supervisorId before after reason causedBy')}`),
      path: ['list'],
    },
    ...[top, ...supervisors.slice(0, 2)].map((id) => ({
      query: query(
        `of: supervisor(id: "${id}") { list: descendants(includeTerminated: true, ${page}) ${connection(supervisor)} }`,
      ),
      path: ['of', 'list'],
    })),
    {
      query: query(
        `of: supervisor(id: "${top}") { list: events(newestFirst: false, ${page}) ${connection('type before after')} }`,
      ),
      path: ['of', 'list'],
    },
    ...agents.slice(0, 2).map((id) => ({
      query: query(
        `of: agent(id: "${id}") { list: memberships(active: null, ${page}) ${connection('id role leftAt')} }`,
      ),
      path: ['of', 'list'],
    })),
  ]
}
