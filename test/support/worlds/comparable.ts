import { isSecret } from '../../../src/domain/token.ts'

/** What two databases cannot have in common, although they contain the same subtree. */
export interface Difference {
  /** When the subtree was copied. Later times differ. */
  readonly copiedAt: number
  /** Ids of the input of a mutation and of objects before it. The database chooses the ids of new memberships. Null: all ids. */
  readonly knownIds: ReadonlySet<string> | null
}

const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z?$/
const isId = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const heartbeatIntervalMs = 300_000

/** Omits ids of requests. Replaces times after the copy and ids that the database chose, in cursors too. All else stays, so that it is compared. */
export function comparable(value: unknown, difference: Difference): unknown {
  if (Array.isArray(value)) return value.map((item) => comparable(item, difference))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key]) => key !== 'requestId')
        .map(([key, below]) => [key, comparable(below, difference)]),
    )
  return typeof value === 'string' ? comparableText(value, difference) : value
}

function comparableText(text: string, difference: Difference): unknown {
  const { copiedAt, knownIds } = difference
  if (isSecret(text)) return '<secret>'
  if (isTime.test(text)) {
    const time = Date.parse(text.endsWith('Z') ? text : `${text}Z`)
    if (time >= copiedAt + heartbeatIntervalMs) return '<due after the copy>'
    return time >= copiedAt && time <= Date.now() + 1_000 ? '<after the copy>' : text
  }
  const cursor = decode(text)
  if (cursor) return { cursor: comparable(cursor, difference) }
  return knownIds ? text.replace(isId, (id) => (knownIds.has(id) ? id : '<new id>')) : text
}

function decode(text: string): unknown[] | null {
  if (!/^Wy[\w-]{10,}$/.test(text)) return null
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    return Array.isArray(value) ? value : null
  } catch {
    return null
  }
}
