import { Kind, type DocumentNode, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql'

/** Of tokens in a document's text. */
export const maxTokens = 10_000
/** Of brackets in a document's text, JSON literals included: parser and validation recurse. */
export const maxBrackets = 200
/** Of fields below fields, fragments followed. */
export const maxDepth = 50
/** Of fields, each fragment counted wherever it is spread. */
export const maxFields = 10_000

// Block strings, strings and comments hold brackets that nest nothing. One that is never closed reaches to the end: it
// is a syntax error, and must not be scanned again from each of its quotes.
const opaque = /"""(?:\\"""|[^])*?(?:"""|$)|"(?:\\.|[^"\\\n])*"?|#[^\n]*/g

/**
 * Whether a document's text nests so deeply that parser or validation could run out of stack, or has more brackets than a
 * document may have tokens, which need not be looked at.
 */
export function isNestedTooDeeply(source: string): boolean {
  let depth = 0
  let count = 0
  for (const [bracket] of source.replace(opaque, '').matchAll(/[[\](){}]/g)) {
    depth += '[({'.includes(bracket) ? 1 : -1
    if (depth > maxBrackets || ++count > maxTokens) return true
  }
  return false
}

export interface DocumentSize {
  readonly fields: number
  readonly depth: number
}

const sizes = new WeakMap<DocumentNode, DocumentSize>()

/** How large a valid document is once its fragments are spread: a short text can mean millions of fields. */
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
  // validation has seen to it that no fragment spreads itself
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
