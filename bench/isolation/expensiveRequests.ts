import { aliases, type HostileRequest } from './hostileRequests.ts'

/** Lists of the same page: each costs its items and their fields. */
const pages = (count: number, fields: string): string =>
  `{ supervisors(first: 100) { ${aliases(count, 'nodes { ...F }')} } } fragment F on Supervisor { ${fields} }`

/**
 * The most expensive requests that are known to be accepted with the default limits: each is just below one of the bounds.
 * @param id a supervisor with a large `config`, a parent and siblings
 */
export function expensiveRequests(id: string): readonly HostileRequest[] {
  return [
    { name: 'most fields: numbers', query: pages(5, aliases(960, 'version')) },
    { name: 'most fields: times', query: pages(4, aliases(700, 'createdAt')) },
    { name: 'most fields: lists of enums', query: pages(1, aliases(220, 'allowedActions')) },
    { name: 'most fields: cursors', query: `{ supervisors(first: 100) { edges { ${aliases(400, 'cursor')} } } }` },
    { name: 'most fields: objects of one supervisor', query: pages(1, aliases(450, 'health { state dueAt }')) },
    { name: 'most loads: parents', query: pages(1, aliases(300, 'parent { id }')) },
    { name: 'most loads: ancestors', query: pages(1, aliases(200, 'ancestors { id name }')) },
    {
      name: 'most nodes of lists in lists',
      query:
        '{ supervisors(first: 70) { nodes { children(first: 70) { nodes { id name parent { status } stats { supervisors } } } } } }',
    },
    {
      name: 'most characters: configs of numbers',
      query: `query ($id: ID!) { supervisor(id: $id) { ${aliases(75, 'config')} } }`,
      variables: { id },
    },
    {
      name: 'most characters: configs of a page',
      query: '{ supervisors(first: 75) { nodes { config } edges { node { config } } } }',
    },
    {
      name: 'most JSON loaded',
      query: `{ ${aliases(4, 'supervisors(first: 100, filter: { maxLevel: $i }) { nodes { id } }')} }`,
    },
    {
      name: 'most statements: filtered counts',
      query: `{ ${aliases(49, 'supervisors(filter: { nameContains: "visor $i", minLevel: 1 }) { totalCount }')} }`,
    },
    {
      name: 'most statements: health of every supervisor',
      query: `{ ${aliases(49, 'supervisors(first: 100, filter: { health: [LATE, UNKNOWN], minLevel: $i }) { totalCount nodes { id } }')} }`,
    },
    {
      name: 'statistics of every subtree of a page',
      query: `{ supervisors(first: 100) { nodes { stats { supervisors teams } } } }`,
    },
    {
      name: 'counts and children of every supervisor of a page',
      query: '{ supervisors(first: 100) { nodes { descendants(first: 1) { totalCount } childCount } } }',
    },
    {
      name: 'subtrees of every supervisor of a page',
      query: '{ supervisors(first: 100) { nodes { descendants(last: 100) { nodes { id } } } } }',
    },
    {
      name: 'events of a page',
      query: '{ supervisors(first: 40) { nodes { events(first: 100) { nodes { before after } totalCount } } } }',
    },
    {
      name: 'most introspection',
      query: `{ __schema { types { ${aliases(20, 'fields { name type { name } args { name } }')} } } }`,
    },
    {
      name: 'most items in variables',
      query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
      variables: { ids: Array.from({ length: 33_000 }, () => ({})) },
    },
    {
      name: 'most characters in variables',
      query: '{ __typename }',
      variables: { unused: Array.from({ length: 19 }, () => 'x'.repeat(199_000)) },
    },
    {
      name: 'a long document that is new each time',
      query: `{ ${aliases(3_300, '__typename')} }`,
      isUnique: true,
    },
    {
      name: 'a document that takes long to validate',
      query: `{ ${'viewer { actor } '.repeat(2_400)} }`,
      isUnique: true,
    },
    {
      name: 'chains of fragments',
      query: `{ ...F0 } ${Array.from({ length: 1_100 }, (_, i) => `fragment F${i} on Query { ...F${i + 1} }`).join(' ')} fragment F1100 on Query { __typename }`,
      isUnique: true,
    },
  ]
}

const onEvent = (fields: string): string =>
  `subscription { supervisorEvents { __typename ... on SupervisorEvent { ${fields} } } }`

/** Subscriptions that are expensive for each event, each with its own selection. */
export function expensiveSubscriptions(): readonly string[] {
  return [
    onEvent(`supervisor { root { descendants(first: 100) { ${aliases(4, 'nodes { id name status createdAt }')} } } }`),
    onEvent(`supervisor { root { ${aliases(100, 'config')} } }`),
    onEvent(`supervisor { root { children(first: 100) { nodes { ${aliases(50, 'ancestors { id }')} } } } }`),
    onEvent(`supervisor { root { stats { supervisors teams } descendants(first: 1) { totalCount } } }`),
    onEvent(`supervisor { root { children(first: 100) { nodes { ${aliases(900, 'version')} } } } }`),
  ]
}
