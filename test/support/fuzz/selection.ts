import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isObjectType,
  Kind,
  print,
  astFromValue,
  SchemaMetaFieldDef,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type NullValueNode,
} from 'graphql'
import { schema } from '../../../src/graphql/schema.ts'
import type { Random } from './random.ts'
import { randomValue, type JsonValue } from './randomValue.ts'

/** A field of a random document, selected `copies` times under different aliases. */
export interface Selection {
  readonly field: string
  /** The object type that has the field. */
  readonly on: string
  readonly copies: number
  readonly args: readonly Argument[]
  readonly below: readonly Selection[]
}

interface Argument {
  readonly name: string
  readonly type: GraphQLInputType
  readonly value: JsonValue
  readonly isVariable: boolean
}

export interface Growth {
  readonly random: Random
  /** Ids of existing objects. */
  readonly ids: readonly string[]
}

const nullLiteral: NullValueNode = { kind: Kind.NULL }

/** Deeper selections seldom have a result. */
const maxDepth = 7

/** Adds random fields to an object type, at least one. */
export function growSelections(typeName: string, depth: number, growth: Growth): readonly Selection[] {
  const { random } = growth
  const count = depth === 0 ? 1 : random.pick([1, 1, 2, 3])
  return Array.from({ length: count }, () => growSelection(typeName, depth, growth))
}

export function growSelection(typeName: string, depth: number, growth: Growth): Selection {
  const { random } = growth
  const type = random.pick(objectTypesOf(schema.getType(typeName)))
  const fields: GraphQLField<unknown, unknown>[] = Object.values(type.getFields())
  if (type === schema.getQueryType()) fields.push(SchemaMetaFieldDef)
  const leaves = fields.filter((field) => !isCompositeType(getNamedType(field.type)))
  const nested = fields.filter((field) => !leaves.includes(field))
  const prefersNested = depth < 4 && random.chance(0.6)
  const preferred = depth >= maxDepth ? leaves : prefersNested ? nested : fields
  const field = random.pick(preferred.length > 0 ? preferred : fields)
  const below = getNamedType(field.type)
  return {
    field: field.name,
    on: type.name,
    copies: random.pick([1, 1, 1, 2, 5, 20, 100]),
    args: growArguments(field, growth),
    below: isCompositeType(below) ? growSelections(below.name, depth + 1, growth) : [],
  }
}

/** New random arguments of the field of a selection. */
export function regrowArguments(selection: Selection, growth: Growth): Selection {
  const type = schema.getType(selection.on)
  const field = isObjectType(type) ? type.getFields()[selection.field] : undefined
  return field ? { ...selection, args: growArguments(field, growth) } : selection
}

function growArguments(field: GraphQLField<unknown, unknown>, { random, ids }: Growth): readonly Argument[] {
  return field.args.flatMap(({ name, type }) => {
    const value = randomValue(type, name, ids, random)
    // graphql-js writes literals of DateTime only from dates
    const isVariable = getNamedType(type).name === 'DateTime' || random.chance(0.2)
    return value === undefined ? [] : [{ name, type, value, isVariable }]
  })
}

function objectTypesOf(type: GraphQLNamedType | undefined) {
  if (isObjectType(type)) return [type]
  if (isAbstractType(type)) return schema.getPossibleTypes(type)
  throw new TypeError(`expected a type with fields, got ${type?.name}`)
}

/** The type of the objects below a selection. */
export function typeBelow({ on, field }: Selection): string {
  if (field === '__schema') return '__Schema'
  const type = schema.getType(on)
  const found = isObjectType(type) ? type.getFields()[field] : undefined
  if (!found) throw new TypeError(`expected ${on} to have the field ${field}`)
  return getNamedType(found.type).name
}

export interface RandomRequest {
  readonly query: string
  readonly variables: Readonly<Record<string, JsonValue>>
}

/** Writes the document. What several copies select is a fragment, which makes the text short. */
export function writeRequest(selections: readonly Selection[]): RandomRequest {
  const fragments: string[] = []
  const variables: Record<string, JsonValue> = {}
  const definitions: string[] = []
  let aliases = 0

  const write = (selection: Selection): string => {
    const { on, field, copies, below } = selection
    const args = selection.args.map(({ name, type, value, isVariable }) => {
      if (!isVariable) return `${name}: ${print(astFromValue(value, type) ?? nullLiteral)}`
      const variable = `v${definitions.length}`
      definitions.push(`$${variable}: ${String(type)}`)
      variables[variable] = value
      return `${name}: $${variable}`
    })
    const called = args.length > 0 ? `${field}(${args.join(', ')})` : field
    const selected = below.length > 0 ? ` { ${asFragment(below, copies > 1, typeBelow(selection))} }` : ''
    const written = Array.from({ length: copies }, () => `a${aliases++}: ${called}${selected}`).join(' ')
    return `... on ${on} { ${written} }`
  }
  const asFragment = (below: readonly Selection[], isShared: boolean, type: string): string => {
    const written = below.map(write).join(' ')
    if (!isShared) return written
    fragments.push(`fragment F${fragments.length} on ${type} { ${written} }`)
    return `...F${fragments.length - 1}`
  }
  const written = selections.map(write).join(' ')
  const head = definitions.length > 0 ? `query (${definitions.join(', ')})` : 'query'
  return { query: `${head} { ${written} } ${fragments.join(' ')}`, variables }
}

/** A short description of a document, in which `×` stands for copies. */
export function describeSelections(selections: readonly Selection[]): string {
  return selections
    .map(({ field, copies, args, below }) => {
      const given = args.map(({ name, value }) => `${name}: ${JSON.stringify(value).slice(0, 60)}`).join(', ')
      const selected = below.length > 0 ? ` { ${describeSelections(below)} }` : ''
      return `${field}${given && `(${given})`}${copies > 1 ? ` ×${copies}` : ''}${selected}`
    })
    .join(' ')
}
