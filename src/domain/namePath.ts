import { ValidationError, type InputPath } from './errors.ts'
import { maxNameLength, parseName, parseText } from './input.ts'
import { highestMaxLevel } from './tree.ts'

/** Most names in a path: one for each level that a hierarchy can have. */
const maxNames = highestMaxLevel + 1

/**
 * Parses a path of names such as `acme/eu/billing`. A backslash before a slash or a backslash makes it a part of a name.
 * @throws {ValidationError} if a name is invalid, or there are more than 101 names
 */
export function parseNamePath(value: string, path: InputPath): string[] {
  const text = parseText(value, path, maxNames * (maxNameLength + 1)) ?? ''
  const parts = [...text.matchAll(/(?:[^/\\]|\\.)+|(?<=^|\/)(?=\/|$)/gsu)].map(([part]) =>
    part.replace(/\\(.)/gsu, '$1'),
  )
  if (parts.length > maxNames)
    throw new ValidationError(path, `expected at most ${maxNames} names separated by slashes, got ${parts.length}.`)
  return parts.map((name) => parseName(name, path))
}
