import { randomUUID } from 'node:crypto'

/** A GraphQL operation as a client sends it. */
export interface Operation {
  readonly query: string
  readonly variables?: unknown
  readonly operationName?: string
}

const unknownId = randomUUID()
export const spawn = 'mutation ($input: SpawnSupervisorInput!) { spawnSupervisor(input: $input) { __typename } }'
const doubling = [
  `{ supervisor(id: "${unknownId}") { ...F0 } }`,
  ...Array.from(
    { length: 20 },
    (_, i) => `fragment F${i} on Supervisor { a: parent { ...F${i + 1} } b: parent { ...F${i + 1} } }`,
  ),
  'fragment F20 on Supervisor { id }',
].join(' ')
/** Placeholder for JSON that is nested so deeply that a recursive reader overflows its stack. */
export const deep = '<deep>'
export const raw = (operation: Operation): string =>
  JSON.stringify(operation).replaceAll(`"${deep}"`, `${'[{"a":'.repeat(100_000)}1${'}]'.repeat(100_000)}`)
const nestedChildren = `{"query":${JSON.stringify('mutation ($input: SpawnHierarchyInput!) { spawnHierarchy(input: $input) { __typename } }')},"variables":{"input":{"supervisors":${`[{"id":"${unknownId}","name":"x","children":`.repeat(20_000)}[]${'}]'.repeat(20_000)}}}}`

/** Operations that are refused before execution. */
export const refused: [attack: string, operation: Operation | string, code: string, message: RegExp][] = [
  ['a syntax error', { query: '{ stats' }, 'GRAPHQL_PARSE_FAILED', /Syntax Error/],
  ['an empty document', { query: '' }, 'BAD_REQUEST', /non-empty/],
  ['a document with only a comment', { query: '# nothing' }, 'GRAPHQL_PARSE_FAILED', /Syntax Error/],
  ['an unknown field', { query: '{ nothing }' }, 'GRAPHQL_VALIDATION_FAILED', /Cannot query field/],
  ['more than 10,000 tokens', { query: `{ ${'a '.repeat(10_001)} }` }, 'GRAPHQL_PARSE_FAILED', /10,000 tokens/],
  [
    'an alias for each of 20,000 fields',
    { query: `{ ${Array.from({ length: 20_000 }, (_, i) => `a${i}: __typename`).join(' ')} }` },
    'GRAPHQL_VALIDATION_FAILED',
    /at most 131,072 are allowed/,
  ],
  [
    'deeply nested brackets',
    { query: `{ nodes(ids: ${'['.repeat(3_000)}${']'.repeat(3_000)}) { id } }` },
    'GRAPHQL_VALIDATION_FAILED',
    /nested at least 201 levels/,
  ],
  [
    'a deeply nested list type',
    { query: `query ($a: ${'['.repeat(4_900)}Int${']'.repeat(4_900)}) { __typename }` },
    'GRAPHQL_VALIDATION_FAILED',
    /nested at least 201 levels/,
  ],
  [
    'deeply nested introspection',
    { query: `{ __schema { types ${'{ fields { type '.repeat(2_000)} { name } ${'} }'.repeat(2_000)} } }` },
    'GRAPHQL_VALIDATION_FAILED',
    /nested at least 201 levels/,
  ],
  [
    'brackets behind a comment that ends with a carriage return',
    { query: `{ nodes(ids: # \r${'['.repeat(4_000)}${']'.repeat(4_000)}) { id } }` },
    'GRAPHQL_VALIDATION_FAILED',
    /nested at least 201 levels/,
  ],
  [
    'a name of 300 characters',
    { query: `query ${'n'.repeat(300)} { __typename }` },
    'GRAPHQL_VALIDATION_FAILED',
    /a name of 300 characters; at most 256/,
  ],
  [
    'an operation name of 2 MB',
    { query: '{ __typename }', operationName: 'n'.repeat(2_000_000) },
    'BAD_REQUEST',
    /operation name has 2000000 characters; at most 256/,
  ],
  ...[
    'subscription ($on: Boolean!) { supervisorEvents @include(if: $on) { __typename } }',
    'subscription ($on: Boolean = true) { ... @skip(if: $on) { supervisorEvents { __typename } } }',
    'subscription ($on: Boolean!) { ...F } fragment F on Subscription { supervisorEvents @skip(if: $on) { __typename } }',
  ].map((query): (typeof refused)[number] => [
    `a conditional subscription: ${query}`,
    { query, variables: { on: true } },
    'GRAPHQL_VALIDATION_FAILED',
    /must not have @skip or @include/,
  ]),
  [
    'fields of one name that are compared pair by pair',
    { query: `{ ${'supervisors(first: 1) { totalCount } '.repeat(1_000)} }` },
    'GRAPHQL_VALIDATION_FAILED',
    /repeats fields or fragments too often/,
  ],
  [
    'brackets that are never closed',
    { query: '{a('.repeat(3_000) },
    'GRAPHQL_VALIDATION_FAILED',
    /nested at least 201 levels/,
  ],
  [
    'selections more than 50 levels deep',
    { query: `{ supervisor(id: "${unknownId}") ${'{ parent '.repeat(60)} { id } ${'}'.repeat(60)} }` },
    'GRAPHQL_VALIDATION_FAILED',
    /50 levels deep/,
  ],
  ['a short document of a million fields', { query: doubling }, 'GRAPHQL_VALIDATION_FAILED', /at most 10000 fields/],
  [
    'a short subscription of a million fields',
    {
      query: doubling.replace(
        /^.*?\} \}/,
        'subscription { supervisorEvents { ... on SupervisorEvent { supervisor { ...F0 } } } }',
      ),
    },
    'GRAPHQL_VALIDATION_FAILED',
    /at most 10000 fields/,
  ],
  [
    'a fragment that includes itself',
    { query: `{ supervisor(id: "${unknownId}") { ...F } } fragment F on Supervisor { parent { ...F } }` },
    'GRAPHQL_VALIDATION_FAILED',
    /within itself/,
  ],
  [
    'introspection in production',
    { query: '{ __schema { types { name } } }' },
    'GRAPHQL_VALIDATION_FAILED',
    /introspection has been disabled/,
  ],
  [
    'introspection in a subscription',
    { query: 'subscription { __schema { types { name } } }' },
    'GRAPHQL_VALIDATION_FAILED',
    /introspection has been disabled|must not select an introspection/,
  ],
  ['a page of 1001', { query: '{ supervisors(first: 1001) { nodes { id } } }' }, 'BAD_USER_INPUT', /1000/],
  [
    'a page of 2³¹',
    { query: '{ supervisors(first: 2147483648) { nodes { id } } }' },
    'GRAPHQL_VALIDATION_FAILED',
    /Int cannot represent/,
  ],
  [
    'a variable of the wrong type',
    { query: 'query ($id: ID!) { supervisor(id: $id) { id } }', variables: { id: { a: 1 } } },
    'BAD_USER_INPUT',
    /\$id/,
  ],
  ['a missing variable', { query: 'query ($id: ID!) { supervisor(id: $id) { id } }' }, 'BAD_USER_INPUT', /\$id/],
  [
    'an id that is extremely nested JSON',
    { query: 'query ($id: ID!) { supervisor(id: $id) { id } }', variables: { id: deep } },
    'BAD_USER_INPUT',
    /./,
  ],
  ['extremely nested inputs', nestedChildren, 'BAD_USER_INPUT', /nested too deeply/],
  [
    'an unknown field of an input',
    { query: spawn, variables: { input: { name: 'x', nothing: 1 } } },
    'BAD_USER_INPUT',
    /nothing/,
  ],
  [
    'an input field with the name __proto__',
    { query: spawn, variables: JSON.parse('{"input":{"name":"x","__proto__":{"a":1}}}') as unknown },
    'BAD_USER_INPUT',
    /__proto__/,
  ],
  [
    'a literal with the field __proto__',
    { query: '{ supervisors(filter: { __proto__: {} }) { totalCount } }' },
    'GRAPHQL_VALIDATION_FAILED',
    /__proto__/,
  ],
  [
    'a subscription with two fields',
    { query: 'subscription { a: supervisorEvents { __typename } b: supervisorEvents { __typename } }' },
    'GRAPHQL_VALIDATION_FAILED',
    /one top level field/,
  ],
  [
    'two operations without an operation name',
    { query: 'query A { __typename } query B { __typename }' },
    'OPERATION_RESOLUTION_FAILURE',
    /operation name/,
  ],
  [
    'the name of an operation that does not exist',
    { query: 'query A { __typename }', operationName: 'toString' },
    'OPERATION_RESOLUTION_FAILURE',
    /toString/,
  ],
]
