import pg from 'pg'
import { knownJsonLength, noteJsonLength } from '../domain/jsonLength.ts'
import { defaultLimits } from '../domain/requestBudget.ts'

/** Maximum number of JSON characters that one statement can return: the same as for a request. */
const maxLoadedJson = defaultLimits.loadedJson
/** JSON values with fewer characters are not counted. */
const countedFrom = 1024

/** A statement returned more JSON than one request may load. */
export class ResultTooLargeError extends Error {
  override readonly name = 'ResultTooLargeError'
  readonly limit = maxLoadedJson
  constructor(readonly actual: number) {
    super(`Result too large: expected at most ${maxLoadedJson} characters of JSON, got at least ${actual}.`)
  }
}

/** Returns the characters of the JSON in a row or a list of rows, as PostgreSQL sent it. Small values count as 0. */
export function jsonSizeOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const own = knownJsonLength(value)
  if (own !== undefined) return own
  let size = 0
  for (const each of Object.values<unknown>({ ...value })) {
    if (typeof each === 'object' && each !== null)
      size += Array.isArray(value) ? jsonSizeOf(each) : (knownJsonLength(each) ?? 0)
  }
  return size
}

/**
 * Parses the values of one statement.
 * @param types the parsers of all other types
 * @param onJson receives the size of each JSON value
 * @returns type parsers. The parser of JSON throws when the statement has returned too much JSON
 * @throws {ResultTooLargeError} by the parsers: the driver then drops the remaining rows, and rejects the statement
 */
export function countJson(types: pg.CustomTypesConfig, onJson: (size: number) => void): pg.CustomTypesConfig {
  let total = 0
  const parse = (text: string): unknown => {
    total += text.length
    if (total > maxLoadedJson) throw new ResultTooLargeError(total)
    const value: unknown = JSON.parse(text)
    if (text.length >= countedFrom && typeof value === 'object' && value !== null) noteJsonLength(value, text.length)
    onJson(text.length)
    return value
  }
  const getTypeParser: pg.CustomTypesConfig['getTypeParser'] = (oid, format): unknown =>
    oid === pg.types.builtins.JSON || oid === pg.types.builtins.JSONB ? parse : types.getTypeParser(oid, format)
  return { getTypeParser }
}
