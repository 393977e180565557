import { getVariableValues, type GraphQLError, type OperationDefinitionNode } from 'graphql'
import { findCompilability } from './compilable.ts'
import type { Operation } from './operation.ts'
import { schema } from './schema.ts'

/** Maximum number of reported errors of variables. Each error repeats the invalid value. */
const maxErrors = 5

export type Variables =
  { readonly coerced: Readonly<Record<string, unknown>> } | { readonly errors: readonly GraphQLError[] }

/** Coerces the variables as graphql-js does before it executes, and stops at the fifth error. */
export function coerceVariables(
  { variables = {} }: Operation,
  { variableDefinitions: definitions = [] }: OperationDefinitionNode,
  hideSuggestions: boolean,
): Variables {
  const { coerced, errors } = getVariableValues(schema, definitions, variables, { maxErrors, hideSuggestions })
  return coerced ? { coerced } : { errors: errors.slice(0, maxErrors) } // the next one says that there are more
}

/**
 * The variables of a compiled operation, coerced by graphql-js: graphql-jit leaves default values unparsed, and its
 * error messages differ.
 *
 * Null if graphql-js has to execute the operation:
 * - a variable with a default is null: graphql-js judges it where the variable is used;
 * - a variable within an input object or list is null or absent: graphql-jit confuses the two.
 */
export function adaptVariables(
  { document, variables = {} }: Operation,
  { variableDefinitions: definitions = [] }: OperationDefinitionNode,
  coerced: Readonly<Record<string, unknown>>,
): Record<string, unknown> | null {
  if (definitions.some(({ defaultValue, variable }) => defaultValue && variables[variable.name.value] === null))
    return null
  for (const name of findCompilability(document).nested) if (coerced[name] == null) return null
  // compiled code looks variables up by name, and must find none on the prototype
  return Object.assign(Object.create(null) as object, coerced)
}
