import { randomUUID } from 'node:crypto'
import { getNamedType, isInputObjectType, type GraphQLInputObjectType } from 'graphql'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { schema } from '../../src/schema/index.ts'
import { allMutationNames } from '../model/documents.ts'
import { dumpTables } from '../support/database/dumpTables.ts'
import { givenMember, givenTeam } from '../support/database/givenRow.ts'
import { givenTree, type IdOf } from '../support/database/givenTree.ts'
import { withApi } from '../support/api/withApi.ts'
import { withRawPost } from '../support/api/withRawPost.ts'

const api = withApi()
const post = withRawPost(api)
let id: IdOf
let before: unknown

beforeAll(async () => {
  id = await givenTree(api.pool, 'root > a')
  await givenMember(api.pool, await givenTeam(api.pool, id('a'), 'team'), randomUUID())
  before = await dumpTables(api.pool)
})
afterEach(() => {
  expect(api.statements).toEqual([])
})

type Input = Record<string, unknown>
type Refusal = { __typename: string; code: string; message: string; path: string[] }
const nested = (depth: number): unknown => JSON.parse(`${'{"a":'.repeat(depth - 1)}{}${'}'.repeat(depth - 1)}`)

/** Values that are invalid for each kind of field. `<1e999>` stands for that number, which JSON.stringify cannot write. */
const invalidTexts: [string, unknown][] = [
  ['a NUL', 'a\0b'],
  ['a lone surrogate', 'a\ud800b'],
  ['the second half of a surrogate pair', '\udc00'],
]
const invalidValues = {
  id: [
    ['no UUID', 'x'],
    ['a number', 5],
    ['an empty text', ''],
    ['a UUID in braces', `{${randomUUID()}}`],
    ['the reserved UUID', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
    ['the reserved UUID in upper case', 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF'],
    ...invalidTexts,
  ],
  name: [
    ['an empty text', ''],
    ['blanks', ' \t\n\u00a0\u2003\u0085'],
    ['256 characters', 'a'.repeat(256)],
    ['256 emoji', '🦀'.repeat(256)],
    ...invalidTexts,
  ],
  role: [['an empty text', ''], ['a blank', ' '], ['101 characters', 'a'.repeat(101)], ...invalidTexts],
  text: [['10,001 characters', 'a'.repeat(10_001)], ...invalidTexts],
  json: [
    ['a list', []],
    ['a text', 'x'],
    ['a number', 5],
    ['33 levels', nested(33)],
    ['100,000 levels', '<deep>'],
    ['one byte above 64 KiB', { a: 'x'.repeat(64 * 1024 - 7) }],
    ['a key __proto__', JSON.parse('{"a": {"__proto__": {"b": 1}}}')],
    ['a key __proto__ at the top', JSON.parse('{"__proto__": null}')],
    ['a number beyond a double', { a: ['<1e999>'] }],
    ['a NUL in a key', { 'a\0': 1 }],
    ['a NUL in a text', { a: ['\0'] }],
    ['a lone surrogate in a key', { '\ud800': 1 }],
    ['a lone surrogate in a text', { a: { b: '\udfff' } }],
  ],
} satisfies Record<string, [string, unknown][]>

const raw = (value: unknown): string =>
  JSON.stringify(value)
    .replaceAll('"<1e999>"', '1e999')
    .replaceAll('"<deep>"', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)

const anyId = randomUUID()
const newAgent = () => ({ agentId: randomUUID() })
const newTeam = () => ({ id: randomUUID(), name: 'new', members: [newAgent()] })
const newNode = () => ({ id: randomUUID(), name: 'new', teams: [newTeam()] })

/** A valid input of each mutation, with at least one element in every list. */
const valid: Record<string, () => Input> = {
  heartbeat: () => ({ supervisorId: anyId }),
  heartbeats: () => ({ heartbeats: [{ supervisorId: anyId }] }),
  spawnSupervisor: () => ({ name: 'new', parentId: anyId }),
  spawnHierarchy: () => ({ supervisors: [{ ...newNode(), children: [newNode()] }] }),
  applyFleet: () => ({
    fleet: 'fleet',
    supervisors: [{ key: 'k', name: 'new', teams: [{ key: 't', name: 'new', members: [newAgent()] }] }],
    remove: ['gone'],
    fingerprints: [{ key: 'k', fingerprint: 'any' }],
    dryRun: true,
  }),
  updateSupervisor: () => ({ id: anyId }),
  moveSupervisor: () => ({ id: anyId }),
  activateSupervisor: () => ({ id: anyId }),
  pauseSupervisor: () => ({ id: anyId }),
  resumeSupervisor: () => ({ id: anyId }),
  failSupervisor: () => ({ id: anyId, reason: 'why' }),
  restartSupervisor: () => ({ id: anyId }),
  terminateSupervisor: () => ({ id: anyId }),
  createTeam: () => ({ supervisorId: anyId, name: 'new', members: [newAgent(), newAgent()] }),
  updateTeam: () => ({ id: anyId }),
  deleteTeam: () => ({ id: anyId }),
  addTeamMember: () => ({ teamId: anyId, ...newAgent() }),
  addTeamMembers: () => ({ teamId: anyId, members: [newAgent(), newAgent()] }),
  updateTeamMember: () => ({ id: anyId }),
  removeTeamMember: () => ({ teamId: anyId, ...newAgent() }),
  transferTeamMember: () => ({ id: anyId, toTeamId: anyId }),
  createToken: () => ({ actor: 'ops', role: 'READ' }),
  revokeToken: () => ({ id: anyId }),
}

type Field = readonly [field: string, kind: keyof typeof invalidValues]

/** The path of every field of an input type that is an id, a text or JSON; in lists, of the last element of the valid input. */
function fieldsOf(type: GraphQLInputObjectType, input: Input, above: readonly GraphQLInputObjectType[] = []): Field[] {
  return Object.values(type.getFields()).flatMap(({ name, type: wrapped }): Field[] => {
    const given = getNamedType(wrapped)
    if (isInputObjectType(given)) {
      const list = input[name] as Input[] | undefined // input objects occur only in lists
      const last = list?.at(-1)
      if (list && last)
        return fieldsOf(given, last, [...above, type]).map(([field, kind]) => [
          `${name}.${list.length - 1}.${field}`,
          kind,
        ])
      if (given !== type || !above.includes(type))
        throw new Error(`${type.name}.${name} has no element in the valid input`)
      return []
    }
    switch (given.name) {
      case 'ID':
        return [[name, 'id']]
      case 'JSONObject':
        return [[name, 'json']]
      case 'String':
        return [[name, name === 'actor' ? 'name' : name === 'name' || name === 'role' ? name : 'text']]
      default:
        return [] // GraphQL itself validates enums, booleans and integers
    }
  })
}
function put(input: Input, field: string, value: unknown): Input {
  const steps = field.split('.')
  const last = steps.pop() ?? ''
  let at: Input = input
  for (const step of steps) at = at[step] as Input
  at[last] = value
  return input
}
const documentOf = (mutation: string) => {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}`
  const refusal = '__typename ... on ValidationError { code message path }'
  const selection = mutation === 'heartbeats' ? `... on ${type}Payload { results { ${refusal} } }` : refusal
  return `mutation ($input: ${type}Input!) { result: ${mutation}(input: $input) { ${selection} } }`
}

const fields = allMutationNames.flatMap((mutation) => {
  const type = schema.getType(`${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`)
  const input = valid[mutation]
  if (!isInputObjectType(type) || !input) throw new Error(`mutationInput.test.ts has no valid input of ${mutation}`)
  return fieldsOf(type, input()).map(([field, kind]) => [mutation, field, kind, input] as const)
})

test.each(fields)(
  '%s refuses every invalid %s (kind: %s) without a statement',
  async (mutation, field, kind, input) => {
    for (const [name, value] of invalidValues[kind]) {
      const variables = { input: put(input(), field, value) }
      const { data, errors } = await post(raw({ query: documentOf(mutation), variables }))
      expect([name, errors]).toEqual([name, undefined])
      const { result } = data as { result: Refusal & { results?: Refusal[] } }
      const refusal = result.results?.[0] ?? result
      expect([name, refusal]).toMatchObject([name, { __typename: 'ValidationError', code: 'VALIDATION' }])
      expect([name, refusal.path.slice(0, 1 + field.split('.').length)]).toEqual([name, ['input', ...field.split('.')]])
      expect(refusal.message.length).toBeLessThan(1_000)
    }
  },
)

describe('in a literal in the document', () => {
  const inline = (config: string) =>
    `mutation { result: spawnSupervisor(input: { name: "new", config: ${config} }) { __typename ... on ValidationError { path } } }`

  test.each([
    ['a key __proto__', '{ a: { __proto__: { b: 1 } } }', ['a']],
    ['a number beyond a double', '{ a: [1e999] }', ['a', '0']],
    ['a NUL', '{ a: "\\u0000" }', ['a']],
    ['33 levels', `${'{a:'.repeat(32)}{}${'}'.repeat(32)}`, Array.from({ length: 32 }, () => 'a')],
    ['a list', '[{}]', []],
    ['an enum value', 'ACTIVE', []],
  ])('%s is refused with its path', async (_name, config, field) => {
    const { data, errors } = await api.request(inline(config))
    expect(errors).toBe(undefined)
    expect(data).toEqual({ result: { __typename: 'ValidationError', path: ['input', 'config', ...field] } })
  })

  test.each([
    ['half an emoji', '{ a: "\ud83e" }', 'GRAPHQL_PARSE_FAILED'],
    ['half an emoji, escaped', '{ a: "\\ud83e" }', 'GRAPHQL_PARSE_FAILED'],
    ['an object that is not closed', '{ a: ', 'GRAPHQL_PARSE_FAILED'],
    ['4,900 levels', `{a: ${'['.repeat(4_900)}${']'.repeat(4_900)}}`, null],
    ['20,000 levels', `{a: ${'['.repeat(20_000)}${']'.repeat(20_000)}}`, null],
  ])('%s is refused, and is no internal error', async (_name, config, code) => {
    const { errors } = await api.request(inline(config))
    expect(errors).toHaveLength(1)
    expect(errors?.[0]?.extensions.code).not.toBe('INTERNAL_SERVER_ERROR')
    if (code) expect(errors?.[0]?.extensions.code).toBe(code)
  })
})

test('a version that is no Int is refused as an invalid variable', async () => {
  const variables = { input: { id: id('a'), expectedVersion: 2 ** 31 } }
  const { errors } = await api.request(documentOf('terminateSupervisor'), variables)
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT'])
})

test('every character that is blank for PostgreSQL is refused as a blank name', async () => {
  const { rows } = await api.pool.query<{ blank: string }>(
    `SELECT chr(i) AS blank FROM generate_series(1, 65535) i WHERE i NOT BETWEEN 55296 AND 57343 AND chr(i) !~ '\\S'`,
  )
  expect(rows.length).toBeGreaterThan(5)
  for (const { blank } of rows) {
    const { data } = await api.request(documentOf('spawnSupervisor'), { input: { name: blank } })
    expect([blank.charCodeAt(0).toString(16), data]).toMatchObject([{}, { result: { path: ['input', 'name'] } }])
  }
})

test('the refused mutations of this file left the tables unchanged', async () => {
  expect(await dumpTables(api.pool)).toEqual(before)
})
