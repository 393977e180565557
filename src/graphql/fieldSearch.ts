import { BREAK, visit, type DocumentNode } from 'graphql'

/** Creates a function that tells whether a document selects a field with one of the names. It visits each document once. */
export function createFieldSearch(names: ReadonlySet<string>): (document: DocumentNode) => boolean {
  const known = new WeakMap<DocumentNode, boolean>()
  return (document) => {
    let found = known.get(document)
    if (found === undefined) {
      found = false
      visit(document, {
        Field: ({ name }) => {
          if (!names.has(name.value)) return undefined
          found = true
          return BREAK
        },
      })
      known.set(document, found)
    }
    return found
  }
}
