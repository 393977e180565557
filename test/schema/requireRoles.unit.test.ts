import { buildSchema } from 'graphql'
import { expect, test } from 'vitest'
import { permissions } from '../../src/domain/permissions.ts'
import { schema } from '../../src/schema/index.ts'
import { requireRoles } from '../../src/schema/requireRoles.ts'

test('the table of permissions has exactly the root fields of the schema', () => {
  const rootTypes = {
    Query: schema.getQueryType(),
    Mutation: schema.getMutationType(),
    Subscription: schema.getSubscriptionType(),
  }
  for (const rootType of ['Query', 'Mutation', 'Subscription'] as const)
    expect(Object.keys(permissions[rootType]).toSorted()).toEqual(
      Object.keys(rootTypes[rootType]?.getFields() ?? {}).toSorted(),
    )
})

test('a schema with a root field that has no role is refused', () => {
  const fields = Object.keys(permissions.Query).map((name) => `${name}: Int`)
  expect(() => requireRoles(buildSchema(`type Query { ${fields.join(' ')} secrets: Int }`))).toThrow(
    'Expected a role for Query.secrets in src/domain/permissions.ts, got none.',
  )
})

test('a role for a root field that does not exist is refused', () => {
  expect(() => requireRoles(buildSchema('type Query { viewer: Int }'))).toThrow(
    'Expected the root field Query.agent, which src/domain/permissions.ts names.',
  )
})
