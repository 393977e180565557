import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { givenTree, type IdOf } from '../support/database/givenTree.ts'
import { withApi } from '../support/api/withApi.ts'
import { withExecutors } from '../support/api/withExecutors.ts'

/** Documents that graphql-jit alone would execute differently from graphql-js. The pipeline returns equal results. */

const api = withApi()
const { compiled, interpreted, expectEqual } = withExecutors(api)
let id: IdOf
beforeAll(async () => {
  id = await givenTree(api.pool, 'one, two')
})

describe('compiled and interpreted results are equal with @skip or @include', () => {
  const fragment = 'fragment F on Supervisor { name }'
  test.each<[string, () => string, object]>([
    [
      'on one spread of a fragment and not on another',
      () =>
        `query ($x: Boolean!) { a: supervisor(id: "${id('one')}") { id ...F @include(if: $x) } b: supervisor(id: "${id('two')}") { ...F } } ${fragment}`,
      { x: false },
    ],
    [
      'on each of two spreads',
      () =>
        `query ($x: Boolean!, $y: Boolean!) { supervisor(id: "${id('one')}") { id ...F @include(if: $x) ...F @include(if: $y) } } ${fragment}`,
      { x: false, y: true },
    ],
    [
      'on a repeated field',
      () =>
        `query ($a: Boolean!, $b: Boolean!) { supervisor(id: "${id('one')}") @include(if: $a) { ... on Supervisor { name } } supervisor(id: "${id('one')}") @include(if: $b) { status } }`,
      { a: false, b: true },
    ],
  ])('%s', async (_, query, variables) => {
    expect((await expectEqual(query(), variables)).errors).toBe(undefined)
  })

  test('in another operation of the document', async () => {
    const query = `query A($x: Boolean!) { supervisor(id: "${id('one')}") { id ...F @include(if: $x) } } query B { supervisor(id: "${id('one')}") { id ...F } } ${fragment}`
    await expectEqual(query, { x: false }, 'A')
    expect((await expectEqual(query, {}, 'B')).data).toEqual({ supervisor: { id: id('one'), name: 'one' } })
  })
})

describe('a literal is never executed as code', () => {
  const mark = '__MAGIC_DATE__33a9e76d_02e0_4128_8e92_3530ad3da74d'
  const code = 'globalThis.wasRun=true'
  const written = (text: string): string => text.replaceAll('_', '\\u005f')
  test.each<[string, string]>([
    ['in an argument', `{ supervisor(id: "${mark}${code}") { name } }`],
    ['with escaped characters', `{ supervisor(id: "${written(mark)}${code}") { name } }`],
    ['as a block string', `{ supervisor(id: """${mark}${code}""") { name } }`],
    ['within an input', `{ supervisors(filter: { nameContains: "${mark}${code}" }) { totalCount } }`],
    ['in a field', `{ supervisors { nodes { teams(after: "${mark}${code}") { totalCount } } } }`],
    ['as a default value', `query ($id: ID! = "${mark}${code}") { supervisor(id: $id) { name } }`],
    [
      'in JSON',
      `mutation { spawnSupervisor(input: { name: "", config: { a: "${mark}${code}", b: [__MAGIC_NAN__57f286b9_4c20_487f_b409_79804ddcb4f8] } }) { __typename } }`,
    ],
  ])('%s', async (_, query) => {
    await expectEqual(query)
    expect(globalThis).not.toHaveProperty('wasRun')
  })
})

describe('the name __proto__ is accepted for', () => {
  test.each<[string, () => string]>([
    ['a field of an object', () => `{ supervisor(id: "${id('one')}") { id __proto__: name } }`],
    ['a root field', () => '{ __proto__: __typename supervisors { totalCount } }'],
    ['an object', () => `{ supervisors { edges { __proto__: node { name } } } }`],
    [
      'a fragment',
      () => `{ supervisor(id: "${id('one')}") { ...__proto__ } } fragment __proto__ on Supervisor { name }`,
    ],
    ['an operation', () => `query __proto__ { supervisor(id: "${id('one')}") { name } }`],
  ])('%s', async (_, query) => {
    expect((await expectEqual(query())).errors).toBe(undefined)
  })

  test('a variable', async () => {
    const variables = JSON.parse(`{ "__proto__": "${id('one')}" }`) as object // an object literal would set the prototype
    const { data } = await expectEqual('query ($__proto__: ID!) { supervisor(id: $__proto__) { name } }', variables)
    expect(data).toEqual({ supervisor: { name: 'one' } })
  })
})

test('an empty operation name counts as none, and does not allow a mutation over GET', async () => {
  const query = `mutation { updateSupervisor(input: { id: "${id('two')}", description: "changed" }) { __typename } }`
  const headers = { 'apollo-require-preflight': 'true' }
  for (let run = 0; run < 4; run++) {
    const got = await api.app.inject({ url: '/graphql', query: { query, operationName: '' }, headers })
    expect(got.statusCode).toBe(405)
  }
  const { rows } = await api.pool.query('SELECT version, description FROM supervisors WHERE id = $1', [id('two')])
  expect(rows).toEqual([{ version: 1, description: null }])
  const posted = await api.app.inject({ method: 'POST', url: '/graphql', payload: { query, operationName: '' } })
  expect(posted.json()).toMatchObject({ data: { updateSupervisor: { __typename: 'UpdateSupervisorPayload' } } })
  const several = { query: 'query A { __typename } query B { __typename }', operationName: '' }
  const refused = await api.app.inject({ method: 'POST', url: '/graphql', payload: several })
  expect([refused.statusCode, refused.body]).toEqual([400, expect.stringContaining('OPERATION_RESOLUTION_FAILURE')])
})

test('a key __proto__ in literal JSON is refused on every attempt', async () => {
  const query = `mutation { updateSupervisor(input: { id: "${id('one')}", config: { __proto__: { a: 1 }, b: 2 } }) { __typename } }`
  expect((await expectEqual(query)).data).toEqual({ updateSupervisor: { __typename: 'ValidationError' } })
})

test.each([{ d: null }, {}])(
  'answers are equal with the variables %j for a non-null field of an input',
  async (variables) => {
    await expectEqual(
      'query ($d: OrderDirection) { supervisors(orderBy: { field: NAME, direction: $d }) { pageInfo { endCursor } } }',
      variables,
    )
  },
)

test('a variable with the name of an Object property is absent unless it was given', async () => {
  const query = 'query ($constructor: Int) { supervisors(last: $constructor) { totalCount } }'
  expect((await expectEqual(query)).errors).toBe(undefined)
})

// compiling a recursive input type would exceed this timeout
test('a recursive input is executed within 5 s', { timeout: 5_000 }, async () => {
  const query = `mutation ($input: SpawnHierarchyInput!) { spawnHierarchy(input: $input) { __typename ... on ValidationError { path } } }`
  const { data } = await expectEqual(query, {
    input: { supervisors: [{ id: 'x', name: 'x', children: [{ id: 'y', name: 'y' }] }] },
  })
  expect(data).toMatchObject({ spawnHierarchy: { __typename: 'ValidationError' } })
})

describe('several mutations in one document', () => {
  const describeAs = (alias: string, text: string): string =>
    `${alias}: updateSupervisor(input: { id: $id, description: "${text}" }) { ... on UpdateSupervisorPayload { supervisor { description version } } }`

  /** Sends the document to each executor, each time for a new supervisor. */
  async function send(query: string): Promise<{ answer: unknown; description: unknown }[]> {
    const sent: { answer: unknown; description: unknown }[] = []
    for (const post of [interpreted, compiled, compiled, compiled, compiled]) {
      const supervisorId = randomUUID()
      await api.pool.query(`INSERT INTO supervisors (id, name, status) VALUES ($1::uuid, $1::uuid::text, 'ACTIVE')`, [
        supervisorId,
      ])
      const answer = await post(JSON.stringify({ query, variables: { id: supervisorId } }))
      const { rows } = await api.pool.query<{ description: string | null }>(
        'SELECT description FROM supervisors WHERE id = $1',
        [supervisorId],
      )
      sent.push({ answer, description: rows[0]?.description })
    }
    return sent
  }

  test('run one after the other', async () => {
    for (const { answer } of await send(`mutation ($id: ID!) { ${describeAs('a', 'one')} ${describeAs('b', 'two')} }`))
      expect(answer).toMatchObject({
        data: {
          a: { supervisor: { description: 'one', version: 2 } },
          b: { supervisor: { description: 'two', version: 3 } },
        },
      })
  })

  test('stop at the first failed field', async () => {
    await api.pool.query(`
      CREATE FUNCTION break() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'broken'; END $$;
      CREATE TRIGGER break BEFORE UPDATE ON supervisors FOR EACH ROW WHEN (NEW.description = 'broken') EXECUTE FUNCTION break()`)
    for (const { answer, description } of await send(
      `mutation ($id: ID!) { ${describeAs('a', 'broken')} ${describeAs('b', 'never')} }`,
    )) {
      expect(answer).toMatchObject({ data: null, errors: [{ path: ['a'] }] })
      expect(description).toBe(null)
    }
  })
})
