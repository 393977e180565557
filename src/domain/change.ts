import { isDeepStrictEqual } from 'node:util'
import { ValidationError, type InputPath } from './errors.ts'
import { assertJsonFits, parseJsonObject, type JsonObject } from './input.ts'
import { mergePatch } from './mergePatch.ts'

/** New value of a field; `undefined` if the input omits the field, which leaves it unchanged. */
export type Change<T> = T | undefined

/**
 * Parses the change of a nullable field. Null clears the field.
 * @throws {ValidationError} if `parse` refuses the value
 */
export function parseChange<Given, T>(
  given: Given | null | undefined,
  path: InputPath,
  parse: (given: Given, path: InputPath) => T,
): Change<T | null> {
  if (given === undefined) return undefined
  return given === null ? null : parse(given, path)
}

/**
 * Parses the change of a field that is never null.
 * @throws {ValidationError} if the value is null, or `parse` refuses it
 */
export function parseRequiredChange<Given, T>(
  given: Given | null | undefined,
  path: InputPath,
  parse: (given: Given, path: InputPath) => T,
): Change<T> {
  if (given === null)
    throw new ValidationError(path, 'expected a value, got null. Omit the field to leave it unchanged.')
  return given === undefined ? undefined : parse(given, path)
}

/** Change of a config: a new config that replaces it, or a patch that is merged into it. */
export type ConfigChange = Change<{ readonly replace: JsonObject } | { readonly merge: JsonObject }>

/**
 * @throws {ValidationError} if the input has both `config` and `mergeConfig`, or one of them is not a valid JSON object
 */
export function parseConfigChange(config: unknown, mergeConfig: unknown): ConfigChange {
  const replace = parseRequiredChange(config, ['input', 'config'], parseJsonObject)
  const merge = parseRequiredChange(mergeConfig, ['input', 'mergeConfig'], parseJsonObject)
  if (replace !== undefined && merge !== undefined)
    throw new ValidationError(['input', 'mergeConfig'], 'expected either config or mergeConfig, got both.')
  return replace !== undefined ? { replace } : merge !== undefined ? { merge } : undefined
}

/**
 * Returns the config after the change. Its numbers are rounded to JavaScript numbers. The statement that writes the change
 * merges the patch in the database, which keeps the numbers of other keys exactly.
 * @throws {ValidationError} if the merged config exceeds the limits of a JSON object
 */
export function applyConfigChange(config: JsonObject, change: ConfigChange): JsonObject {
  if (change === undefined) return config
  if ('replace' in change) return change.replace
  const merged = mergePatch(config, change.merge)
  assertJsonFits(merged, ['input', 'mergeConfig'])
  return merged
}

/** Returns the row with the changes; null if every new value equals the present one. */
export function applyChanges<Row extends object>(
  row: Row,
  changes: { readonly [Key in keyof Row]?: Change<Row[Key]> },
): Row | null {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
  const changed = { ...row, ...given }
  return isDeepStrictEqual(changed, { ...row }) ? null : changed
}
