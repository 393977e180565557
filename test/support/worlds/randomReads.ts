import type { Random } from '../fuzz/random.ts'
import { growSelections, writeRequest, type RandomRequest, type Selection } from '../fuzz/selection.ts'
import type { World } from './growWorld.ts'

/**
 * Fields that say something about the caller, or about the event log as a whole. Tests of their own cover viewer and
 * eventCursor. The allowed actions are compared by a query of their own, because those of the top differ.
 */
const omitted: Readonly<Record<string, readonly string[]>> = {
  Query: ['__schema', 'viewer', 'eventCursor'],
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

interface ListQuery {
  readonly query: string
  /** The connection in the data. */
  readonly path: readonly string[]
}

const page = 'first: $first, after: $after, last: $last, before: $before'
const supervisorFields = 'id name status hierarchyLevel statusReason version parent { id }'
const eventFields = 'type supervisorId before after reason causedBy'

function listQuery(path: readonly string[], list: string, node: string, owner?: string): ListQuery {
  const connection = `list: ${list} { totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { ${node} } } }`
  const selection = owner === undefined ? connection : `of: ${owner} { ${connection} }`
  return { query: `query ($first: Int, $after: String, $last: Int, $before: String) { ${selection} }`, path }
}

/** Every list of the API, for random owners. The test reads each of them page by page in both directions. */
export function listsOf({ top, agents, supervisors, teams }: World, random: Random): ListQuery[] {
  const any = random.pick(supervisors)
  const direction = random.pick(['ASC', 'DESC'])
  const order = (field: string): string => `orderBy: { field: ${field}, direction: ${direction} }`
  const root = (list: string, node: string): ListQuery => listQuery(['list'], list, node)
  const below = (owner: string, list: string, node: string): ListQuery => listQuery(['of', 'list'], list, node, owner)
  const orders = ['CREATED_AT', 'UPDATED_AT', 'STATUS_CHANGED_AT', 'STATUS', 'NAME']
  return [
    ...orders.map((field) =>
      root(`supervisors(${order(field)}, filter: { includeTerminated: true }, ${page})`, supervisorFields),
    ),
    root(`supervisors(${order(random.pick(orders))}, filter: { within: "${any}" }, ${page})`, supervisorFields),
    root(`events(${page})`, eventFields),
    root(`events(within: "${any}", newestFirst: false, ${page})`, eventFields),
    root(`tokens(${page})`, 'id actor role withinId within { id } createdBy createdAt'),
    ...[top, any, random.pick(supervisors)].flatMap((id) => {
      const owner = `supervisor(id: "${id}")`
      return [
        below(owner, `children(includeTerminated: true, ${order(random.pick(orders))}, ${page})`, supervisorFields),
        below(owner, `descendants(includeTerminated: true, ${page})`, supervisorFields),
        below(owner, `events(newestFirst: false, ${page})`, eventFields),
        below(owner, `teams(${page})`, 'id name version supervisor { id }'),
      ]
    }),
    ...[random.pick(teams), random.pick(teams)].map((id) =>
      below(`team(id: "${id}")`, `members(active: null, ${page})`, 'id role leftAt agent { id }'),
    ),
    ...agents
      .slice(0, 2)
      .map((id) => below(`agent(id: "${id}")`, `memberships(active: null, ${page})`, 'id role leftAt team { id }')),
  ]
}
