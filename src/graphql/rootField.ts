import { Kind, type DocumentNode, type OperationDefinitionNode, type SelectionSetNode } from 'graphql'

const rootFields = new WeakMap<OperationDefinitionNode, string>()

/**
 * The name of the root field that an operation of a valid document selects; `several` where it selects more than one.
 * A name of the schema and never of the client, so that it is fit for a metric's label.
 */
export function describeRootField(document: DocumentNode, operation: OperationDefinitionNode): string {
  let name = rootFields.get(operation)
  if (name === undefined) {
    const fields = new Set<string>()
    gatherFields(document, operation.selectionSet, fields, new Set())
    if (fields.size > 1) fields.delete('__typename') // some clients add it everywhere
    name = fields.size === 1 ? ([...fields][0] ?? 'none') : 'several'
    rootFields.set(operation, name)
  }
  return name
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
