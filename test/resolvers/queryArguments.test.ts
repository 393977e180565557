import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isObjectType,
  isCompositeType,
  type GraphQLInputType,
} from 'graphql'
import { randomUUID } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import { schema } from '../../src/schema/index.ts'
import { withApi } from '../support/api/withApi.ts'
import { givenTeam } from '../support/database/givenRow.ts'
import { givenTree } from '../support/database/givenTree.ts'

/** Every argument of every field of a query, so that a new argument cannot accept values that cost too much. */

const api = withApi()
afterEach(() => api.pool.query('DELETE FROM supervisors'))

/** How a query reaches an object of a type; `list` stands for the field. */
const owners: Record<string, string> = {
  Query: 'list',
  Supervisor: 'supervisor(id: $supervisor) { list }',
  SupervisorTeam: 'team(id: $team) { list }',
  Agent: 'agent(id: $supervisor) { list }',
}

interface Argument {
  readonly owner: string
  readonly field: string
  readonly hasSelection: boolean
  readonly argument: string
  /** For a field of an input object: its name. */
  readonly inner: string | null
  readonly type: GraphQLInputType
  /** Arguments that the field requires beside this one. */
  readonly others: string
}

const queryTypes = Object.values(schema.getTypeMap()).filter(
  (type) =>
    isObjectType(type) &&
    !type.name.startsWith('__') &&
    type !== schema.getMutationType() &&
    type !== schema.getSubscriptionType(),
)
const args: Argument[] = queryTypes.flatMap((owner) =>
  isObjectType(owner)
    ? Object.values(owner.getFields()).flatMap((field) =>
        field.args.flatMap((arg): Argument[] => {
          const common = {
            owner: owner.name,
            field: field.name,
            hasSelection: isCompositeType(getNamedType(field.type)),
            argument: arg.name,
            others: '',
          }
          const named = getNamedType(arg.type)
          return isInputObjectType(named)
            ? Object.values(named.getFields()).map((inner) => ({ ...common, inner: inner.name, type: inner.type }))
            : [{ ...common, inner: null, type: arg.type }]
        }),
      )
    : [],
)

/** A value of the type that is larger than anything it can be compared with; null if there is none. */
function tooLarge(type: GraphQLInputType): { value: unknown; code: string } | null {
  const nullable = getNullableType(type)
  const named = getNamedType(type)
  if (isListType(nullable)) {
    const item = isEnumType(named) ? named.getValues()[0]?.name : randomUUID()
    return { value: Array<unknown>(101).fill(item), code: 'LIMIT_EXCEEDED' }
  }
  return ['String', 'ID'].includes(named.name) ? { value: 'x'.repeat(10_000), code: 'BAD_USER_INPUT' } : null
}

const cases = args.flatMap((arg) => {
  const large = tooLarge(arg.type)
  return large
    ? [{ ...arg, ...large, name: [arg.owner, arg.field, arg.argument, arg.inner].filter(Boolean).join('.') }]
    : []
})

test('the table covers lists, texts and ids of all owners', () => {
  expect(new Set(args.map(({ owner }) => owner))).toEqual(new Set(Object.keys(owners)))
  expect(cases.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'Query.supervisors.filter.status',
      'Query.supervisors.filter.nameContains',
      'Query.events.actor',
      'Supervisor.events.types',
      'Query.nodes.ids',
    ]),
  )
})

test.each(cases)('$name refuses a value that is too large, before it runs a statement', async (given) => {
  const supervisor = (await givenTree(api.pool, 'a'))('a')
  const team = await givenTeam(api.pool, supervisor, 'team')
  const value = given.inner === null ? '$value' : `{ ${given.inner}: $value }`
  const field = `${given.field}(${given.argument}: ${value}) ${given.hasSelection ? '{ __typename }' : ''}`
  const owner = owners[given.owner] ?? ''
  const variables = ['supervisor', 'team'].filter((name) => owner.includes(`$${name}`)).map((name) => `$${name}: ID!, `)
  const query = `query (${variables.join('')}$value: ${String(given.type)}) { ${owner.replace('list', field)} }`
  const { errors } = await api.request(query, { supervisor, team, value: given.value })
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual([given.code])
  // only the owner was read
  expect(api.statements.length).toBeLessThanOrEqual(1)
})

test('repeated values of a list in a filter count once', async () => {
  await givenTree(api.pool, 'a, b:PAUSED')
  const query = `query ($status: [SupervisorStatus!]) { supervisors(filter: { status: $status }) { totalCount } }`
  const statuses = Array.from({ length: 100 }, (_, i) => (i % 2 ? 'PAUSED' : 'FAILED'))
  expect(await api.request(query, { status: statuses })).toEqual({ data: { supervisors: { totalCount: 1 } } })
})
