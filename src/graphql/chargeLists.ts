import {
  defaultFieldResolver,
  getNamedType,
  getNullableType,
  introspectionTypes,
  isListType,
  isObjectType,
  Kind,
  type ArgumentNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLNamedType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type ObjectFieldNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql'
import type { Context } from '../context.ts'

/** Fields of a list whose items wait for their turn together; each item of a longer list waits for its own. */
const maxChunk = 2_000

/**
 * Makes every list field of a schema charge its items to the budget of the request, introspection included. Later
 * list fields are charged as well, because this function changes the whole schema in place.
 *
 * An item costs one field, plus one for each field selected below it. The items of a long list are completed in several
 * turns of the event loop.
 *
 * The field that returns a page charges its `nodes`. They are a property of the page and have no resolver. To call a
 * resolver, a compiled operation creates the path of the field, its description and three functions, so reading a property is cheaper.
 */
export function chargeLists(schema: GraphQLSchema): GraphQLSchema {
  const types: readonly GraphQLNamedType[] = [...Object.values(schema.getTypeMap()), ...introspectionTypes]
  for (const type of new Set(types)) {
    if (!isObjectType(type)) continue
    for (const field of Object.values(type.getFields())) {
      if (isUncharged(field, type)) field.resolve = charged(field, isConnection(getNamedType(field.type)))
    }
  }
  return schema
}

/** Whether a type is that of the pages of a list. */
export function isConnection(type: GraphQLNamedType | null | undefined): boolean {
  return isObjectType(type) && 'pageInfo' in type.getFields()
}

const chargedResolvers = new WeakSet<GraphQLFieldResolver<unknown, Context>>()

/** Whether a field is a page, or a list outside of a page, that is not charged yet. All schemas of a process share the introspection types. */
export function isUncharged(
  { type, name, resolve }: GraphQLField<unknown, Context>,
  parent: GraphQLNamedType,
): boolean {
  const isChargedHere = isConnection(parent)
    ? isListType(getNullableType(type)) && name !== nodes
    : isListType(getNullableType(type)) || isConnection(getNamedType(type))
  return isChargedHere && !(resolve && chargedResolvers.has(resolve))
}

function charged(
  { resolve = defaultFieldResolver }: GraphQLField<unknown, Context>,
  isPage: boolean,
): GraphQLFieldResolver<unknown, Context> {
  const charge = isPage ? chargePage : chargeList
  const chargedResolver: GraphQLFieldResolver<unknown, Context> = (source, args, context, info) => {
    const items: unknown = resolve(source, args, context, info)
    return items instanceof Promise
      ? items.then((loaded: unknown) => charge(loaded, context, info))
      : charge(items, context, info)
  }
  chargedResolvers.add(chargedResolver)
  return chargedResolver
}

/** Returns the items of a list; for a long list, promises of the items. */
function chargeList(list: unknown, context: Context, { fieldNodes, fragments }: GraphQLResolveInfo): unknown {
  if (typeof list !== 'object' || list === null || !(Symbol.iterator in list)) return list
  // Pothos returns a generator for a list of results or errors
  const items: readonly unknown[] = Array.isArray(list) ? list : [...(list as Iterable<unknown>)]
  let itemCost = 1
  for (const { selectionSet } of fieldNodes) if (selectionSet) itemCost += countFields(selectionSet, fragments)
  return chargeItems(items, itemCost, context)
}

/** The field of a page that has its rows. */
const nodes = 'nodes'

/** Charges the rows of a page, if the client selects them. The rows of a long page become promises. */
function chargePage(page: unknown, context: Context, { fieldNodes, fragments }: GraphQLResolveInfo): unknown {
  const charged = page as { [nodes]: readonly unknown[] } // `Connection` of the loaders
  let itemCost = 0
  for (const { selectionSet } of fieldNodes) if (selectionSet) itemCost += costOfNode(selectionSet, fragments)
  const items = itemCost === 0 ? charged.nodes : chargeItems(charged.nodes, itemCost, context)
  if (items instanceof Promise) return items.then(() => page)
  charged.nodes = items
  return page
}

/** Charges items. Returns them when it is the turn of the request; for many items, returns promises of each. */
function chargeItems(
  items: readonly unknown[],
  itemCost: number,
  { budget, turns }: Context,
): readonly unknown[] | Promise<readonly unknown[]> {
  if (items.length === 0) return items
  // the result has already been dropped; an error for each of its lists would take long
  if (budget.failure) return []
  const cost = items.length * itemCost
  budget.charge('fields', cost)
  if (cost <= maxChunk) {
    const turn = turns.take(cost)
    return turn ? turn.then(() => items) : items
  }
  return items.map((item) => {
    const turn = turns.take(itemCost)
    return turn ? turn.then(() => item) : item
  })
}

const nodeCosts = new WeakMap<SelectionSetNode, number>()

/** The cost of each row of a page, for what is selected of it, skipped or not; 0 if nothing is. */
function costOfNode(set: SelectionSetNode, fragments: Readonly<Record<string, FragmentDefinitionNode>>): number {
  let cost = nodeCosts.get(set)
  if (cost !== undefined) return cost
  cost = 0
  for (const selection of set.selections) {
    const below = selectionBelow(selection, fragments)
    if (selection.kind !== Kind.FIELD) cost += below ? costOfNode(below, fragments) : 0
    else if (selection.name.value === nodes && below) cost += 1 + countFields(below, fragments)
  }
  nodeCosts.set(set, cost)
  return cost
}

function selectionBelow(
  selection: SelectionNode,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
): SelectionSetNode | undefined {
  return selection.kind === Kind.FRAGMENT_SPREAD
    ? fragments[selection.name.value]?.selectionSet
    : selection.selectionSet
}

const fieldCounts = new WeakMap<SelectionSetNode, number>()

/** Values of a literal in the document that take about as long as one field: each field reads its arguments for each item of a list. */
const valuesPerField = 5

/**
 * The number of fields in a selection, and the work of their arguments. Each fragment is counted once, and its count is added
 * wherever it is spread.
 */
export function countFields(
  set: SelectionSetNode,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
): number {
  let count = fieldCounts.get(set)
  if (count !== undefined) return count
  count = 0
  for (const selection of set.selections) {
    if (selection.kind === Kind.FIELD) count += 1 + Math.floor(countValues(selection.arguments) / valuesPerField)
    const below = selectionBelow(selection, fragments)
    if (below) count += countFields(below, fragments)
  }
  fieldCounts.set(set, count)
  return count
}

/** The number of values in literal arguments, or in the fields of an input object. */
function countValues(named: readonly (ArgumentNode | ObjectFieldNode)[] = []): number {
  return named.reduce((total, { value }) => total + countIn(value), 0)
}

function countIn(value: ValueNode): number {
  if (value.kind === Kind.LIST) return value.values.reduce((total, each) => total + countIn(each), 0)
  return value.kind === Kind.OBJECT ? countValues(value.fields) : 1
}
