import { defaultFieldResolver, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql'
import type { Context } from '../context.ts'
import type { Role } from '../domain/glossary.ts'
import { permissions, roleFor } from '../domain/permissions.ts'
import { assertRole } from '../domain/viewer.ts'

type Resolver = GraphQLFieldResolver<unknown, Context>

/**
 * Makes each root field of queries and subscriptions check the caller's role, and for a subscription each event too.
 * Mutations are not wrapped: `runMutation` checks the role and returns ForbiddenError in the union of the mutation.
 * @throws {Error} if a root field has no entry in `permissions`, or an entry has no root field
 */
export function requireRoles(schema: GraphQLSchema): GraphQLSchema {
  const rootTypes = {
    Query: schema.getQueryType(),
    Mutation: schema.getMutationType(),
    Subscription: schema.getSubscriptionType(),
  }
  for (const rootType of ['Query', 'Mutation', 'Subscription'] as const) {
    const fields = rootTypes[rootType]?.getFields() ?? {}
    const unknown = Object.keys(permissions[rootType]).find((name) => !Object.hasOwn(fields, name))
    if (unknown !== undefined)
      throw new Error(`Expected the root field ${rootType}.${unknown}, which src/domain/permissions.ts names.`)
    for (const field of Object.values(fields)) {
      const check = checking(roleFor(rootType, field.name))
      if (rootType === 'Mutation') continue
      field.resolve = check(field.resolve ?? defaultFieldResolver)
      if (field.subscribe) field.subscribe = check(field.subscribe)
    }
  }
  return schema
}

function checking(role: Role): (resolve: Resolver) => Resolver {
  return (resolve) => (source, args, ctx, info) => {
    assertRole(ctx.viewer, role)
    return resolve(source, args, ctx, info)
  }
}
