import { Kind, type DocumentNode, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql'

/** Nesting of fields, with fragments spread. */
export const maxDepth = 50
/** Fields of a document, each fragment counted wherever it is spread. */
export const maxFields = 10_000

export interface DocumentSize {
  readonly fields: number
  readonly depth: number
}

const sizes = new WeakMap<DocumentNode, DocumentSize>()

/**
 * The size of the largest operation of a valid document once its fragments are spread: a short text can select millions
 * of fields. Each fragment is measured once, so the time depends on the length of the text alone.
 */
export function sizeOf(document: DocumentNode): DocumentSize {
  const known = sizes.get(document)
  if (known) return known
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  }
  const spread = new Map<string, DocumentSize>()

  const measure = (set: SelectionSetNode | undefined): DocumentSize => {
    let fields = 0
    let depth = 0
    for (const selection of set?.selections ?? []) {
      const below =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? measureFragment(selection.name.value)
          : measure(selection.selectionSet)
      const own = selection.kind === Kind.FIELD ? 1 : 0
      fields += own + below.fields
      depth = Math.max(depth, own + below.depth)
    }
    return { fields, depth }
  }
  // the validator has refused documents in which a fragment spreads itself
  const measureFragment = (name: string): DocumentSize => {
    const size = spread.get(name) ?? measure(fragments.get(name)?.selectionSet)
    spread.set(name, size)
    return size
  }

  const operations = document.definitions.map((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? measure(definition.selectionSet) : { fields: 0, depth: 0 },
  )
  const size = {
    fields: Math.max(...operations.map((each) => each.fields)),
    depth: Math.max(...operations.map((each) => each.depth)),
  }
  sizes.set(document, size)
  return size
}
