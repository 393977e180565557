import {
  defaultFieldResolver,
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
  type SelectionSetNode,
  type ValueNode,
} from 'graphql'
import type { Context } from '../context.ts'

/** Fields of a list that are completed in one turn of the event loop: about a millisecond of work. */
const maxChunk = 2_000

/**
 * Makes every list field of a schema charge its items to the budget of the request, introspection included. Later
 * list fields are charged as well, because this function changes the whole schema in place.
 *
 * An item costs one field, plus one for each field selected below it. The items of a long list are completed in several
 * turns of the event loop.
 */
export function chargeLists(schema: GraphQLSchema): GraphQLSchema {
  const types: readonly GraphQLNamedType[] = [...Object.values(schema.getTypeMap()), ...introspectionTypes]
  for (const type of new Set(types)) {
    if (!isObjectType(type)) continue
    for (const field of Object.values(type.getFields())) if (isUnchargedList(field)) field.resolve = charged(field)
  }
  return schema
}

const chargedResolvers = new WeakSet<GraphQLFieldResolver<unknown, Context>>()

/** Whether a field is a list that is not charged yet. All schemas of a process share the introspection types. */
export function isUnchargedList({ type, resolve }: GraphQLField<unknown, Context>): boolean {
  return isListType(getNullableType(type)) && !(resolve && chargedResolvers.has(resolve))
}

function charged({
  resolve = defaultFieldResolver,
}: GraphQLField<unknown, Context>): GraphQLFieldResolver<unknown, Context> {
  const chargedResolver: GraphQLFieldResolver<unknown, Context> = (source, args, context, info) => {
    const items: unknown = resolve(source, args, context, info)
    return items instanceof Promise
      ? items.then((loaded: unknown) => chargeItems(loaded, context, info))
      : chargeItems(items, context, info)
  }
  chargedResolvers.add(chargedResolver)
  return chargedResolver
}

/** Returns the items of a list; for a long list, promises of the items. */
function chargeItems(list: unknown, { budget, turns }: Context, info: GraphQLResolveInfo): unknown {
  if (typeof list !== 'object' || list === null || !(Symbol.iterator in list)) return list
  // Pothos returns a generator for a list of results or errors
  const items: readonly unknown[] = Array.isArray(list) ? list : [...(list as Iterable<unknown>)]
  if (items.length === 0) return items
  // the result has already been dropped; an error for each of its lists would take long
  if (budget.failure) return []
  const itemCost = 1 + countFieldsBelow(info)
  const cost = items.length * itemCost
  budget.charge('fields', cost)
  if (cost <= maxChunk) {
    const turn = turns.take(cost)
    return turn ? turn.then((): unknown => items) : items
  }
  return items.map((item: unknown) => {
    const turn = turns.take(itemCost)
    return turn ? turn.then(() => item) : item
  })
}

const fieldCounts = new WeakMap<SelectionSetNode, number>()

function countFieldsBelow({ fieldNodes, fragments }: GraphQLResolveInfo): number {
  let count = 0
  for (const { selectionSet } of fieldNodes) if (selectionSet) count += countFields(selectionSet, fragments)
  return count
}

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
    const below =
      selection.kind === Kind.FRAGMENT_SPREAD ? fragments[selection.name.value]?.selectionSet : selection.selectionSet
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
