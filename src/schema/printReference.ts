import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isUnionType,
  print,
  astFromValue,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLFieldMap,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type GraphQLType,
} from 'graphql'

/**
 * The schema as a Markdown page: every type, field, argument and value with its description. The page depends on the
 * schema alone, so that printing it again shows whether a committed page is stale.
 * @param schema with its types and fields in the order that the page is to have
 */
export function printReference(schema: GraphQLSchema): string {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !roots.some((root) => root === type),
  )
  const sections = [
    introduction,
    printRoot('Queries', roots[0]),
    printRoot('Mutations', roots[1]),
    printRoot('Subscriptions', roots[2]),
    printKind('Objects', types.filter(isObjectType), (type) => [
      ...printFields(type.getFields()),
      printImplemented(type),
    ]),
    printKind('Inputs', types.filter(isInputObjectType), (type) =>
      printInputs('Field', Object.values(type.getFields())),
    ),
    printKind('Unions', types.filter(isUnionType), (type) => [`One of ${type.getTypes().map(linkTo).join(', ')}.`]),
    printKind('Interfaces', types.filter(isInterfaceType), (type) => [
      ...printFields(type.getFields()),
      '',
      `Implemented by ${schema.getPossibleTypes(type).map(linkTo).join(', ')}.`,
    ]),
    printKind('Enums', types.filter(isEnumType), (type) =>
      printTable(
        ['Value', 'Description'],
        type.getValues().map(({ name, description }) => [code(name), description]),
      ),
    ),
    printKind('Scalars', types.filter(isScalarType), ({ specifiedByURL }) => [
      specifiedByURL ? `Specified by <${specifiedByURL}>.` : '',
    ]),
  ]
  return `${sections
    .flat()
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()}\n`
}

const introduction = [
  '# API reference',
  '',
  'Generated from the schema by `npm run docs:api`. Do not edit this page: change the descriptions in `src/schema/`.',
  '',
  '[Queries](#queries) · [Mutations](#mutations) · [Subscriptions](#subscriptions) · [Objects](#objects) · [Inputs](#inputs) · [Unions](#unions) · [Interfaces](#interfaces) · [Enums](#enums) · [Scalars](#scalars)',
]

/** The fields of a root type, one section each. */
function printRoot(title: string, type: GraphQLObjectType | null | undefined): string[] {
  if (!type) return []
  const sections = Object.values(type.getFields()).flatMap((field) => [
    '',
    `### ${type.name}.${field.name}`,
    '',
    field.description ?? '',
    ...printDeprecation(field),
    '',
    `Returns ${linkTo(field.type)}.${title === 'Mutations' ? ` [Example and errors](mutations.md#${field.name.toLowerCase()}).` : ''}`,
    ...(field.args.length > 0 ? ['', ...printInputs('Argument', field.args)] : []),
  ])
  return ['', `## ${title}`, '', type.description ?? '', ...sections]
}

function printKind<Type extends GraphQLNamedType>(
  title: string,
  types: readonly Type[],
  printBody: (type: Type) => string[],
): string[] {
  const sections = types.flatMap((type) => ['', `### ${type.name}`, '', type.description ?? '', '', ...printBody(type)])
  return ['', `## ${title}`, ...sections]
}

/** Each argument has its own row, below its field. */
function printFields(fields: GraphQLFieldMap<unknown, unknown>): string[] {
  return printTable(
    ['Field', 'Type', 'Description'],
    Object.values(fields).flatMap((field) => [
      [code(field.name), linkTo(field.type), describe(field)],
      ...field.args.map((arg) => [`↳ ${code(arg.name)}`, linkTo(arg.type), describe(arg)]),
    ]),
  )
}

function printInputs(title: string, inputs: readonly (GraphQLArgument | GraphQLInputField)[]): string[] {
  return printTable(
    [title, 'Type', 'Description'],
    inputs.map((input) => [code(input.name), linkTo(input.type), describe(input)]),
  )
}

function printImplemented(type: GraphQLObjectType): string {
  const interfaces = type.getInterfaces().map(linkTo)
  return interfaces.length > 0 ? `\nImplements ${interfaces.join(', ')}.` : ''
}

function printDeprecation({ deprecationReason }: Pick<GraphQLField<unknown, unknown>, 'deprecationReason'>): string[] {
  return deprecationReason == null ? [] : ['', `Deprecated: ${deprecationReason}`]
}

function describe(field: GraphQLField<unknown, unknown> | GraphQLArgument | GraphQLInputField): string {
  const defaultValue = 'defaultValue' in field ? astFromValue(field.defaultValue, field.type) : null
  return [
    field.description,
    defaultValue && `Default: ${code(print(defaultValue))}.`,
    field.deprecationReason != null && `Deprecated: ${field.deprecationReason}`,
  ]
    .filter(Boolean)
    .join(' ')
}

function printTable(head: readonly string[], rows: readonly (readonly (string | null | undefined)[])[]): string[] {
  const lines = rows.map((row) => row.map((cell) => (cell ?? '').replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ')))
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`)
}

function linkTo(type: GraphQLType): string {
  return `[${code(String(type))}](#${getNamedType(type).name.toLowerCase()})`
}

function code(text: string): string {
  return `\`${text}\``
}
