import pg from 'pg'
import { JsonText } from '../domain/JsonText.ts'
import { defaultLimits } from '../domain/requestBudget.ts'
import { shareOfHeap } from '../heap.ts'

/** Maximum number of JSON characters that one statement can return, and that a request may load: a character takes a byte or two. */
export const maxLoadedJson = shareOfHeap(16, { least: defaultLimits.loadedJson / 2, most: defaultLimits.loadedJson })
/** JSON values with fewer characters are parsed immediately, and not counted. */
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
  if (value instanceof JsonText) return value.length
  if (typeof value !== 'object' || value === null || value instanceof Date) return 0
  let size = 0
  for (const each of Object.values<unknown>({ ...value })) {
    if (each instanceof JsonText) size += each.length
    else if (Array.isArray(value)) size += jsonSizeOf(each)
  }
  return size
}

/**
 * Parses the values of one statement. Large JSON values become a {@link JsonText}.
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
    onJson(text.length)
    return text.length < countedFrom ? JSON.parse(text) : new JsonText(text)
  }
  const getTypeParser: pg.CustomTypesConfig['getTypeParser'] = (oid, format): unknown =>
    oid === pg.types.builtins.JSON || oid === pg.types.builtins.JSONB ? parse : types.getTypeParser(oid, format)
  return { getTypeParser }
}
