import { Kind, type DocumentNode, type OperationDefinitionNode, type SelectionSetNode } from 'graphql'

const rootFields = new WeakMap<OperationDefinitionNode, ReadonlySet<string>>()

/**
 * The name of the root field that an operation of a valid document selects; `several` where it selects more than one.
 * A name of the schema and never of the client, so that it is fit for a metric's label.
 */
export function describeRootField(document: DocumentNode, operation: OperationDefinitionNode): string {
  const [name = 'none', ...others] = rootFieldsOf(document, operation)
  return others.length === 0 ? name : 'several'
}

/** The names of the root fields that an operation of a valid document selects, without `__typename` beside another one. */
export function rootFieldsOf(document: DocumentNode, operation: OperationDefinitionNode): ReadonlySet<string> {
  const known = rootFields.get(operation)
  if (known) return known
  const fields = new Set<string>()
  gatherFields(document, operation.selectionSet, fields, new Set())
  if (fields.size > 1) fields.delete('__typename') // some clients add it everywhere
  rootFields.set(operation, fields)
  return fields
}

/** @param visited the fragments that were visited: each is read once, however often it is spread */
function gatherFields(
  document: DocumentNode,
  { selections }: SelectionSetNode,
  fields: Set<string>,
  visited: Set<string>,
): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) fields.add(selection.name.value)
    else if (selection.kind === Kind.INLINE_FRAGMENT) gatherFields(document, selection.selectionSet, fields, visited)
    else if (!visited.has(selection.name.value)) {
      visited.add(selection.name.value)
      const fragment = document.definitions.find(
        (each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === selection.name.value,
      )
      if (fragment?.kind === Kind.FRAGMENT_DEFINITION) gatherFields(document, fragment.selectionSet, fields, visited)
    }
  }
}
