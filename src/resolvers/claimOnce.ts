import { NameTakenError, type InputPath } from '../domain/errors.ts'

export type DuplicateError = (value: string, path: InputPath) => Error
export type Claim = <Value extends string | null>(value: Value, path: InputPath) => Value

/** Returns a function that returns each value once, and throws on its second occurrence. Null may occur several times. */
export function claimOnce(duplicateError: DuplicateError): Claim {
  const claimed = new Set<string>()
  return (value, path) => {
    if (value === null) return value
    if (claimed.has(value)) throw duplicateError(value, path)
    claimed.add(value)
    return value
  }
}

/**
 * The error for a name that occurs twice in an input.
 * @param owner the object that already has the name, as a phrase: `by a sibling in this input`
 */
export function duplicateName(owner: string): DuplicateError {
  return (name, path) => new NameTakenError(name, owner, null).at(path)
}
