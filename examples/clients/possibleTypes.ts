import { buildSchema, isAbstractType } from 'graphql'

/** The types of each interface and union of a schema, for the cache of Apollo Client: `{ Node: ['Agent', 'Supervisor', …] }`. */
export function possibleTypesOf(schemaText: string): Record<string, string[]> {
  const schema = buildSchema(schemaText)
  return Object.fromEntries(
    Object.values(schema.getTypeMap())
      .filter(isAbstractType)
      .map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)]),
  )
}
