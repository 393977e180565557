import {
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql'
import { format, limitError } from './limitError.ts'
import type { PublicError } from './PublicError.ts'

/**
 * Maximum number of characters in the inputs of all mutations of a request: as many as one body can contain. A document can
 * use a large variable in hundreds of mutations, and each of them validates it.
 */
const maxInputCharacters = 4 * 1024 * 1024

/**
 * Refuses a document whose mutations have too much input together, before any of them runs. A variable counts each time it is
 * used.
 * @returns the error; null if the inputs are small enough
 */
export function checkInputs(
  document: DocumentNode,
  definition: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): PublicError | null {
  if (definition.operation !== OperationTypeNode.MUTATION) return null
  const actual = measureInputs(document, definition, variables)
  if (actual <= maxInputCharacters) return null
  return limitError(
    'LIMIT_EXCEEDED',
    { bound: 'inputSize', limit: maxInputCharacters, actual },
    `The inputs of the mutations have ${format(actual)} characters: at most ${format(maxInputCharacters)} are accepted, and a variable counts each time it is used. Split the request.`,
  )
}

/** Each variable and each fragment is measured once, so the time depends on the size of the request alone. */
function measureInputs(
  { definitions }: DocumentNode,
  { selectionSet, variableDefinitions = [] }: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): number {
  const sizes = new Map<string, number>()
  const remember = (key: string, measure: () => number): number => {
    const size = sizes.get(key) ?? measure()
    sizes.set(key, size)
    return size
  }
  const sizeOfValue = (value: ValueNode): number => {
    switch (value.kind) {
      case Kind.VARIABLE:
        return remember(`$${value.name.value}`, () => sizeOfVariable(value.name.value))
      case Kind.LIST:
        return value.values.reduce((total, each) => total + sizeOfValue(each), 1)
      case Kind.OBJECT:
        return value.fields.reduce((total, each) => total + sizeOfValue(each.value), 1)
      case Kind.NULL:
        return 1
      case Kind.BOOLEAN:
        return 1
      default:
        return value.value.length
    }
  }
  const sizeOfVariable = (name: string): number => {
    const given = variables[name]
    if (given !== undefined) return measureJson(given)
    const preset = variableDefinitions.find(({ variable }) => variable.name.value === name)?.defaultValue
    return preset ? sizeOfValue(preset) : 1
  }
  const sizeOfSet = ({ selections }: SelectionSetNode): number =>
    selections.reduce((total, selection) => {
      if (selection.kind === Kind.FIELD)
        return (selection.arguments ?? []).reduce((sum, { value }) => sum + sizeOfValue(value), total)
      if (selection.kind === Kind.INLINE_FRAGMENT) return total + sizeOfSet(selection.selectionSet)
      return total + remember(selection.name.value, () => sizeOfFragment(selection.name.value))
    }, 0)
  const sizeOfFragment = (name: string): number => {
    const found = definitions.find((each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === name)
    return found?.kind === Kind.FRAGMENT_DEFINITION ? sizeOfSet(found.selectionSet) : 0
  }
  return sizeOfSet(selectionSet)
}

/** Never more than the length of the JSON. */
function measureJson(value: unknown): number {
  const pending = [value] // no recursion: the nesting is not limited
  let size = 0
  while (pending.length > 0) {
    const next = pending.pop()
    size += typeof next === 'string' ? next.length : 1
    if (typeof next !== 'object' || next === null) continue
    if (!Array.isArray(next)) for (const key in next) size += key.length
    const values: unknown[] = Object.values(next)
    for (const each of values) pending.push(each)
  }
  return size
}
