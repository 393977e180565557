import type { ApolloServerPlugin, BaseContext, GraphQLRequestContextWillSendResponse } from '@apollo/server'
import { Kind, type DocumentNode, type OperationDefinitionNode, type SelectionSetNode } from 'graphql'
import type { AnsweredOperation, Transport } from './metrics.ts'

/** What the context of an operation tells. */
export interface OperationTraits {
  readonly transport: Transport
  /** The code that its mutation was refused with, though it has no top-level error. */
  readonly refusal: string | null
}

/**
 * Told of each operation that Apollo answers, once it is. It has no part in the execution of fields: with a hook for
 * these, Apollo would wrap every field of the schema (docs/architecture.md).
 */
export function createOperationObserver<Context extends BaseContext>(
  onOperation: (operation: AnsweredOperation) => void,
  traitsOf: (context: Context) => OperationTraits,
): ApolloServerPlugin<Context> {
  return {
    requestDidStart() {
      const start = performance.now()
      return Promise.resolve({
        willSendResponse(request) {
          const { transport, refusal } = traitsOf(request.contextValue)
          onOperation({
            operation: rootFieldOf(request.document, request.operation),
            outcome: firstCodeOf(request) ?? refusal ?? 'ok',
            transport,
            milliseconds: performance.now() - start,
          })
          return Promise.resolve()
        },
      })
    },
  }
}

function firstCodeOf<Context extends BaseContext>({
  response: { body },
}: GraphQLRequestContextWillSendResponse<Context>): string | undefined {
  const [error] = (body.kind === 'single' ? body.singleResult.errors : body.initialResult.errors) ?? []
  if (error === undefined) return undefined
  const code = error.extensions?.code
  return typeof code === 'string' ? code : 'UNKNOWN'
}

/** Of documents that Apollo keeps, and gives again. */
const rootFields = new WeakMap<OperationDefinitionNode, string>()

/** A name of the schema's, never of the client's: the document is valid where there is an operation. */
function rootFieldOf(document: DocumentNode | undefined, operation: OperationDefinitionNode | undefined): string {
  if (!document || !operation) return 'none'
  let name = rootFields.get(operation)
  if (name === undefined) {
    const fields = new Set<string>()
    gatherFields(document, operation.selectionSet, fields, new Set())
    if (fields.size > 1) fields.delete('__typename') // which some clients add everywhere
    name = fields.size === 1 ? ([...fields][0] ?? 'none') : 'several'
    rootFields.set(operation, name)
  }
  return name
}

/** @param spread the fragments that were seen, each of which is read once however often it is spread */
function gatherFields(
  document: DocumentNode,
  { selections }: SelectionSetNode,
  fields: Set<string>,
  spread: Set<string>,
): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) fields.add(selection.name.value)
    else if (selection.kind === Kind.INLINE_FRAGMENT) gatherFields(document, selection.selectionSet, fields, spread)
    else if (!spread.has(selection.name.value)) {
      spread.add(selection.name.value)
      const fragment = document.definitions.find(
        (each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === selection.name.value,
      )
      if (fragment?.kind === Kind.FRAGMENT_DEFINITION) gatherFields(document, fragment.selectionSet, fields, spread)
    }
  }
}
