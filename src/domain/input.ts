import { ValidationError, type InputPath } from './errors.ts'

/**
 * What is accepted from outside. Every text, JSON object and id passes through here before the database sees it, and
 * throws a {@link ValidationError} that says what was expected and what was given.
 */

/** A JSON object, checked: at most 64 KiB as UTF-8 and 32 levels, no `__proto__`, no NUL or lone surrogate. */
export type JsonObject = { readonly [key: string]: unknown }

export const maxJsonBytes = 64 * 1024
export const maxJsonDepth = 32
const maxTextLength = 10_000
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
/** What JavaScript or PostgreSQL, in any locale, takes for white space. */
const blank = /^[\s\p{Cc}\u180e]*$/u
/** The database's upper bound of every range of paths; no supervisor has it. */
const allOnes = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

/** A UUID, in lower case. */
export function parseId(value: string | number, path: InputPath): string {
  const text = String(value)
  if (!uuid.test(text)) throw new ValidationError(path, `expected a UUID, was given ${excerpt(text)}`)
  const id = text.toLowerCase()
  if (id === allOnes) throw new ValidationError(path, `the UUID ${allOnes} is reserved`)
  return id
}

export function parseOptionalId(value: string | number | null | undefined, path: InputPath): string | null {
  return value == null ? null : parseId(value, path)
}

/** A name: 1 to `max` characters (code points), not blank. Kept as given, white space and all. */
export function parseName(value: string, path: InputPath, max = 255): string {
  assertCleanText(value, path)
  const length = countCharacters(value)
  if (blank.test(value)) throw new ValidationError(path, 'expected a name, was given blank text')
  if (length > max) throw new ValidationError(path, `expected at most ${max} characters, was given ${length}`)
  return value
}

/** Free text, at most 10,000 characters; null where there is none. */
export function parseText(value: string | null | undefined, path: InputPath): string | null {
  if (value == null) return null
  assertCleanText(value, path)
  const length = countCharacters(value)
  if (length > maxTextLength)
    throw new ValidationError(path, `expected at most ${maxTextLength} characters, was given ${length}`)
  return value
}

/** Free text that has to say something. */
export function parseRequiredText(value: string, path: InputPath): string {
  if (blank.test(value)) throw new ValidationError(path, 'expected some words, was given blank text')
  return parseText(value, path) ?? value
}

export function parseJsonObject(value: unknown, path: InputPath): JsonObject {
  assertJsonObject(value, path)
  serialize(value, path, maxJsonBytes)
  return value
}

/** The same, as the text that the database is given; of at most `maxBytes`. */
export function parseJsonText(value: unknown, path: InputPath, maxBytes: number): string {
  assertJsonObject(value, path)
  return serialize(value, path, maxBytes)
}

function assertJsonObject(value: unknown, path: InputPath): asserts value is JsonObject {
  if (!isObject(value)) throw new ValidationError(path, `expected a JSON object, was given ${kindOf(value)}`)
  assertJson(value, [...path], 1)
}

function serialize(value: JsonObject, path: InputPath, maxBytes: number): string {
  const text = JSON.stringify(value)
  const bytes = Buffer.byteLength(text)
  if (bytes > maxBytes)
    throw new ValidationError(path, `expected at most ${maxBytes} bytes of JSON, was given ${bytes}`)
  return text
}

function assertCleanText(value: string, path: InputPath): void {
  if (value.includes('\0'))
    throw new ValidationError(path, `a NUL character (U+0000) at ${value.indexOf('\0')} cannot be stored`)
  if (!value.isWellFormed())
    throw new ValidationError(path, 'a lone surrogate (half of a UTF-16 pair) cannot be stored')
}

function countCharacters(value: string): number {
  return Array.from(value).length
}

/** @param path is changed: one list for all that is below, which stays at the place that is refused */
function assertJson(value: unknown, path: string[], depth: number): void {
  if (typeof value === 'string') assertCleanText(value, path)
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new ValidationError(path, 'a number beyond the range of a double cannot be kept')
  if (typeof value !== 'object' || value === null) return
  if (depth > maxJsonDepth) throw new ValidationError(path, `expected at most ${maxJsonDepth} levels of JSON`)
  for (const [key, below] of Object.entries(value)) {
    if (key === '__proto__') throw new ValidationError(path, 'the key "__proto__" is not accepted')
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

function excerpt(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}
