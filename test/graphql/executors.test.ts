import { getIntrospectionQuery, isEnumType } from 'graphql'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadDemoFleet } from '../../src/demo/loadDemoFleet.ts'
import { schema } from '../../src/graphql/schema.ts'
import { readDocumentedQueries } from '../../tools/documentedQueries.js'
import { withApi } from '../support/api/withApi.ts'
import { withExecutors } from '../support/api/withExecutors.ts'

const api = withApi()
const { compiled, interpreted, expectEqual } = withExecutors(api)

const root = 'd188bd10-30bd-8745-ade8-b39005b231de'
const blocked = '5bdba967-a32a-8871-a228-117d7fe7c2e5'
const team = '3958fb57-cc17-8112-aa70-fa6fcd2e02f4'

beforeAll(() => loadDemoFleet(api.pool))

describe('compiled and interpreted results are equal', () => {
  test.each(readDocumentedQueries())('for the documented query $title', async ({ document, variables }) => {
    expect((await expectEqual(document, variables)).errors).toBe(undefined)
  })

  test.each<[string, string, object?]>([
    ['aliases', `{ a: supervisor(id: "${root}") { x: name y: name } b: supervisor(id: "${blocked}") { x: status } }`],
    [
      'repeated fields',
      `{ supervisor(id: "${root}") { name health { state } } supervisor(id: "${root}") { status health { dueAt } } }`,
    ],
    [
      'fragments within fragments',
      `{ supervisor(id: "${root}") { ...A } } fragment A on Supervisor { name ...B } fragment B on Node { id __typename ... on Supervisor { children(first: 2) { nodes { ...C } } } } fragment C on Supervisor { name }`,
    ],
    [
      'an interface',
      `query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename ... on Supervisor { name } ... on SupervisorTeam { title: name } ... on SupervisorTeamMember { role } } }`,
      { ids: [team, root, randomUUID()] },
    ],
    ['an interface without its types', `{ node(id: "${team}") { id } }`],
    [
      '__typename everywhere',
      `{ __typename supervisor(id: "${root}") { __typename teams { __typename edges { __typename node { __typename } } } } }`,
    ],
    ['a single value for a list', `{ supervisors(filter: { status: FAILED }) { nodes { name } } }`],
    [
      'a single value in a variable for a list',
      `query ($s: [SupervisorStatus!]) { supervisors(filter: { status: $s }) { nodes { name } } }`,
      { s: 'FAILED' },
    ],
    [
      'an enum in a variable',
      `query ($o: SupervisorOrder) { supervisors(orderBy: $o, first: 3) { nodes { name } } }`,
      { o: { field: 'NAME', direction: 'DESC' } },
    ],
    [
      'a default within an input',
      `query ($o: SupervisorOrder) { supervisors(orderBy: $o, first: 3) { nodes { name } } }`,
      { o: { field: 'NAME' } },
    ],
    [
      'an enum within an input',
      `query ($f: SupervisorOrderField!, $d: OrderDirection!) { supervisors(orderBy: { field: $f, direction: $d }, first: 3) { nodes { name } } }`,
      { f: 'NAME', d: 'DESC' },
    ],
    [
      'variables with defaults',
      'query ($n: Int = 2, $t: String = "release") { supervisors(first: $n, filter: { nameContains: $t }) { nodes { name } } }',
    ],
    [
      'null in place of a variable’s default',
      `query ($n: Int = 2) { supervisors(first: $n) { totalCount nodes { name } } }`,
      { n: null },
    ],
    [
      'null in place of an argument’s default',
      `query ($a: Boolean) { team(id: "${team}") { memberCount(active: $a) members(active: $a) { totalCount } } }`,
      { a: null },
    ],
    [
      'an absent variable for an argument with a default',
      `query ($a: Boolean) { team(id: "${team}") { memberCount(active: $a) } }`,
    ],
    [
      'an absent variable within an input',
      `query ($t: String, $w: ID) { supervisors(filter: { nameContains: $t, within: $w }) { totalCount } }`,
    ],
    ['an id that is a number', '{ supervisors(first: 1) { nodes { id } } node(id: 5) { id } }'],
    [
      'a DateTime',
      `query ($t: DateTime!) { team(id: "${team}") { a: members(asOf: $t) { totalCount } b: members(asOf: "2020-01-01T00:00:00+01:00") { totalCount } } }`,
      { t: '2100-01-01T00:00:00Z' },
    ],
    [
      'nulls',
      `{ supervisor(id: "${root}") { parent { name } blockedBy { name } statusReason policyVersionId } none: supervisor(id: "${randomUUID()}") { name } }`,
    ],
    ['the introspection query', getIntrospectionQuery()],
    [
      'the introspection of one type',
      '{ __type(name: "Supervisor") { name fields(includeDeprecated: true) { name args { name defaultValue } type { kind name ofType { name } } } } }',
    ],
  ])('with %s', async (_name, query, variables) => {
    await expectEqual(query, variables)
  })

  const conditional = `query ($yes: Boolean!, $no: Boolean = false) {
    supervisor(id: "${root}") {
      id
      name @include(if: $yes)
      status @skip(if: $yes)
      level: hierarchyLevel @include(if: $yes) @skip(if: $no)
      ...Teams @include(if: $no)
      ... @skip(if: $no) { description }
      ... on Supervisor @include(if: $yes) { children(first: 1) @skip(if: $no) { nodes { id name @skip(if: $yes) } } }
    }
    stats @include(if: $no) { supervisors }
  }
  fragment Teams on Supervisor { teams { nodes { name } } }`
  test.each([
    { yes: true },
    { yes: false },
    { yes: true, no: true },
    { yes: false, no: true },
    { yes: true, no: null },
    {},
    { yes: null },
    { yes: 'true' },
  ])('with @skip and @include for the variables %j', async (variables) => {
    await expectEqual(conditional, variables)
  })

  test('with several operations, selected by name', async () => {
    const query = `query A { a: __typename } query B($n: Int!) { supervisors(first: $n) { nodes { name } } } query C { c: __typename }`
    for (const name of ['A', 'B', 'C', 'D', undefined]) await expectEqual(query, { n: 1 }, name)
  })
})

test('enum values are their names, because compiled operations do not serialize them', () => {
  const enums = Object.values(schema.getTypeMap()).filter(isEnumType)
  const values = enums.flatMap((type) => type.getValues())
  expect(values.map(({ value }): unknown => value)).toEqual(values.map(({ name }) => name))
})

describe('compiled and interpreted errors are equal', () => {
  test.each<[string, string, object?]>([
    [
      'a field that cannot be null',
      `{ supervisor(id: "${root}") { name children(first: 0) { nodes { id } } } stats { supervisors } }`,
    ],
    [
      'one of several fields',
      `{ a: supervisor(id: "x") { id } b: supervisor(id: "${root}") { name } c: node(id: "y") { id } }`,
    ],
    ['the whole answer', `{ supervisors(first: 0) { totalCount } a: supervisor(id: "${root}") { name } }`],
    ['each item of a list', '{ supervisors(first: 3) { nodes { name teams(after: "x") { nodes { name } } } } }'],
    [
      'a list of nullable items',
      `{ nodes(ids: ["${root}", "${blocked}"]) { id ... on Supervisor { teams(last: 101) { totalCount } } } }`,
    ],
    [
      'a field two levels below',
      `{ supervisor(id: "${blocked}") { parent { name parent { children(first: 1, last: 1) { totalCount } } } } }`,
    ],
    [
      'too many nodes',
      'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
      { ids: Array.from({ length: 101 }, () => root) },
    ],
    ['a forged cursor in a variable', 'query ($c: String) { supervisors(after: $c) { totalCount } }', { c: 'forged' }],
    ['a variable that is missing', 'query ($id: ID!) { supervisor(id: $id) { id } }'],
    ['a variable that is null', 'query ($id: ID!) { supervisor(id: $id) { id } }', { id: null }],
    ['a variable of another type', 'query ($n: Int) { supervisors(first: $n) { totalCount } }', { n: '5' }],
    ['a variable beyond Int', 'query ($n: Int) { supervisors(first: $n) { totalCount } }', { n: 2 ** 31 }],
    [
      'an unknown enum value',
      'query ($s: [SupervisorStatus!]) { supervisors(filter: { status: $s }) { totalCount } }',
      { s: ['LAZY'] },
    ],
    [
      'an unknown input field',
      'query ($f: SupervisorFilter) { supervisors(filter: $f) { totalCount } }',
      { f: { nope: 1 } },
    ],
    [
      'a null within a list',
      'query ($s: [SupervisorStatus!]) { supervisors(filter: { status: $s }) { totalCount } }',
      { s: [null] },
    ],
    [
      'an invalid DateTime',
      `query ($t: DateTime) { team(id: "${team}") { members(asOf: $t) { totalCount } } }`,
      { t: '2026-02-31T00:00:00Z' },
    ],
    ['an id that is an object', 'query ($id: ID!) { supervisor(id: $id) { id } }', { id: {} }],
    ['an id that is a fraction', 'query ($id: ID!) { supervisor(id: $id) { id } }', { id: 1.5 }],
  ])('for %s', async (_name, query, variables) => {
    expect((await expectEqual(query, variables)).errors).not.toBe(undefined)
  })

  describe('when a database function is missing', () => {
    const rename = (from: string, to: string) =>
      api.pool.query(`ALTER FUNCTION ${from}(text, timestamp, integer) RENAME TO ${to}`)
    beforeAll(() => rename('health_state', 'hidden'))
    afterAll(() => rename('hidden', 'health_state'))

    test('for an internal error, which is masked', async () => {
      for (const query of [
        `{ supervisor(id: "${root}") { name health { state } } agent(id: "${root}") { id } }`,
        '{ supervisors(first: 2) { nodes { name health { state } } } }',
        '{ stats { byHealth { count } } }',
      ]) {
        const { errors } = await expectEqual(query)
        expect(errors?.[0]?.extensions.code).toBe('INTERNAL_SERVER_ERROR')
      }
    })
  })
})

describe('compiled and interpreted mutations are equal', () => {
  test.each<[string, string, object?]>([
    [
      'a payload',
      `mutation ($input: TerminateSupervisorInput!) { terminateSupervisor(input: $input) { __typename ... on TerminateSupervisorPayload { changed supervisor { name status } impact { supervisors activeAgents token } } } }`,
      { input: { id: root, childPolicy: 'CASCADE', dryRun: true } },
    ],
    [
      'an error of the union',
      `mutation { terminateSupervisor(input: { id: "${root}" }) { ... on Error { __typename code message } ... on HasLiveChildrenError { count } } }`,
    ],
    [
      'an error with an object',
      `mutation { terminateSupervisor(input: { id: "${root}", childPolicy: CASCADE, expectedVersion: 99 }) { ... on ConflictError { code current { id __typename ... on Supervisor { name } } } } }`,
    ],
    [
      'bad input',
      `mutation ($c: JSONObject) { spawnSupervisor(input: { name: "x", config: $c }) { ... on ValidationError { path message } } }`,
      { c: { a: { 'b\0': 1 } } },
    ],
    [
      'several fields',
      `mutation { a: removeTeamMember(input: {}) { __typename ... on ValidationError { path } } b: terminateSupervisor(input: { id: "x" }) { __typename ... on ValidationError { path } } }`,
    ],
  ])('with %s', async (_name, query, variables) => {
    expect((await expectEqual(query, variables)).errors).toBe(undefined)
  })

  test('with variables within literal JSON', async () => {
    const query = `mutation ($id: ID!, $x: Int, $y: [String!], $gone: Int) {
      spawnSupervisor(input: { id: $id, name: "json", config: { a: $x, b: [$y, 2.5, "s", true, null, ENUM], c: { d: $gone } } }) {
        __typename
        ... on SpawnSupervisorPayload { supervisor { config } }
      }
    }`
    const { data } = await expectEqual(query, { id: randomUUID(), x: 1, y: ['z'] })
    expect(data).toEqual({
      spawnSupervisor: {
        __typename: 'SpawnSupervisorPayload',
        supervisor: { config: { a: 1, b: [['z'], 2.5, 's', true, null, 'ENUM'], c: {} } },
      },
    })
  })

  /** Sends a mutation of a new supervisor to each executor. The compiling one needs several requests until it compiles. */
  async function changeAgain(query: string, variables: object): Promise<unknown[]> {
    const answers: unknown[] = []
    for (const send of [interpreted, compiled, compiled, compiled, compiled]) {
      const { rows } = await api.pool.query<{ id: string }>(
        `INSERT INTO supervisors (name, status, description) VALUES (gen_random_uuid()::text, 'ACTIVE', 'before') RETURNING id`,
      )
      const { data, errors } = await send(JSON.stringify({ query, variables: { id: rows[0]?.id, ...variables } }))
      expect(errors).toBe(undefined)
      answers.push(data)
    }
    return answers
  }
  const selection = '{ ... on UpdateSupervisorPayload { supervisor { description version } } }'

  test.each([
    [{}, 'before', 1],
    [{ d: null }, null, 2],
    [{ d: 'after' }, 'after', 2],
  ])('with the variables %j for a nullable field of an input', async (variables, description, version) => {
    const query = `mutation ($id: ID!, $d: String) { updateSupervisor(input: { id: $id, description: $d }) ${selection} }`
    for (const answer of await changeAgain(query, variables)) {
      expect(answer).toEqual({ updateSupervisor: { supervisor: { description, version } } })
    }
  })
})
