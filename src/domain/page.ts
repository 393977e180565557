import { ValidationError } from './errors.ts'

export const defaultPageSize = 25
export const maxPageSize = 100

/** The arguments of every connection, as the client gave them. */
export interface PageArgs {
  readonly first?: number | null | undefined
  readonly after?: string | null | undefined
  readonly last?: number | null | undefined
  readonly before?: string | null | undefined
}

/** Where a page begins or ends: the sort key's text, and the id that tells equal keys apart (null where the key does). */
export interface Position {
  readonly key: string
  readonly id: string | null
}

/** What a cursor belongs to: the field that gave it and the order in which it was given. */
export interface CursorKind {
  /** As in `Supervisor.children`. */
  readonly connection: string
  /** As in `CREATED_AT ASC`. */
  readonly order: string
  readonly keyType: 'timestamp' | 'text' | 'path' | 'sequence'
}

/** A page, asked for: `limit` rows from one end of what lies between `after` and `before`. */
export interface PageRequest {
  readonly backward: boolean
  readonly limit: number
  readonly after: Position | null
  readonly before: Position | null
}

/**
 * The one place where page arguments and cursors are judged.
 * @throws {ValidationError} `first` or `last` outside 1 to 100, both of them, or a cursor that this connection, in this
 * order, did not give
 */
export function parsePage(args: PageArgs, kind: CursorKind): PageRequest {
  if (args.first != null && args.last != null)
    throw new ValidationError(['last'], 'give either first or last, not both')
  const backward = args.last != null || (args.first == null && args.before != null && args.after == null)
  return {
    backward,
    limit: parseSize(args.first, 'first') ?? parseSize(args.last, 'last') ?? defaultPageSize,
    after: args.after == null ? null : decodeCursor(args.after, kind, 'after'),
    before: args.before == null ? null : decodeCursor(args.before, kind, 'before'),
  }
}

function parseSize(size: number | null | undefined, argument: string): number | undefined {
  if (size == null) return undefined
  if (size < 1 || size > maxPageSize)
    throw new ValidationError([argument], `expected 1 to ${maxPageSize}, was given ${size}`)
  return size
}

export function encodeCursor(position: Position, kind: CursorKind): string {
  return Buffer.from(
    JSON.stringify([kind.connection, kind.order, position.key, ...(position.id === null ? [] : [position.id])]),
  ).toString('base64url')
}

/** Events have one kind of cursor, wherever they are met and in either order: where they are in the feed. */
export const eventCursors: CursorKind = { connection: 'SupervisorEvent', order: 'SEQUENCE', keyType: 'sequence' }

export function encodeEventCursor(sequence: string): string {
  return encodeCursor({ key: sequence, id: null }, eventCursors)
}

/** @throws {ValidationError} where it is none */
export function parseEventCursor(cursor: string, argument: string): string {
  return decodeCursor(cursor, eventCursors, argument).key
}

function decodeCursor(cursor: string, kind: CursorKind, argument: string): Position {
  const [connection, order, key, id = null] = parseTuple(cursor)
  const position = { key: key ?? '', id }
  const wellFormed =
    isKey[kind.keyType](position.key) && (isUnique[kind.keyType] ? id === null : id !== null && uuid.test(id))
  // encoding again refuses every other spelling of the same position
  if (
    connection !== kind.connection ||
    order !== kind.order ||
    !wellFormed ||
    encodeCursor(position, kind) !== cursor
  ) {
    throw new ValidationError([argument], `expected a cursor that ${kind.connection} gave in the order ${kind.order}`)
  }
  return position
}

function parseTuple(cursor: string): string[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(value) && value.length <= 4 && value.every((part) => typeof part === 'string') ? value : []
  } catch {
    return [] // not JSON: no cursor of ours
  }
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
const isKey: Record<CursorKind['keyType'], (key: string) => boolean> = {
  timestamp: (key) =>
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/.test(key) &&
    !Number.isNaN(Date.parse(`${key}Z`)) &&
    new Date(`${key}Z`).toISOString() === `${key}Z`,
  text: (key) => key !== '' && Array.from(key).length <= 255 && !key.includes('\0') && key.isWellFormed(),
  path: (key) =>
    /^\{[0-9a-f,-]+\}$/.test(key) &&
    key
      .slice(1, -1)
      .split(',')
      .every((id) => uuid.test(id)) &&
    key.length <= 37 * 101 + 1,
  sequence: (key) => /^(0|[1-9]\d{0,18})$/.test(key) && BigInt(key) < 2n ** 63n,
}
/** Whether no two rows have the same key, so that no id has to tell them apart. */
const isUnique: Record<CursorKind['keyType'], boolean> = { timestamp: false, text: false, path: true, sequence: true }
