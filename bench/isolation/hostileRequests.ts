/** A request that costs the server much more than its client. */
export interface HostileRequest {
  readonly name: string
  readonly query: string
  readonly variables?: Readonly<Record<string, unknown>>
  /** Whether each text is to differ, so that no cache knows it. */
  readonly isUnique?: boolean
}

/** Selects a field under many names. `$i` in the field is the number of the alias. */
export const aliases = (count: number, field: string): string =>
  Array.from({ length: count }, (_, i) => `a${i}: ${field.replaceAll('$i', String(i))}`).join(' ')

const manyItems = <Item>(count: number, item: Item): Item[] => Array.from({ length: count }, () => item)

/** Fields of every list within a list, each level with 100 nodes. */
const nested = (levels: number, fields: string): string =>
  levels === 0 ? fields : `root { descendants(first: 100) { nodes { ${nested(levels - 1, fields)} } } }`

/** @param id a supervisor with a large `config`, a parent and siblings */
export function hostileRequests(id: string): readonly HostileRequest[] {
  return [
    {
      name: 'variables with 100,000 errors',
      query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
      variables: { ids: manyItems(100_000, {}) },
    },
    {
      name: '600,000 valid ids',
      query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
      variables: { ids: manyItems(600_000, 'x') },
    },
    {
      name: 'unknown fields beside a name of 3 MB',
      query: 'mutation ($input: SpawnSupervisorInput!) { spawnSupervisor(input: $input) { __typename } }',
      variables: {
        input: {
          name: 'x'.repeat(3_000_000),
          ...Object.fromEntries(Array.from({ length: 3_000 }, (_, i) => [`unknown${i}`, i])),
        },
      },
    },
    {
      name: 'aliases of ancestors in nested lists',
      query: `{ supervisors(first: 100) { nodes { ${nested(1, aliases(270, 'ancestors { id }'))} } } }`,
    },
    {
      name: 'aliases of ancestors in one list',
      query: `{ supervisors(first: 100) { nodes { ${aliases(1_000, 'ancestors { id }')} } } }`,
    },
    {
      name: 'aliases of one large config',
      query: `query ($id: ID!) { supervisor(id: $id) { children(first: 20) { nodes { parent { ${aliases(400, 'config')} } } } } }`,
      variables: { id },
    },
    { name: 'aliases of a short field', query: `{ supervisors(first: 100) { nodes { ${aliases(3_000, 'name')} } } }` },
    {
      name: 'nested lists of many nodes',
      query: `{ supervisors(first: 100) { nodes { ${nested(2, 'id name status version')} } } }`,
    },
    {
      name: 'long texts in filters',
      query: `{ ${Array.from({ length: 12 }, (_, i) => `a${i}: supervisors(filter: { nameContains: "${'%_'.repeat(120)}${i}" }) { totalCount }`).join(' ')} }`,
    },
    {
      name: 'filtered counts',
      query: `{ ${Array.from({ length: 40 }, (_, i) => `a${i}: supervisors(filter: { nameContains: "${i}", minLevel: 1 }) { totalCount }`).join(' ')} }`,
    },
    {
      name: 'counts of every subtree of a page',
      query: `{ supervisors(first: 100) { nodes { stats { supervisors teams } descendants(first: 1) { totalCount } } } }`,
    },
    {
      name: 'allowed actions of many nodes',
      query: `{ supervisors(first: 100) { nodes { ${aliases(900, 'allowedActions')} } } }`,
    },
    {
      name: 'introspection with many aliases',
      query: `{ __schema { types { ${aliases(800, 'fields { name args { name } }')} } } }`,
    },
    {
      name: 'lists with 400,000 values in a filter',
      query: 'query ($s: [SupervisorStatus!]) { supervisors(filter: { status: $s }) { totalCount } }',
      variables: { s: manyItems(400_000, 'ACTIVE') },
    },
    {
      name: 'aliases of parents',
      query: `{ supervisors(first: 100) { nodes { ${aliases(300, 'parent { parent { parent { parent { id } } } }')} } } }`,
    },
    {
      name: 'long cursors of pages below a page',
      query: `query ($cursor: String!) { supervisors(first: 100, filter: { minLevel: 1 }) { nodes { ${aliases(200, 'parent { children(after: $cursor) { totalCount } }')} } } }`,
      variables: { cursor: Buffer.from(`[${'"",'.repeat(46_000)}""]`).toString('base64url') },
    },
    {
      name: 'a long literal of pages below a page',
      query: `{ supervisors(first: 100, filter: { minLevel: 1 }) { nodes { ${aliases(200, 'parent { ...F }')} } } } fragment F on Supervisor { events(types: [${'TEAM_CREATED '.repeat(5_500)}]) { totalCount } }`,
    },
    {
      name: 'a large input of many mutations',
      query: `mutation ($config: JSONObject!) { ${aliases(400, 'spawnSupervisor(input: { name: "$i", config: $config }) { __typename }')} }`,
      variables: { config: { lists: manyItems(32_000, manyItems(30, 1)) } },
    },
    {
      name: 'events of every node',
      query: `{ supervisors(first: 100) { nodes { events(first: 100) { nodes { before after } totalCount } } } }`,
    },
  ]
}
