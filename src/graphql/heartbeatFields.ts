import {
  Kind,
  valueFromASTUntyped,
  type DocumentNode,
  type FieldNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import { maxFields, sizeOf } from './limits.ts'
import { rootFieldsOf } from './rootField.ts'

/** Mutations that report that a process runs. If they were refused, a healthy supervisor would become FAILED. */
const heartbeats: ReadonlySet<string> = new Set(['heartbeat', 'heartbeats'])

/** Which of the root fields of an operation are heartbeats. */
export type HeartbeatShare = 'all' | 'some' | 'none'

const shares = new WeakMap<OperationDefinitionNode, HeartbeatShare>()

export function heartbeatShareOf(document: DocumentNode, definition: OperationDefinitionNode): HeartbeatShare {
  let share = shares.get(definition)
  if (share === undefined) {
    const fields = [...rootFieldsOf(document, definition)]
    const count = fields.filter((field) => heartbeats.has(field)).length
    share = count === 0 ? 'none' : count === fields.length ? 'all' : 'some'
    shares.set(definition, share)
  }
  return share
}

/**
 * The number of heartbeats that an operation sends. Its variables need not be valid. A document with too many fields counts
 * as one: it is refused. Each fragment is counted once, so the time depends on the length of the text alone.
 */
export function countHeartbeats(
  document: DocumentNode,
  definition: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>> = {},
): number {
  if (sizeOf(document).fields > maxFields) return 1
  const counts = new Map<string, number>()
  const countIn = ({ selections }: SelectionSetNode): number =>
    selections.reduce((total, selection) => {
      if (selection.kind === Kind.FIELD) return total + countOf(selection, variables)
      if (selection.kind === Kind.INLINE_FRAGMENT) return total + countIn(selection.selectionSet)
      return total + countFragment(selection.name.value)
    }, 0)
  const countFragment = (name: string): number => {
    const known = counts.get(name)
    if (known !== undefined) return known
    const fragment = document.definitions.find(
      (each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === name,
    )
    const count = fragment?.kind === Kind.FRAGMENT_DEFINITION ? countIn(fragment.selectionSet) : 0
    counts.set(name, count)
    return count
  }
  return countIn(definition.selectionSet)
}

function countOf({ name, arguments: args = [] }: FieldNode, variables: Readonly<Record<string, unknown>>): number {
  if (!heartbeats.has(name.value)) return 0
  const [input] = args
  const value: unknown = input && valueFromASTUntyped(input.value, variables)
  const isBatch = typeof value === 'object' && value !== null && 'heartbeats' in value
  return isBatch && Array.isArray(value.heartbeats) ? value.heartbeats.length : 1
}
