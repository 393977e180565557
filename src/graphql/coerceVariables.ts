import { getVariableValues, type OperationDefinitionNode } from 'graphql'
import { schema } from '../schema/index.ts'
import { findCompilability } from './compilable.ts'
import type { Operation } from './operation.ts'

/**
 * The variables of a compiled operation, coerced by graphql-js: graphql-jit leaves default values unparsed, and its
 * error messages differ.
 *
 * Null if graphql-js has to execute the operation:
 * - a variable is invalid: graphql-js reports it;
 * - a variable with a default is null: graphql-js judges it where the variable is used;
 * - a variable within an input object or list is null or absent: graphql-jit confuses the two.
 */
export function coerceVariables(
  { document, variables = {} }: Operation,
  { variableDefinitions: definitions = [] }: OperationDefinitionNode,
): Record<string, unknown> | null {
  if (definitions.some(({ defaultValue, variable }) => defaultValue && variables[variable.name.value] === null))
    return null
  const { coerced } = getVariableValues(schema, definitions, variables)
  if (!coerced) return null
  for (const name of findCompilability(document).nested) if (coerced[name] == null) return null
  // compiled code looks variables up by name, and must find none on the prototype
  return Object.assign(Object.create(null) as object, coerced)
}
