import pg from 'pg'
import { defaultLimits } from '../domain/requestBudget.ts'

/** Characters of JSON that one statement can return: as many as a request can load. */
const maxLoadedJson = defaultLimits.loadedJson
/** Smaller values are not counted one by one. */
const countedFrom = 1024

/** A statement returned more JSON than the server can hold for one request. */
export class ResultTooLargeError extends Error {
  override readonly name = 'ResultTooLargeError'
  readonly limit = maxLoadedJson
  constructor(readonly actual: number) {
    super(`Result too large: expected at most ${maxLoadedJson} characters of JSON, got at least ${actual}.`)
  }
}

const sizes = new WeakMap<object, number>()

/** Characters of the JSON in a row, or in a list of rows, as PostgreSQL sent it. Small values count as nothing. */
export function jsonSizeOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const own = sizes.get(value)
  if (own !== undefined) return own
  let size = 0
  for (const each of Object.values<unknown>({ ...value })) {
    if (typeof each === 'object' && each !== null)
      size += Array.isArray(value) ? jsonSizeOf(each) : (sizes.get(each) ?? 0)
  }
  return size
}

/**
 * Parses the values of one statement.
 * @param types the parsers of all other types
 * @param onJson receives the size of each JSON value
 * @returns type parsers, of which that of JSON throws once the statement has returned too much JSON
 * @throws {ResultTooLargeError} by the parsers: the driver then drops the remaining rows, and rejects the statement
 */
export function countJson(types: pg.CustomTypesConfig, onJson: (size: number) => void): pg.CustomTypesConfig {
  let total = 0
  const parse = (text: string): unknown => {
    total += text.length
    if (total > maxLoadedJson) throw new ResultTooLargeError(total)
    const value: unknown = JSON.parse(text)
    if (text.length >= countedFrom && typeof value === 'object' && value !== null) sizes.set(value, text.length)
    onJson(text.length)
    return value
  }
  const getTypeParser: pg.CustomTypesConfig['getTypeParser'] = (oid, format): unknown =>
    oid === pg.types.builtins.JSON || oid === pg.types.builtins.JSONB ? parse : types.getTypeParser(oid, format)
  return { getTypeParser }
}
