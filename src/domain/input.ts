import { ValidationError, type InputPath } from './errors.ts'

// Validation of input. Every text, JSON object and id of a request passes through this file before it reaches the
// database.

/** A valid JSON object: at most 64 KiB in UTF-8 and 32 levels, without `__proto__` keys, NUL or lone surrogates. */
export type JsonObject = { readonly [key: string]: unknown }

export const maxJsonBytes = 64 * 1024
const maxJsonDepth = 32
const maxTextLength = 10_000
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
/** White space in JavaScript, or in PostgreSQL in any locale. */
const blank = /^[\s\p{Cc}\u180e]*$/u
/** Upper bound of every range of paths in the database, so no supervisor may have it. */
const allOnes = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/**
 * Returns a UUID in lower case.
 * @throws {ValidationError} if the value is not a UUID, or is the reserved one
 */
export function parseId(value: string | number, path: InputPath): string {
  const text = String(value)
  if (!uuid.test(text)) throw new ValidationError(path, `expected a UUID, got ${excerpt(text)}.`)
  const id = text.toLowerCase()
  if (id === allOnes) throw new ValidationError(path, `expected a UUID that is not reserved, got ${allOnes}.`)
  return id
}

/** @throws {ValidationError} as `parseId`, unless the value is null or undefined */
export function parseOptionalId(value: string | number | null | undefined, path: InputPath): string | null {
  return value == null ? null : parseId(value, path)
}

/**
 * Returns a name unchanged, with its white space.
 * @param max most characters (Unicode code points)
 * @throws {ValidationError} if the name is blank or longer than `max`, or has a NUL or lone surrogate
 */
export function parseName(value: string, path: InputPath, max = 255): string {
  assertCleanText(value, path)
  const length = countCharacters(value)
  if (blank.test(value))
    throw new ValidationError(path, `expected 1 to ${max} characters, not all of them white space, got blank text.`)
  if (length > max) throw new ValidationError(path, `expected 1 to ${max} characters, got ${length}.`)
  return value
}

/**
 * Returns free text unchanged; null if there is none.
 * @throws {ValidationError} if the text has more than 10,000 characters, or a NUL or lone surrogate
 */
export function parseText(value: string | null | undefined, path: InputPath): string | null {
  if (value == null) return null
  assertCleanText(value, path)
  const length = countCharacters(value)
  if (length > maxTextLength)
    throw new ValidationError(path, `expected at most ${maxTextLength} characters, got ${length}.`)
  return value
}

/** @throws {ValidationError} if the text is blank, or as `parseText` */
export function parseRequiredText(value: string, path: InputPath): string {
  if (blank.test(value)) throw new ValidationError(path, 'expected text that is not blank, got blank text.')
  return parseText(value, path) ?? value
}

/** @throws {ValidationError} if the value is not a JSON object, or exceeds the limits of {@link JsonObject} */
export function parseJsonObject(value: unknown, path: InputPath): JsonObject {
  assertJsonObject(value, path)
  serialize(value, path, maxJsonBytes)
  return value
}

/**
 * Returns a JSON object as text for the database.
 * @param maxBytes most bytes of the text in UTF-8
 * @throws {ValidationError} as `parseJsonObject`
 */
export function parseJsonText(value: unknown, path: InputPath, maxBytes: number): string {
  assertJsonObject(value, path)
  return serialize(value, path, maxBytes)
}

function assertJsonObject(value: unknown, path: InputPath): asserts value is JsonObject {
  if (!isObject(value)) throw new ValidationError(path, `expected a JSON object, got ${kindOf(value)}.`)
  assertJson(value, [...path], 1)
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

function countCharacters(value: string): number {
  return Array.from(value).length
}

/**
 * @param path modified while the value is walked; a copy per value would be slow. An error keeps the path it has then.
 */
function assertJson(value: unknown, path: string[], depth: number): void {
  if (typeof value === 'string') assertCleanText(value, path)
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new ValidationError(path, `expected a number in the range of a double, got ${value}.`)
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

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`
}

/** The text in quotes, for a message; at most its first 60 characters. */
export function excerpt(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}
