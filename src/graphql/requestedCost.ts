import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isEnumType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql'
import { defaultPageSize, maxPageSize } from '../domain/page.ts'
import { loadCost, type RequestBudget } from '../domain/requestBudget.ts'
import { countFields, isConnection } from './chargeLists.ts'
import { maxFields, sizeOf } from './limits.ts'
import { schema } from './schema.ts'

type Variables = Readonly<Record<string, unknown>>
/** A number, or a number that depends on the variables of the request. */
type Amount = number | ((variables: Variables) => number)

/** Items of the lists whose length neither an argument nor the schema limits: in payloads and errors of mutations. */
const assumedItems = 100

const amounts = new WeakMap<OperationDefinitionNode, Amount>()

/**
 * The highest cost that the shape of an operation allows, in fields, as a budget counts them. It assumes that every page is
 * full. It does not include JSON, long texts, and the work of a mutation. Each document is analysed once; a request only
 * provides its page sizes.
 */
export function requestedCost(
  document: DocumentNode,
  definition: OperationDefinitionNode,
  variables: Variables = {},
): number {
  let amount = amounts.get(definition)
  if (amount === undefined) {
    const { fields } = sizeOf(document)
    amount = fields > maxFields ? fields : sum([fields, new CostReader(document, definition).read()])
    amounts.set(definition, amount)
  }
  return Math.min(at(amount, variables), Number.MAX_SAFE_INTEGER)
}

/** The value of `extensions.cost` in a result. */
export function costOf(
  requested: number,
  { cost, limits }: RequestBudget,
): Readonly<Record<'requested' | 'actual' | 'limit', number>> {
  return { requested, actual: cost, limit: limits.fields }
}

/** Reads one operation. */
class CostReader {
  readonly #definition: OperationDefinitionNode
  readonly #fragments: Record<string, FragmentDefinitionNode> = {}
  /** Fragments that were read, by the page size of the connection around them. */
  readonly #spread = new Map<string, Map<Amount, Amount>>()

  constructor(document: DocumentNode, definition: OperationDefinitionNode) {
    this.#definition = definition
    for (const each of document.definitions)
      if (each.kind === Kind.FRAGMENT_DEFINITION) this.#fragments[each.name.value] = each
  }

  read(): Amount {
    return this.#readSet(this.#definition.selectionSet, schema.getRootType(this.#definition.operation), 1)
  }

  /** @param page the page size of the connection whose fields are selected */
  #readSet({ selections }: SelectionSetNode, type: GraphQLNamedType | null | undefined, page: Amount): Amount {
    return sum(
      selections.map((selection) => {
        if (selection.kind === Kind.FIELD) return this.#readField(selection, type, page)
        if (selection.kind === Kind.FRAGMENT_SPREAD) return this.#readFragment(selection.name.value, page)
        const { typeCondition, selectionSet } = selection
        return this.#readSet(selectionSet, typeCondition ? schema.getType(typeCondition.name.value) : type, page)
      }),
    )
  }

  #readFragment(name: string, page: Amount): Amount {
    const fragment = this.#fragments[name]
    if (!fragment) return 0
    const type = schema.getType(fragment.typeCondition.name.value)
    const ofPage = isConnection(type) ? page : 1
    const known = this.#spread.get(name) ?? new Map<Amount, Amount>()
    this.#spread.set(name, known)
    const cost = known.get(ofPage) ?? this.#readSet(fragment.selectionSet, type, ofPage)
    known.set(ofPage, cost)
    return cost
  }

  #readField(node: FieldNode, type: GraphQLNamedType | null | undefined, page: Amount): Amount {
    const field = fieldOf(type, node.name.value)
    if (!field) return 0 // __typename
    const { selectionSet } = node
    const below = selectionSet ? this.#readSet(selectionSet, getNamedType(field.type), this.#pageSize(field, node)) : 0
    const loads = loadsOf(field, type) * loadCost
    if (!isListType(getNullableType(field.type))) return sum([loads, below])
    const itemLoads = isCompositeType(getNamedType(field.type)) ? loads : 0
    const fields = selectionSet ? countFields(selectionSet, this.#fragments) : 0
    const items = isConnection(type) ? page : this.#itemsOf(field, node)
    return sum([loads, product(items, sum([1 + itemLoads + fields, below]))])
  }

  #pageSize({ extensions }: GraphQLField<unknown, unknown>, node: FieldNode): Amount {
    const max = Number(extensions.maxPageSize ?? maxPageSize)
    const sizes = ['first', 'last'].map((name) => node.arguments?.find((each) => each.name.value === name)?.value)
    const read = sizes.map((size) => this.#numberOf(size))
    if (read.every((size) => typeof size === 'number'))
      return clampPage(
        max,
        read.find((size) => !Number.isNaN(size)),
      )
    return (variables) =>
      clampPage(
        max,
        read.map((size) => at(size, variables)).find((size) => !Number.isNaN(size)),
      )
  }

  /** NaN if the argument is missing, or not a number. */
  #numberOf(value: ValueNode | undefined): Amount {
    if (value?.kind === Kind.INT) return Number(value.value)
    if (value?.kind !== Kind.VARIABLE) return NaN
    const name = value.name.value
    const definition = this.#definition.variableDefinitions?.find(({ variable }) => variable.name.value === name)
    const fallback = this.#numberOf(definition?.defaultValue)
    return (variables) => {
      const given = variables[name]
      return typeof given === 'number' ? given : at(fallback, variables)
    }
  }

  /** The number of items of a list that is not a page. */
  #itemsOf({ name, type }: GraphQLField<unknown, unknown>, node: FieldNode): Amount {
    const item = getNamedType(type)
    if (item.name.startsWith('__')) return name === 'types' ? typeCount : maxMembers
    if (isEnumType(item)) return item.getValues().length
    if (name === 'ancestors') return maxAncestors
    const ids = node.arguments?.find((each) => each.name.value === 'ids')?.value
    if (ids?.kind === Kind.LIST) return ids.values.length
    if (ids?.kind !== Kind.VARIABLE) return assumedItems
    const given = ids.name.value
    return (variables) => {
      const list = variables[given]
      return Array.isArray(list) ? list.length : assumedItems
    }
  }
}

/** The highest value of HIERARCHY_MAX_LEVEL. */
const maxAncestors = 100
const types = Object.values(schema.getTypeMap())
const typeCount = types.length
/** The highest number of fields or values of one type. All lists of introspection are shorter, except the list of all types. */
const maxMembers = Math.max(
  ...types.map((type) => {
    if (isEnumType(type)) return type.getValues().length
    return 'getFields' in type ? Object.keys(type.getFields()).length : 0
  }),
)

function fieldOf(type: GraphQLNamedType | null | undefined, name: string): GraphQLField<unknown, unknown> | undefined {
  if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef
  if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined
}

/** The highest number of loads of a field, and of each of its items if it is a list. A property of its object needs no load. */
function loadsOf(
  { name, type, resolve, extensions }: GraphQLField<unknown, unknown>,
  parent: GraphQLNamedType | null | undefined,
): number {
  if (!resolve || !extensions.pothosOptions || 'pothosExposedField' in extensions) return 0
  if (parent?.name === 'PageInfo' || (isConnection(parent) && name !== 'totalCount')) return 0 // loaded with the page
  const loaded = getNamedType(type)
  return isInterfaceType(loaded) ? schema.getPossibleTypes(loaded).length : 1
}

function clampPage(max: number, size: number | undefined = defaultPageSize): number {
  return Math.min(Math.max(size, 0), max)
}

function at(amount: Amount, variables: Variables): number {
  return typeof amount === 'number' ? amount : amount(variables)
}

function sum(all: readonly Amount[]): Amount {
  let constant = 0
  const others: ((variables: Variables) => number)[] = []
  for (const each of all)
    if (typeof each === 'number') constant += each
    else others.push(each)
  if (others.length === 0) return constant
  return (variables) => others.reduce((total, each) => total + each(variables), constant)
}

function product(a: Amount, b: Amount): Amount {
  if (typeof a === 'number' && typeof b === 'number') return a * b
  return (variables) => at(a, variables) * at(b, variables)
}
