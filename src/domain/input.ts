import { ValidationError, type InputPath } from './errors.ts'
import { assertWithinLimit } from './limit.ts'
import { findInvisible, normalName, searchForm } from './names.ts'

// Validation of input. Every text, JSON object, id and list of values of a request passes through this file before it
// reaches the database.

/**
 * A valid JSON object: at most 64 KiB in UTF-8 and 32 levels, without `__proto__` keys, NUL, lone surrogates, and numbers
 * that JavaScript may have rounded (docs/adr/0019).
 */
export type JsonObject = { readonly [key: string]: unknown }

export const maxJsonBytes = 64 * 1024
const maxJsonDepth = 32
const maxTextLength = 10_000
export const maxNameLength = 255
/** More values than any enum has. */
const maxValues = 100
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
/** White space in JavaScript, or in PostgreSQL in any locale. */
const blank = /^[\s\p{Cc}\u180e]*$/u
/** The id that no supervisor can have: it is the upper bound of every range of paths in the database. */
export const reservedId = 'ffffffff-ffff-ffff-ffff-ffffffffffff'
/** Stands for the whole hierarchy as the scope of a fleet, and for an unknown supervisor in events. */
export const nilId = '00000000-0000-0000-0000-000000000000'

/**
 * Returns a UUID in lower case.
 * @throws {ValidationError} if the value is not a UUID, or is the reserved one
 */
export function parseId(value: string | number, path: InputPath): string {
  const text = String(value)
  if (!uuid.test(text)) throw new ValidationError(path, `expected a UUID, got ${excerpt(text)}.`)
  const id = text.toLowerCase()
  if (id === reservedId) throw new ValidationError(path, `expected a UUID that is not reserved, got ${reservedId}.`)
  return id
}

/** @throws {ValidationError} as `parseId`, unless the value is null or undefined */
export function parseOptionalId(value: string | number | null | undefined, path: InputPath): string | null {
  return value == null ? null : parseId(value, path)
}

/**
 * Returns the id that a client chose for a new supervisor; null if it chose none.
 * @throws {ValidationError} if it is the nil UUID
 */
export function notNil<Id extends string | null>(id: Id, path: InputPath): Id {
  if (id === nilId) throw new ValidationError(path, `expected a UUID that is not reserved, got ${nilId}.`)
  return id
}

/**
 * Returns a name in the form in which names are stored: composed (NFC), without surrounding white space.
 * @param max most characters (Unicode code points)
 * @throws {ValidationError} if the name is blank, longer than `max` in that form, or has an invisible character
 */
export function parseName(value: string, path: InputPath, max = maxNameLength): string {
  assertCleanText(value, path)
  if (blank.test(value))
    throw new ValidationError(path, `expected 1 to ${max} characters, not all of them white space, got blank text.`)
  // a decomposed character has few code points
  assertLength(value, path, 8 * max, `1 to ${max}`)
  const name = normalName(value)
  assertLength(name, path, max, `1 to ${max}`)
  const hidden = findInvisible(name)
  if (hidden !== null)
    throw new ValidationError(path, `expected visible characters only, got ${codePoint(hidden)}. Remove it.`)
  return name
}

/**
 * Returns the search text for names, in the form of names and without invisible characters; null if there is none.
 * @throws {ValidationError} if the text is longer than a name, or has a NUL or lone surrogate
 */
export function parseNamePart(value: string | null | undefined, path: InputPath): string | null {
  const text = parseText(value, path, maxNameLength)
  return text === null ? null : searchForm(text)
}

/**
 * Returns free text unchanged; null if there is none.
 * @param max maximum number of characters: the maximum length of the values that the text is compared with
 * @throws {ValidationError} if the text has more than `max` characters, or a NUL or lone surrogate
 */
export function parseText(value: string | null | undefined, path: InputPath, max = maxTextLength): string | null {
  if (value == null) return null
  assertCleanText(value, path)
  assertLength(value, path, max, `at most ${max}`)
  return value
}

/**
 * Returns the distinct values of a list, such as statuses in a filter; undefined if there is no list.
 * @throws {LimitExceededError} if the list has more than 100 values
 */
export function parseValues<T extends string>(
  values: readonly T[] | null | undefined,
  path: InputPath,
): readonly T[] | undefined {
  if (values == null) return undefined
  assertWithinLimit('values', maxValues, values.length, path)
  // sorted, so that equal filters are equal as JSON
  return [...new Set(values)].sort()
}

/** @throws {ValidationError} if the text is blank, or as `parseText` */
export function parseRequiredText(value: string, path: InputPath): string {
  if (blank.test(value)) throw new ValidationError(path, 'expected text that is not blank, got blank text.')
  return parseText(value, path) ?? value
}

/** @throws {ValidationError} if the value is not a JSON object, or exceeds the limits of {@link JsonObject} */
export function parseJsonObject(value: unknown, path: InputPath): JsonObject {
  assertJsonObject(value, path, maxJsonBytes)
  serialize(value, path, maxJsonBytes)
  return value
}

/**
 * Checks a JSON object that results from a valid patch and a stored object. Its numbers may come from another writer.
 * @throws {ValidationError} if it has more than 64 KiB or 32 levels
 */
export function assertJsonFits(value: JsonObject, path: InputPath): void {
  assertDepth(value, path, 1)
  serialize(value, path, maxJsonBytes)
}

/**
 * Returns a JSON object as text for the database.
 * @param maxBytes most bytes of the text in UTF-8
 * @throws {ValidationError} as `parseJsonObject`
 */
export function parseJsonText(value: unknown, path: InputPath, maxBytes: number): string {
  assertJsonObject(value, path, maxBytes)
  return serialize(value, path, maxBytes)
}

function assertJsonObject(value: unknown, path: InputPath, maxBytes: number): asserts value is JsonObject {
  if (!isObject(value)) throw new ValidationError(path, `expected a JSON object, got ${kindOf(value)}.`)
  assertValueCount(value, path, maxBytes)
  assertJson(value, [...path], 1)
}

/** Stops at the first value too many: a request can have millions of them. */
function assertValueCount(value: object, path: InputPath, maxBytes: number): void {
  const maxCount = maxBytes / 2 // each value takes at least two bytes, with its separator
  const pending: unknown[] = [value]
  for (let count = 1; pending.length > 0; count++) {
    if (count > maxCount) throw new ValidationError(path, `expected at most ${maxBytes} bytes of JSON, got more.`)
    const next = pending.pop()
    if (typeof next !== 'object' || next === null) continue
    const values: unknown[] = Object.values(next)
    for (const each of values) pending.push(each)
  }
}

function serialize(value: JsonObject, path: InputPath, maxBytes: number): string {
  const text = JSON.stringify(value)
  const bytes = Buffer.byteLength(text)
  if (bytes > maxBytes) throw new ValidationError(path, `expected at most ${maxBytes} bytes of JSON, got ${bytes}.`)
  return text
}

function assertCleanText(value: string, path: InputPath): void {
  // PostgreSQL cannot store either of them
  if (value.includes('\0'))
    throw new ValidationError(path, `expected text without NUL (U+0000), got one at index ${value.indexOf('\0')}.`)
  if (!value.isWellFormed())
    throw new ValidationError(path, 'expected well-formed Unicode, got a lone surrogate (half of a UTF-16 pair).')
}

function assertLength(value: string, path: InputPath, max: number, expected: string): void {
  if (value.length <= max) return
  // without an array of the characters, because the text can have megabytes
  const length = value.length - (value.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0)
  if (length > max) throw new ValidationError(path, `expected ${expected} characters, got ${length}.`)
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

function assertDepth(value: unknown, path: InputPath, depth: number): void {
  if (typeof value !== 'object' || value === null) return
  if (depth > maxJsonDepth)
    throw new ValidationError(path, `expected at most ${maxJsonDepth} levels of JSON, got at least ${depth}.`)
  for (const below of Object.values(value)) assertDepth(below, path, depth + 1)
}

/**
 * @param path modified while the value is walked; a copy per value would be slow. An error keeps the path it has then.
 */
function assertJson(value: unknown, path: string[], depth: number): void {
  if (typeof value === 'string') assertCleanText(value, path)
  if (typeof value === 'number') assertNumber(value, path)
  if (typeof value !== 'object' || value === null) return
  if (depth > maxJsonDepth)
    throw new ValidationError(path, `expected at most ${maxJsonDepth} levels of JSON, got at least ${depth}.`)
  for (const [key, below] of Object.entries(value)) {
    if (key === '__proto__') throw new ValidationError(path, 'expected keys other than "__proto__", got "__proto__".')
    assertCleanText(key, path)
    path.push(key)
    assertJson(below, path, depth + 1)
    path.pop()
  }
}

/** Refuses numbers that JavaScript has rounded, or may have rounded. */
function assertNumber(value: number, path: InputPath): void {
  if (!Number.isFinite(value))
    throw new ValidationError(path, `expected a number in the range of a double, got ${value}.`)
  if (Number.isInteger(value) && !Number.isSafeInteger(value))
    throw new ValidationError(
      path,
      `expected whole numbers from ${Number.MIN_SAFE_INTEGER} to ${Number.MAX_SAFE_INTEGER}, got ${value}, which may be rounded. Send it as a string.`,
    )
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`
}

/** Returns the first 200 characters of the value as JSON, for a message. */
export function excerptJson(value: unknown): string {
  const text = JSON.stringify(value)
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}

/** The text in quotes, for a message; at most its first 60 characters. */
export function excerpt(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}
