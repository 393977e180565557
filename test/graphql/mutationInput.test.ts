import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { dumpTables } from '../support/dumpTables.ts'
import { givenMember, givenTeam } from '../support/givenRow.ts'
import { givenTree, type IdOf } from '../support/givenTree.ts'
import { withApi } from '../support/withApi.ts'
import { withRawPost } from '../support/withRawPost.ts'

const api = withApi()
const post = withRawPost(api)
let id: IdOf
let team = ''
let before: unknown

beforeAll(async () => {
  id = await givenTree(api.pool, 'root > a')
  team = await givenTeam(api.pool, id('a'), 'team')
  await givenMember(api.pool, team, randomUUID())
  before = await dumpTables(api.pool)
})
afterEach(() => {
  expect(api.statements).toEqual([])
})

type Input = Record<string, unknown>
const nested = (depth: number): unknown => JSON.parse(`${'{"a":'.repeat(depth - 1)}{}${'}'.repeat(depth - 1)}`)

/** What no place of a kind takes. A text of `<1e999>` stands for that number, which JSON.stringify would not write. */
const badTexts: [string, unknown][] = [
  ['a NUL', 'a\0b'],
  ['a lone surrogate', 'a\ud800b'],
  ['the other half of one', '\udc00'],
]
const bad = {
  id: [
    ['no UUID', 'x'],
    ['a number', 5],
    ['nothing', ''],
    ['a UUID in braces', `{${randomUUID()}}`],
    ['the UUID that is reserved', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
    ['the same in upper case', 'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF'],
    ...badTexts,
  ],
  name: [
    ['nothing', ''],
    ['blanks', ' \t\n\u00a0\u2003\u0085'],
    ['256 characters', 'a'.repeat(256)],
    ['256 emoji', '🦀'.repeat(256)],
    ...badTexts,
  ],
  role: [['nothing', ''], ['a blank', ' '], ['101 characters', 'a'.repeat(101)], ...badTexts],
  text: [['10,001 characters', 'a'.repeat(10_001)], ...badTexts],
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

/** Every place of every input: a valid input around it, and what the place takes. */
const places: [mutation: string, place: string, kind: keyof typeof bad, input: () => Input][] = [
  ...(['id', 'parentId', 'policyVersionId'] as const).map((place) => spawn(place, 'id')),
  spawn('name', 'name'),
  spawn('description', 'text'),
  spawn('config', 'json'),
  ['terminateSupervisor', 'id', 'id', () => ({})],
  ['terminateSupervisor', 'reason', 'text', () => ({ id: id('a') })],
  ['terminateSupervisor', 'impactToken', 'text', () => ({ id: id('a') })],
  ...(['id', 'supervisorId', 'members.0.agentId'] as const).map((place) => create(place, 'id')),
  create('name', 'name'),
  create('description', 'text'),
  create('objective', 'text'),
  create('config', 'json'),
  create('members.0.role', 'role'),
  create('members.1.metadata', 'json'),
  ['addTeamMember', 'teamId', 'id', () => ({ agentId: randomUUID() })],
  ['addTeamMember', 'agentId', 'id', () => ({ teamId: team })],
  ['addTeamMember', 'role', 'role', () => ({ teamId: team, agentId: randomUUID() })],
  ['addTeamMember', 'metadata', 'json', () => ({ teamId: team, agentId: randomUUID() })],
  ['removeTeamMember', 'id', 'id', () => ({})],
  ['removeTeamMember', 'teamId', 'id', () => ({ agentId: randomUUID() })],
  ['removeTeamMember', 'agentId', 'id', () => ({ teamId: team })],
  ['removeTeamMember', 'reason', 'text', () => ({ id: randomUUID() })],
]

function spawn(place: string, kind: keyof typeof bad): (typeof places)[number] {
  return ['spawnSupervisor', place, kind, () => ({ name: 'new', parentId: id('a') })]
}
function create(place: string, kind: keyof typeof bad): (typeof places)[number] {
  const members = () => [{ agentId: randomUUID() }, { agentId: randomUUID() }]
  return ['createTeam', place, kind, () => ({ supervisorId: id('a'), name: 'new', members: members() })]
}
function put(input: Input, place: string, value: unknown): Input {
  const steps = place.split('.')
  const last = steps.pop() ?? ''
  let at: Input = input
  for (const step of steps) at = at[step] as Input
  at[last] = value
  return input
}
const documentOf = (mutation: string) => {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`
  return `mutation ($input: ${type}!) { result: ${mutation}(input: $input) { __typename ... on ValidationError { code message path } } }`
}
const cases = places.flatMap(([mutation, place, kind, input]) =>
  bad[kind].map(([what, value]): [string, string, string, () => Input] => [
    mutation,
    place,
    what,
    () => put(input(), place, value),
  ]),
)

test.each(cases)('%s refuses as its %s %s, before the database sees it', async (mutation, place, _what, input) => {
  const { data, errors } = await post(raw({ query: documentOf(mutation), variables: { input: input() } }))
  expect(errors).toBe(undefined)
  expect(data).toMatchObject({ result: { __typename: 'ValidationError', code: 'VALIDATION' } })
  const { path, message } = (data as { result: { path: string[]; message: string } }).result
  expect(path.slice(0, 1 + place.split('.').length)).toEqual(['input', ...place.split('.')])
  expect(message.length).toBeLessThan(1_000)
})

describe('written into the document', () => {
  const inline = (config: string) =>
    `mutation { result: spawnSupervisor(input: { name: "new", config: ${config} }) { __typename ... on ValidationError { path } } }`

  test.each([
    ['a key __proto__', '{ a: { __proto__: { b: 1 } } }', ['a']],
    ['a number beyond a double', '{ a: [1e999] }', ['a', '0']],
    ['a NUL', '{ a: "\\u0000" }', ['a']],
    ['33 levels', `${'{a:'.repeat(32)}{}${'}'.repeat(32)}`, Array.from({ length: 32 }, () => 'a')],
    ['a list', '[{}]', []],
    ['an enum value', 'ACTIVE', []],
  ])('%s is refused with its place', async (_what, config, place) => {
    const { data, errors } = await api.request(inline(config))
    expect(errors).toBe(undefined)
    expect(data).toEqual({ result: { __typename: 'ValidationError', path: ['input', 'config', ...place] } })
  })

  test.each([
    ['half an emoji', '{ a: "\ud83e" }', 'GRAPHQL_PARSE_FAILED'],
    ['half an emoji, escaped', '{ a: "\\ud83e" }', 'GRAPHQL_PARSE_FAILED'],
    ['an object that is not closed', '{ a: ', 'GRAPHQL_PARSE_FAILED'],
    ['4,900 levels', `{a: ${'['.repeat(4_900)}${']'.repeat(4_900)}}`, null],
    ['20,000 levels', `{a: ${'['.repeat(20_000)}${']'.repeat(20_000)}}`, null],
  ])('%s is an error of the document, and not of ours', async (_what, config, code) => {
    const { errors } = await api.request(inline(config))
    expect(errors).toHaveLength(1)
    expect(errors?.[0]?.extensions.code).not.toBe('INTERNAL_SERVER_ERROR')
    if (code) expect(errors?.[0]?.extensions.code).toBe(code)
  })
})

test('a version that is no Int is an error of the variable', async () => {
  const variables = { input: { id: id('a'), expectedVersion: 2 ** 31 } }
  const { errors } = await api.request(documentOf('terminateSupervisor'), variables)
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT'])
})

test('whatever PostgreSQL takes for blank is refused as blank', async () => {
  const { rows } = await api.pool.query<{ blank: string }>(
    `SELECT chr(i) AS blank FROM generate_series(1, 65535) i WHERE i NOT BETWEEN 55296 AND 57343 AND chr(i) !~ '\\S'`,
  )
  expect(rows.length).toBeGreaterThan(5)
  for (const { blank } of rows) {
    const { data } = await api.request(documentOf('spawnSupervisor'), { input: { name: blank } })
    expect([blank.charCodeAt(0).toString(16), data]).toMatchObject([{}, { result: { path: ['input', 'name'] } }])
  }
})

test('after all of these the tables hold what they held', async () => {
  expect(await dumpTables(api.pool)).toEqual(before)
})
