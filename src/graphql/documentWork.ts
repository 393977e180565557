import { Kind, type DocumentNode, type SelectionSetNode } from 'graphql'
import { format, limitError } from './limitError.ts'
import type { PublicError } from './PublicError.ts'

/** Maximum number of fragments of a document. The validator compares them with each other. */
const maxFragments = 100
/** Maximum number of pairs of fields with the same name, and of pairs of fragment spreads, that are in the same selection set. */
const maxRepetitions = 20_000

const code = 'GRAPHQL_VALIDATION_FAILED'

/**
 * Returns why a document takes too long to validate; null if it does not. The validator compares each pair of fields with the
 * same name, and each pair of fragments, so its work grows with the square of their number.
 */
export function findWorkProblem(document: DocumentNode): PublicError | null {
  const { fragments, repetitions } = measureWork(document)
  if (fragments > maxFragments)
    return limitError(
      code,
      { bound: 'documentFragments', limit: maxFragments, actual: fragments },
      `The document has ${format(fragments)} fragments; at most ${maxFragments} are allowed. Merge or inline some of them.`,
    )
  if (repetitions > maxRepetitions)
    return limitError(
      code,
      { bound: 'documentRepetitions', limit: maxRepetitions, actual: repetitions },
      `The document repeats fields or fragments too often: its selection sets have ${format(repetitions)} pairs of the same name; at most ${format(maxRepetitions)} are allowed. Select each field once, or split the document.`,
    )
  return null
}

function measureWork({ definitions }: DocumentNode): { readonly fragments: number; readonly repetitions: number } {
  let fragments = 0
  let repetitions = 0
  const visit = (set: SelectionSetNode, counts: Map<string, number>): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        visit(selection.selectionSet, counts)
        continue
      }
      const name = selection.kind === Kind.FIELD ? (selection.alias ?? selection.name).value : '...'
      const before = counts.get(name) ?? 0
      counts.set(name, before + 1)
      repetitions += before
      if (selection.kind === Kind.FIELD && selection.selectionSet) visit(selection.selectionSet, new Map())
    }
  }
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments++
    if ('selectionSet' in definition) visit(definition.selectionSet, new Map())
  }
  return { fragments, repetitions }
}
