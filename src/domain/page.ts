import { ValidationError } from './errors.ts'
import { excerpt, maxNameLength } from './input.ts'
import { highestMaxLevel } from './tree.ts'

export const defaultPageSize = 25
export const maxPageSize = 100
/** Of a page whose nodes need no more than their own columns, without documents: it takes one statement, and little memory. */
export const maxLargePageSize = 1_000

/** Paging arguments of every connection, as the client sent them. */
export interface PageArgs {
  readonly first?: number | null | undefined
  readonly after?: string | null | undefined
  readonly last?: number | null | undefined
  readonly before?: string | null | undefined
}

/** Position of a row in a sorted list. */
export interface Position {
  /** Sort key as text. */
  readonly key: string
  /** Distinguishes rows with equal keys; null if keys are unique. */
  readonly id: string | null
}

/** The list to which a cursor belongs: a cursor is valid only for the field and the order that returned it. */
export interface CursorKind {
  /** Type and field, such as `Supervisor.children`. */
  readonly connection: string
  /** Field and direction, such as `CREATED_AT ASC`. */
  readonly order: string
  readonly keyType: 'timestamp' | 'text' | 'path' | 'sequence' | 'rank'
}

/** Request for at most `limit` rows between `after` and `before`, from the start or (`backward`) from the end. */
export interface PageRequest {
  readonly backward: boolean
  readonly limit: number
  readonly after: Position | null
  readonly before: Position | null
}

/**
 * Validates the paging arguments of a connection. Without `first` and `last` the page size is 25; `before` alone
 * selects the rows directly before the cursor.
 * @param maxSize largest page size
 * @throws {ValidationError} if `first` or `last` is not within 1 to `maxSize`, if both are given, or if a cursor does not
 * come from this connection in this order
 */
export function parsePage(args: PageArgs, kind: CursorKind, maxSize = maxPageSize): PageRequest {
  if (args.first != null && args.last != null)
    throw new ValidationError(['last'], 'expected either first or last, got both.')
  const backward = args.last != null || (args.first == null && args.before != null && args.after == null)
  return {
    backward,
    limit: parseSize(args.first, 'first', maxSize) ?? parseSize(args.last, 'last', maxSize) ?? defaultPageSize,
    after: args.after == null ? null : decodeCursor(args.after, kind, 'after'),
    before: args.before == null ? null : decodeCursor(args.before, kind, 'before'),
  }
}

function parseSize(size: number | null | undefined, argument: string, maxSize: number): number | undefined {
  if (size == null) return undefined
  if (size < 1 || size > maxSize) throw new ValidationError([argument], `expected 1 to ${maxSize}, got ${size}.`)
  return size
}

export function encodeCursor(position: Position, kind: CursorKind): string {
  return Buffer.from(
    JSON.stringify([kind.connection, kind.order, position.key, ...(position.id === null ? [] : [position.id])]),
  ).toString('base64url')
}

/**
 * One kind of cursor for every list of events, in either order, and for subscriptions: the position in the event log.
 */
export const eventCursors: CursorKind = { connection: 'SupervisorEvent', order: 'SEQUENCE', keyType: 'sequence' }

export function encodeEventCursor(sequence: string): string {
  return encodeCursor({ key: sequence, id: null }, eventCursors)
}

/**
 * Returns the sequence of an event cursor.
 * @throws {ValidationError} if the text is not an event cursor
 */
export function parseEventCursor(cursor: string, argument: string): string {
  return decodeCursor(cursor, eventCursors, argument).key
}

function decodeCursor(cursor: string, kind: CursorKind, argument: string): Position {
  const [connection, order, key, id = null] = parseTuple(cursor)
  const position = { key: key ?? '', id }
  const wellFormed =
    isKey[kind.keyType](position.key) && (isUnique[kind.keyType] ? id === null : id !== null && uuid.test(id))
  // Compare with the canonical encoding: one position must not have two cursors.
  if (
    connection !== kind.connection ||
    order !== kind.order ||
    !wellFormed ||
    encodeCursor(position, kind) !== cursor
  ) {
    const expected = `a cursor from ${kind.connection} in the order ${kind.order}`
    throw new ValidationError([argument], `expected ${expected}, got ${excerpt(cursor)}.`)
  }
  return position
}

function parseTuple(cursor: string): string[] {
  if (cursor.length > maxCursorLength) return []
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(value) && value.length <= 4 && value.every((part) => typeof part === 'string') ? value : []
  } catch {
    return []
  }
}

/** An id of 36 characters for each level, with a comma between, in braces. */
const maxPathLength = (highestMaxLevel + 1) * 37 + 1
/**
 * More characters than any cursor has. The longest have a path of `maxPathLength`, or 255 control characters of six bytes each, in
 * Base64. A request can use a long text as the cursor of thousands of pages.
 */
const maxCursorLength = 8_000
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const isKey: Record<CursorKind['keyType'], (key: string) => boolean> = {
  timestamp: (key) =>
    // PostgreSQL has no year 0
    /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/.test(key) &&
    !Number.isNaN(Date.parse(`${key}Z`)) &&
    new Date(`${key}Z`).toISOString() === `${key}Z`,
  text: (key) => key !== '' && Array.from(key).length <= maxNameLength && !key.includes('\0') && key.isWellFormed(),
  path: (key) =>
    /^\{[0-9a-f,-]+\}$/.test(key) &&
    key
      .slice(1, -1)
      .split(',')
      .every((id) => uuid.test(id)) &&
    key.length <= maxPathLength,
  sequence: (key) => /^(0|[1-9]\d{0,18})$/.test(key) && BigInt(key) < 2n ** 63n,
  rank: (key) => /^\d$/.test(key),
}
/** Whether keys of this type are unique, so that a position needs no id. */
const isUnique: Record<CursorKind['keyType'], boolean> = {
  timestamp: false,
  text: false,
  path: true,
  sequence: true,
  rank: false,
}
